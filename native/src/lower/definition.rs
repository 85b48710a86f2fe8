//! DDL statements to IR.

use pyo3::intern;
use pyo3::prelude::*;
use sqlmodel_rs_engine::compile::{Options, TextUse, render};
use sqlmodel_rs_engine::ir::{
    DdlStatement, EnumDef, Expr, Program, QualifiedName, SequenceDef, Statement,
};
use sqlmodel_rs_engine::{SmolStr, SqlType};

use super::context::Lowering;
use super::kind::{ddl, node};
use super::raise;

/// What may stand beside the name of a thing that is made or dropped.
#[derive(Clone, Copy)]
struct Conditions {
    if_not_exists: bool,
    if_exists: bool,
    cascade: bool,
}

impl<'py> Lowering<'py> {
    /// Lower a DDL statement.
    pub fn definition(&mut self, element: &Bound<'py, PyAny>, kind: i64) -> PyResult<Statement> {
        let py = self.py;
        if kind == ddl::DDL {
            let text = self.text_of(element, intern!(py, "statement"))?;
            return Ok(Statement::Ddl(Box::new(DdlStatement::Raw(text))));
        }
        let target = element.getattr(intern!(py, "element"))?;
        let conditions = Conditions {
            if_not_exists: self.flag(element, "if_not_exists")?,
            if_exists: self.flag(element, "if_exists")?,
            cascade: self.flag(element, "cascade")?,
        };
        let Conditions {
            if_not_exists,
            if_exists,
            cascade,
        } = conditions;
        let statement = match kind {
            ddl::CREATE_TABLE => {
                let keys = element.getattr(intern!(py, "include_foreign_key_constraints"))?;
                DdlStatement::CreateTable {
                    table: Box::new(self.table_definition(&target, &keys)?),
                    if_not_exists,
                }
            }
            ddl::DROP_TABLE => DdlStatement::DropTable {
                name: self.qualified(&target)?,
                if_exists,
                cascade,
            },
            ddl::CREATE_INDEX => DdlStatement::CreateIndex {
                index: Box::new(self.index_definition(&target)?),
                if_not_exists,
            },
            ddl::DROP_INDEX => DdlStatement::DropIndex {
                name: self
                    .required_name(&target, "DROP INDEX requires that the index have a name")?,
                table: self.qualified(&target.getattr(intern!(py, "table"))?)?,
                if_exists,
                concurrently: self.truthy_option(&target, "postgresql_concurrently")?,
            },
            ddl::ADD_CONSTRAINT => DdlStatement::AddConstraint {
                table: self.qualified(&target.getattr(intern!(py, "table"))?)?,
                constraint: Box::new(self.constraint_definition(&target)?),
            },
            ddl::DROP_CONSTRAINT => {
                if target.getattr(intern!(py, "name"))?.is_none() {
                    return Err(self.error(&format!(
                        "Can't emit DROP CONSTRAINT for constraint {}; it has no name",
                        target.repr()?
                    )));
                }
                DdlStatement::DropConstraint {
                    table: self.qualified(&target.getattr(intern!(py, "table"))?)?,
                    constraint: Box::new(self.constraint_definition(&target)?),
                    if_exists,
                    cascade,
                }
            }
            ddl::SET_TABLE_COMMENT => DdlStatement::SetTableComment {
                table: self.qualified(&target)?,
                comment: self.optional_text(&target, intern!(py, "comment"))?,
            },
            ddl::DROP_TABLE_COMMENT => DdlStatement::SetTableComment {
                table: self.qualified(&target)?,
                comment: None,
            },
            ddl::SET_COLUMN_COMMENT | ddl::DROP_COLUMN_COMMENT => {
                self.column_comment(&target, kind)?
            }
            ddl::CREATE_COLUMN => DdlStatement::Column(Box::new(self.column_definition(&target)?)),
            _ => match self.object_definition(&target, kind, conditions)? {
                Some(statement) => statement,
                None => return Err(self.unknown(element)),
            },
        };
        Ok(Statement::Ddl(Box::new(statement)))
    }

