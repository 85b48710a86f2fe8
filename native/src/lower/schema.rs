//! Tables, columns, constraints and indexes to IR.

use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString};
use sqlmodel_rs_engine::dialect::{Flavor, write_text};
use sqlmodel_rs_engine::ir::{
    ColumnDef, ColumnGeneration, Computed, ConstraintDef, ConstraintKind, ForeignKeyDef,
    IdentityDef, IndexColumn, IndexDef, IndexForm, TableDef,
};
use sqlmodel_rs_engine::{SmolStr, SqlType};

use super::context::{Lowering, identity};
use super::kind::{ddl, node};

impl<'py> Lowering<'py> {
    fn option(
        &self,
        element: &Bound<'py, PyAny>,
        name: &str,
    ) -> PyResult<Option<Bound<'py, PyAny>>> {
        let options = element.getattr(intern!(self.py, "dialect_kwargs"))?;
        Ok(options
            .cast::<PyDict>()?
            .get_item(name)?
            .filter(|value| !value.is_none()))
    }

    /// A dialect option read as a truth value.
    pub fn truthy_option(&self, element: &Bound<'py, PyAny>, name: &str) -> PyResult<bool> {
        self.option(element, name)?
            .map_or(Ok(false), |value| value.is_truthy())
    }

    fn text_option(&self, element: &Bound<'py, PyAny>, name: &str) -> PyResult<Option<SmolStr>> {
        self.option(element, name)?
            .map(|value| Ok(value.str()?.to_str()?.into()))
            .transpose()
    }

    /// The names of columns.
    pub fn names(&self, columns: &Bound<'py, PyAny>) -> PyResult<Vec<SmolStr>> {
        columns
            .try_iter()?
            .map(|column| {
                let column = column?;
                match column.cast::<PyString>() {
                    Ok(text) => Ok(text.to_str()?.into()),
                    Err(_) => self.text_of(&column, intern!(self.py, "name")),
                }
            })
            .collect()
    }

    /// Lower a table with the foreign keys that stand inside it (`keys` is None for all).
    pub fn table_definition(
        &mut self,
        table: &Bound<'py, PyAny>,
        keys: &Bound<'py, PyAny>,
    ) -> PyResult<TableDef> {
        let py = self.py;
        let mut definition = TableDef {
            name: self.qualified(table)?,
            comment: self.optional_text(table, intern!(py, "comment"))?,
            ..TableDef::default()
        };
        for prefix in table.getattr(intern!(py, "_prefixes"))?.try_iter()? {
            definition.prefixes.push(prefix?.str()?.to_str()?.into());
        }
        for column in table.getattr(intern!(py, "columns"))?.try_iter()? {
            definition.columns.push(self.column_definition(&column?)?);
        }
        let primary = table.getattr(intern!(py, "primary_key"))?;
        if self.wanted(&primary)? {
            definition
                .constraints
                .push(self.constraint_definition(&primary)?);
        }
        let beside = self.beside_columns(table)?;
        for constraint in table
            .getattr(intern!(py, "_sorted_constraints"))?
            .try_iter()?
        {
            let constraint = constraint?;
            if constraint.is(&primary)
                || beside.contains(&identity(&constraint))
                || !self.wanted(&constraint)?
                || self.comes_later(&constraint, keys)?
            {
                continue;
            }
            definition
                .constraints
                .push(self.constraint_definition(&constraint)?);
        }
        let options = table.getattr(intern!(py, "dialect_kwargs"))?;
        for (name, value) in options.cast::<PyDict>()?.iter() {
            definition
                .options
                .push((name.str()?.to_str()?.into(), value.str()?.to_str()?.into()));
        }
        Ok(definition)
    }

    /// The CHECKs that are written beside their column, by identity.
    fn beside_columns(&self, table: &Bound<'py, PyAny>) -> PyResult<Vec<usize>> {
        let mut found = Vec::new();
        for column in table.getattr(intern!(self.py, "columns"))?.try_iter()? {
            for constraint in column?
                .getattr(intern!(self.py, "constraints"))?
                .try_iter()?
            {
                let constraint = constraint?;
                if self.kind_of(&constraint)? == ddl::CHECK {
                    found.push(identity(&constraint));
                }
            }
        }
        Ok(found)
    }

    fn wanted(&self, constraint: &Bound<'py, PyAny>) -> PyResult<bool> {
        let rule = constraint.getattr(intern!(self.py, "_create_rule"))?;
        if rule.is_none() {
            return Ok(true);
        }
        rule.call1((self.flavor.name(),))?.is_truthy()
    }

    /// A foreign key that is added by ALTER TABLE after all tables are there.
    fn comes_later(
        &self,
        constraint: &Bound<'py, PyAny>,
        keys: &Bound<'py, PyAny>,
    ) -> PyResult<bool> {
        if self.kind_of(constraint)? != ddl::FOREIGN_KEY {
            return Ok(false);
        }
        if keys.is_none() {
            let alters = self.flavor != Flavor::Sqlite;
            return Ok(alters
                && constraint
                    .getattr(intern!(self.py, "use_alter"))?
                    .is_truthy()?);
        }
        for key in keys.try_iter()? {
            if key?.is(constraint) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Lower a column.
    pub fn column_definition(&mut self, column: &Bound<'py, PyAny>) -> PyResult<ColumnDef> {
        let py = self.py;
        let spec = self.spec_of(column)?;
        let spec = spec.get();
        let name = self.text_of(column, intern!(py, "name"))?;
        if spec.sql == SqlType::Null && spec.ddl.is_none() {
            return Err(self.error(&format!(
                "Can't generate DDL for NullType(); did you forget to specify a type on this Column? (column '{name}')"
            )));
        }
        let computed = column.getattr(intern!(py, "computed"))?;
        let identity = column.getattr(intern!(py, "identity"))?;
        let supports_identity = matches!(self.flavor, Flavor::Postgres | Flavor::Standard);
        let collation = match column
            .getattr(intern!(py, "type"))?
            .getattr_opt(intern!(py, "collation"))?
        {
            Some(collation) if !collation.is_none() => Some(collation.str()?.to_str()?.into()),
            _ => None,
        };
        Ok(ColumnDef {
            name,
            ty: spec.sql.clone(),
            type_text: spec.ddl.as_deref().map(Into::into),
            nullable: column.getattr(intern!(py, "nullable"))?.is_truthy()?,
            primary_key: column.getattr(intern!(py, "primary_key"))?.is_truthy()?,
            generation: self.generation(column)?,
            default: self.server_default(column)?,
            computed: if computed.is_none() {
                None
            } else {
                Some(Computed {
                    sql: self.inline_sql(&computed.getattr(intern!(py, "sqltext"))?)?,
                    persisted: self
                        .persisted(computed.getattr(intern!(py, "persisted"))?.extract()?),
                })
            },
            identity: if identity.is_none() || !supports_identity {
                None
            } else {
                Some(self.numbers(&identity)?)
            },
            comment: self.optional_text(column, intern!(py, "comment"))?,
            collation,
            checks: self.column_checks(column)?,
        })
    }

    fn column_checks(&mut self, column: &Bound<'py, PyAny>) -> PyResult<Vec<ConstraintDef>> {
        let mut checks = Vec::new();
        for constraint in column
            .getattr(intern!(self.py, "constraints"))?
            .try_iter()?
        {
            let constraint = constraint?;
            if self.kind_of(&constraint)? == ddl::CHECK && self.wanted(&constraint)? {
                checks.push(self.constraint_definition(&constraint)?);
            }
        }
        Ok(checks)
    }

    fn generation(&self, column: &Bound<'py, PyAny>) -> PyResult<ColumnGeneration> {
        let py = self.py;
        let table = column.getattr(intern!(py, "table"))?;
        if table.is_none() || !column.getattr(intern!(py, "primary_key"))?.is_truthy()? {
            return Ok(ColumnGeneration::None);
        }
        if self.flavor == Flavor::Sqlite {
            let asked = self.truthy_option(&table, "sqlite_autoincrement")?;
            let single = table
                .getattr(intern!(py, "primary_key"))?
                .getattr(intern!(py, "columns"))?
                .len()?
                == 1;
            let integer = matches!(
                self.spec_of(column)?.get().sql,
                SqlType::Integer | SqlType::BigInteger | SqlType::SmallInteger
            );
            if asked
                && single
                && integer
                && column.getattr(intern!(py, "foreign_keys"))?.len()? == 0
            {
                return Ok(ColumnGeneration::SqliteAutoincrement);
            }
            return Ok(ColumnGeneration::None);
        }
        if !table
            .getattr(intern!(py, "_autoincrement_column"))?
            .is(column)
        {
            return Ok(ColumnGeneration::None);
        }
        let default = column.getattr(intern!(py, "default"))?;
        if self.flavor == Flavor::Postgres && !default.is_none() {
            let optional = match default.getattr_opt(intern!(py, "optional"))? {
                Some(optional) => optional.is_truthy()?,
                None => false,
            };
            if !optional {
                return Ok(ColumnGeneration::None);
            }
        }
        Ok(ColumnGeneration::Auto)
    }

    /// PostgreSQL before 18 knows only STORED and demands the word.
    fn persisted(&self, given: Option<bool>) -> Option<bool> {
        if given.is_none() && self.flavor == Flavor::Postgres && self.executes() {
            Some(true)
        } else {
            given
        }
    }

    fn server_default(&self, column: &Bound<'py, PyAny>) -> PyResult<Option<SmolStr>> {
        let py = self.py;
        let default = column.getattr(intern!(py, "server_default"))?;
        if default.is_none() || self.kind_of(&default)? != ddl::SERVER_DEFAULT {
            return Ok(None);
        }
        let arg = default.getattr(intern!(py, "arg"))?;
        if let Ok(text) = arg.cast::<PyString>() {
            let mut literal = String::new();
            write_text(&mut literal, self.flavor, text.to_str()?);
            return Ok(Some(literal.into()));
        }
        self.inline_sql(&arg).map(Some)
    }

    /// The options of an identity column or a sequence.
    pub fn numbers(&self, element: &Bound<'py, PyAny>) -> PyResult<IdentityDef> {
        let number = |name: &str| -> PyResult<Option<i64>> { element.getattr(name)?.extract() };
        Ok(IdentityDef {
            always: self.flag(element, "always")?,
            increment: number("increment")?,
            start: number("start")?,
            min_value: number("minvalue")?,
            max_value: number("maxvalue")?,
            no_min_value: self.flag(element, "nominvalue")?,
            no_max_value: self.flag(element, "nomaxvalue")?,
            cache: number("cache")?,
            cycle: element.getattr("cycle")?.extract()?,
        })
    }

    /// Lower a constraint.
    pub fn constraint_definition(
        &mut self,
        constraint: &Bound<'py, PyAny>,
    ) -> PyResult<ConstraintDef> {
        let py = self.py;
        let kind = match self.kind_of(constraint)? {
            ddl::PRIMARY_KEY => {
                let implicit = self.flag(constraint, "_implicit_generated")?;
                let columns = constraint.getattr(if implicit {
                    "columns_autoinc_first"
                } else {
                    "columns"
                })?;
                ConstraintKind::PrimaryKey(self.names(&columns)?)
            }
            ddl::UNIQUE => ConstraintKind::Unique {
                columns: self.names(&constraint.getattr(intern!(py, "columns"))?)?,
                nulls_not_distinct: self
                    .truthy_option(constraint, "postgresql_nulls_not_distinct")?,
            },
            ddl::CHECK => ConstraintKind::Check(
                self.inline_sql(&constraint.getattr(intern!(py, "sqltext"))?)?,
            ),
            ddl::FOREIGN_KEY => ConstraintKind::ForeignKey(self.foreign_key(constraint)?),
            ddl::EXCLUDE => self.exclusion(constraint)?,
            _ => return Err(self.unknown(constraint)),
        };
        Ok(ConstraintDef {
            name: self.optional_text(constraint, intern!(py, "name"))?,
            kind,
            deferrable: constraint.getattr(intern!(py, "deferrable"))?.extract()?,
            initially: self.optional_text(constraint, intern!(py, "initially"))?,
            comment: self.optional_text(constraint, intern!(py, "comment"))?,
        })
    }

    fn foreign_key(&self, constraint: &Bound<'py, PyAny>) -> PyResult<ForeignKeyDef> {
        let py = self.py;
        let mut columns = Vec::new();
        let mut target_columns = Vec::new();
        let mut target = None;
        for key in constraint.getattr(intern!(py, "elements"))?.try_iter()? {
            let key = key?;
            columns.push(self.text_of(&key.getattr(intern!(py, "parent"))?, intern!(py, "name"))?);
            let column = key.getattr(intern!(py, "column"))?;
            target_columns.push(self.text_of(&column, intern!(py, "name"))?);
            if target.is_none() {
                target = Some(self.qualified(&column.getattr(intern!(py, "table"))?)?);
            }
        }
        let Some(target) = target else {
            return Err(self.error("a foreign key constraint needs columns"));
        };
        Ok(ForeignKeyDef {
            columns,
            target,
            target_columns,
            on_delete: self.optional_text(constraint, intern!(py, "ondelete"))?,
            on_update: self.optional_text(constraint, intern!(py, "onupdate"))?,
            match_type: self.optional_text(constraint, intern!(py, "match"))?,
        })
    }

    fn exclusion(&mut self, constraint: &Bound<'py, PyAny>) -> PyResult<ConstraintKind> {
        let py = self.py;
        let mut parts = Vec::new();
        for part in constraint.getattr(intern!(py, "expressions"))?.try_iter()? {
            let (element, key, operator): (Bound<'py, PyAny>, Bound<'py, PyAny>, String) =
                part?.extract()?;
            let sql = match element.cast::<PyString>() {
                Ok(_) => {
                    let mut name = String::new();
                    sqlmodel_rs_engine::dialect::write_identifier(
                        &mut name,
                        self.flavor,
                        key.str()?.to_str()?,
                    );
                    name.into()
                }
                Err(_) => self.inline_sql(&element)?,
            };
            parts.push(format!("{sql} WITH {operator}"));
        }
        let predicate = constraint.getattr(intern!(py, "where"))?;
        Ok(ConstraintKind::Exclude {
            using: self.text_of(constraint, intern!(py, "using"))?,
            body: parts.join(", ").into(),
            predicate: if predicate.is_none() {
                None
            } else {
                Some(self.inline_sql(&predicate)?)
            },
        })
    }

    /// Lower an index.
    pub fn index_definition(&mut self, index: &Bound<'py, PyAny>) -> PyResult<IndexDef> {
        let py = self.py;
        let table = index.getattr(intern!(py, "table"))?;
        let name = self.required_name(index, "CREATE INDEX requires that the index have a name")?;
        if table.is_none() {
            return Err(self.error(&format!("Index '{name}' is not associated with any table.")));
        }
        let dialect = self.flavor.name();
        let operators = self.option(index, "postgresql_ops")?;
        let lengths = self.option(index, "mysql_length")?;
        let mut columns = Vec::new();
        for element in index.getattr(intern!(py, "expressions"))?.try_iter()? {
            let element = element?;
            let key = element.getattr_opt(intern!(py, "key"))?;
            let operator_class = match (&operators, &key) {
                (Some(operators), Some(key)) => operators
                    .cast::<PyDict>()?
                    .get_item(key)?
                    .map(|class| Ok::<_, PyErr>(class.str()?.to_str()?.into())),
                _ => None,
            };
            columns.push(IndexColumn {
                sql: self.inline_sql(&element)?,
                form: self.index_form(&element)?,
                operator_class: operator_class.transpose()?,
                length: self.index_length(lengths.as_ref(), key.as_ref())?,
            });
        }
        let predicate = self.option(index, &format!("{dialect}_where"))?;
        Ok(IndexDef {
            name,
            table: self.qualified(&table)?,
            columns,
            unique: self.flag(index, "unique")?,
            using: self.text_option(index, &format!("{dialect}_using"))?,
            predicate: predicate
                .map(|predicate| self.index_predicate(&predicate))
                .transpose()?,
            include: match self.option(index, "postgresql_include")? {
                Some(columns) => self.names(&columns)?,
                None => Vec::new(),
            },
            with: self.index_with(index)?,
            tablespace: self.text_option(index, "postgresql_tablespace")?,
            concurrently: self.truthy_option(index, "postgresql_concurrently")?,
            nulls_not_distinct: match self.option(index, "postgresql_nulls_not_distinct")? {
                Some(value) => Some(value.is_truthy()?),
                None => None,
            },
            prefix: self.text_option(index, "mysql_prefix")?,
        })
    }

    fn index_form(&self, element: &Bound<'py, PyAny>) -> PyResult<IndexForm> {
        Ok(match self.kind_of(element)? {
            node::COLUMN | node::COLUMN_CLAUSE | node::ENTITY_COLUMN | node::UNARY | node::TEXT => {
                IndexForm::Column
            }
            node::FUNCTION => IndexForm::Function,
            _ => IndexForm::Expression,
        })
    }

    fn index_predicate(&self, predicate: &Bound<'py, PyAny>) -> PyResult<SmolStr> {
        match predicate.cast::<PyString>() {
            Ok(text) => Ok(text.to_str()?.into()),
            Err(_) => self.inline_sql(predicate),
        }
    }

    fn index_length(
        &self,
        lengths: Option<&Bound<'py, PyAny>>,
        key: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Option<u32>> {
        let Some(lengths) = lengths else {
            return Ok(None);
        };
        match (lengths.cast::<PyDict>(), key) {
            (Ok(lengths), Some(key)) => lengths
                .get_item(key)?
                .map(|length| length.extract())
                .transpose(),
            (Ok(_), None) => Ok(None),
            (Err(_), _) => lengths.extract().map(Some),
        }
    }

    fn index_with(&self, index: &Bound<'py, PyAny>) -> PyResult<Vec<(SmolStr, SmolStr)>> {
        let Some(options) = self.option(index, "postgresql_with")? else {
            return Ok(Vec::new());
        };
        options
            .cast::<PyDict>()?
            .iter()
            .map(|(name, value)| Ok((name.str()?.to_str()?.into(), value.str()?.to_str()?.into())))
            .collect()
    }
}