    /// Lower the making or dropping of what stands beside tables: sequences, schemas, enumerated types.
    fn object_definition(
        &mut self,
        target: &Bound<'py, PyAny>,
        kind: i64,
        conditions: Conditions,
    ) -> PyResult<Option<DdlStatement>> {
        let Conditions {
            if_not_exists,
            if_exists,
            cascade,
        } = conditions;
        Ok(Some(match kind {
            ddl::CREATE_SEQUENCE => DdlStatement::CreateSequence {
                sequence: SequenceDef {
                    name: self.qualified(target)?,
                    options: self.numbers(target)?,
                },
                if_not_exists,
            },
            ddl::DROP_SEQUENCE => DdlStatement::DropSequence {
                name: self.qualified(target)?,
                if_exists,
            },
            ddl::CREATE_SCHEMA => DdlStatement::CreateSchema {
                name: target.str()?.to_str()?.into(),
                if_not_exists,
            },
            ddl::DROP_SCHEMA => DdlStatement::DropSchema {
                name: target.str()?.to_str()?.into(),
                if_exists,
                cascade,
            },
            ddl::CREATE_ENUM => DdlStatement::CreateEnum(self.enum_definition(target)?),
            ddl::DROP_ENUM => DdlStatement::DropEnum {
                name: self.enum_definition(target)?.name,
                if_exists,
            },
            _ => return Ok(None),
        }))
    }

    fn column_comment(&mut self, column: &Bound<'py, PyAny>, kind: i64) -> PyResult<DdlStatement> {
        let py = self.py;
        let mut definition = self.column_definition(column)?;
        let comment = match kind {
            ddl::SET_COLUMN_COMMENT => self.optional_text(column, intern!(py, "comment"))?,
            _ => None,
        };
        definition.comment.clone_from(&comment);
        Ok(DdlStatement::SetColumnComment {
            table: self.qualified(&column.getattr(intern!(py, "table"))?)?,
            column: Box::new(definition),
            comment,
        })
    }

    /// A flag that an object may not have.
    pub fn flag(&self, element: &Bound<'py, PyAny>, name: &str) -> PyResult<bool> {
        match element.getattr_opt(name)? {
            Some(value) => value.is_truthy(),
            None => Ok(false),
        }
    }

    /// `schema.name` of a table or sequence.
    pub fn qualified(&self, element: &Bound<'py, PyAny>) -> PyResult<QualifiedName> {
        let py = self.py;
        Ok(QualifiedName {
            schema: self.translated(self.optional_text(element, intern!(py, "schema"))?)?,
            name: self.text_of(element, intern!(py, "name"))?,
        })
    }

    /// A name that may not be None here.
    pub fn required_name(&self, element: &Bound<'py, PyAny>, message: &str) -> PyResult<SmolStr> {
        self.optional_text(element, intern!(self.py, "name"))?
            .ok_or_else(|| self.error(message))
    }

    fn enum_definition(&self, ty: &Bound<'py, PyAny>) -> PyResult<EnumDef> {
        let spec = self.spec_of_type(ty)?;
        match &spec.get().sql {
            SqlType::Enum {
                name: Some(name),
                values,
                ..
            } => {
                let (schema, name) = match name.split_once('.') {
                    Some((schema, name)) => (Some(schema.into()), name.into()),
                    None => (None, name.as_str().into()),
                };
                let values = values.iter().map(|value| value.as_str().into()).collect();
                Ok(EnumDef {
                    name: QualifiedName { schema, name },
                    values,
                })
            }
            _ => Err(self.error("PostgreSQL ENUM type requires a name.")),
        }
    }

    /// An expression as text with its values written in and columns without their table.
    pub fn inline_sql(&self, element: &Bound<'py, PyAny>) -> PyResult<SmolStr> {
        let options = Options {
            flavor: self.flavor,
            purpose: TextUse::Execute,
            literal_binds: true,
            bare_columns: true,
            lint: false,
        };
        let mut inner = Lowering::new(self.py, options);
        let statement = match self.kind_of(element)? {
            node::TEXT => Statement::Expression(Expr::Text(inner.text_fragment(element)?)),
            _ => Statement::Expression(inner.expr(element)?),
        };
        let program = Program {
            sources: inner.sources,
            binds: inner.binds,
            ctes: inner.ctes,
            statement,
        };
        let rendered = render(&program, &options).map_err(|error| raise(self.py, &error))?;
        Ok(rendered.sql.into())
    }
}
