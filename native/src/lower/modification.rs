//! INSERT, UPDATE and DELETE.

use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString};
use sqlmodel_rs_engine::SmolStr;
use sqlmodel_rs_engine::dialect::Flavor;
use sqlmodel_rs_engine::ir::{
    Assignment, Conflict, ConflictTarget, Delete, Expr, From, Insert, InsertRows, Name, Returning,
    SourceId, Statement, Update,
};

use super::compiled::StatementKind;
use super::context::{Frame, Lowering};
use super::kind::node;
use super::query::{all_of, visible};
use super::shape::{self, Part, part};

/// WHERE of an UPDATE or DELETE, and the tables it names besides the target.
struct Filter {
    predicate: Option<Expr>,
    extra_froms: Vec<From>,
}

impl<'py> Lowering<'py> {
    /// Lower a statement that changes data.
    pub fn modification(&mut self, element: &Bound<'py, PyAny>, kind: i64) -> PyResult<Statement> {
        self.pure_read = false;
        let outermost = self.depth == 0;
        match kind {
            node::INSERT => {
                if outermost {
                    self.kind = StatementKind::Insert;
                }
                Ok(Statement::Insert(Box::new(self.insert(element)?)))
            }
            node::UPDATE => {
                if outermost {
                    self.kind = StatementKind::Update;
                }
                Ok(Statement::Update(Box::new(self.update(element)?)))
            }
            node::DELETE => {
                if outermost {
                    self.kind = StatementKind::Delete;
                }
                Ok(Statement::Delete(Box::new(self.delete(element)?)))
            }
            _ => Err(self.unknown(element)),
        }
    }

    fn column_name(&self, column: &Bound<'py, PyAny>) -> PyResult<SmolStr> {
        match column.cast::<PyString>() {
            Ok(text) => Ok(text.to_str()?.into()),
            Err(_) => self.text_part(column, Part::Name),
        }
    }

    fn added(&mut self, element: &Bound<'py, PyAny>) -> PyResult<(Vec<Expr>, Option<Expr>)> {
        let py = self.py;
        let rest = part(element, Part::SelectRest)?;
        let Ok(rest) = rest.cast::<PyDict>() else {
            return Ok((Vec::new(), None));
        };
        if let Some(ctes) = rest.get_item(intern!(py, "ctes"))? {
            for cte in ctes.try_iter()? {
                self.source_of(&cte?)?;
            }
        }
        let limit = match rest.get_item(intern!(py, "limit"))? {
            Some(limit) if shape::of(&limit).kind.is_some() => self.optional(&limit)?,
            Some(limit) if !limit.is_none() => Some(Expr::Raw(limit.str()?.to_str()?.into())),
            _ => None,
        };
        Ok((self.words(rest, "prefixes")?, limit))
    }

    fn insert(&mut self, element: &Bound<'py, PyAny>) -> PyResult<Insert> {
        let py = self.py;
        let table_node = part(element, Part::Table)?;
        let table = self.source_of(&table_node)?;
        let (prefixes, _) = self.added(element)?;
        let (columns, rows) = self.insert_rows(element, &table_node)?;
        let conflict = self.conflict(&element.getattr(intern!(py, "_conflict"))?, &table_node)?;
        let returning = self.returning(element)?;
        Ok(Insert {
            table,
            columns,
            rows,
            conflict,
            returning,
            prefixes,
        })
    }

    fn insert_rows(
        &mut self,
        element: &Bound<'py, PyAny>,
        table: &Bound<'py, PyAny>,
    ) -> PyResult<(Vec<SmolStr>, InsertRows)> {
        let py = self.py;
        let select = element.getattr(intern!(py, "_select"))?;
        if !select.is_none() {
            let (names, query): (Bound<'py, PyAny>, Bound<'py, PyAny>) = select.extract()?;
            let columns = names
                .try_iter()?
                .map(|name| self.column_name(&name?))
                .collect::<PyResult<_>>()?;
            return Ok((
                columns,
                InsertRows::Query(Box::new(self.nested_query(&query)?)),
            ));
        }
        let multi = element.getattr(intern!(py, "_multi"))?;
        if multi.is_truthy()? {
            let rest = part(element, Part::SelectRest)?;
            let sorts = match rest.cast::<PyDict>() {
                Ok(rest) => rest.contains(intern!(py, "sort_by_parameter_order"))?,
                Err(_) => false,
            };
            if sorts {
                return Err(self.error(
                    "RETURNING cannot be deterministically sorted when using an INSERT which includes multi-row values().",
                ));
            }
            return self.insert_many(&multi);
        }
        let values = element.getattr(intern!(py, "_values"))?;
        let Ok(values) = values.cast::<PyDict>() else {
            return self.insert_every_column(table);
        };
        if values.is_empty() {
            return Ok((Vec::new(), InsertRows::Defaults));
        }
        let mut columns = Vec::with_capacity(values.len());
        let mut row = Vec::with_capacity(values.len());
        for (column, value) in values.iter() {
            columns.push(self.column_name(&column)?);
            row.push(self.stored(&column, &value)?);
        }
        Ok((columns, InsertRows::Values(vec![row])))
    }

    fn insert_many(&mut self, rows: &Bound<'py, PyAny>) -> PyResult<(Vec<SmolStr>, InsertRows)> {
        let mut columns: Vec<SmolStr> = Vec::new();
        let mut lowered = Vec::new();
        for row in rows.try_iter()? {
            let row = row?.cast_into::<PyDict>()?;
            if lowered.is_empty() {
                columns = row
                    .keys()
                    .iter()
                    .map(|column| self.column_name(&column))
                    .collect::<PyResult<_>>()?;
            }
            let mut values = Vec::with_capacity(columns.len());
            for (position, (column, value)) in row.iter().enumerate() {
                if columns.get(position) != Some(&self.column_name(&column)?) {
                    return Err(self.error("all rows of a multi-row VALUES must name the same columns in the same order"));
                }
                values.push(self.stored(&column, &value)?);
            }
            if values.len() != columns.len() {
                return Err(self.error("all rows of a multi-row VALUES must name the same columns"));
            }
            lowered.push(values);
        }
        Ok((columns, InsertRows::Values(lowered)))
    }

    fn every_column(&mut self, table: &Bound<'py, PyAny>) -> PyResult<Vec<(SmolStr, Expr)>> {
        let py = self.py;
        let mut all = Vec::new();
        for column in table.getattr(intern!(py, "columns"))?.try_iter()? {
            let column = column?;
            if let Some(computed) = column.getattr_opt(intern!(py, "computed"))?
                && !computed.is_none()
            {
                continue;
            }
            let name = self.column_name(&column)?;
            let key = Name::Plain(self.text_of(&column, intern!(py, "key"))?);
            let spec = self.spec_of(&column)?;
            all.push((name, Expr::Bind(self.add_bind(key, None, true, spec)?)));
        }
        Ok(all)
    }

    fn insert_every_column(
        &mut self,
        table: &Bound<'py, PyAny>,
    ) -> PyResult<(Vec<SmolStr>, InsertRows)> {
        let (columns, row): (Vec<_>, Vec<_>) = self.every_column(table)?.into_iter().unzip();
        if columns.is_empty() {
            return Ok((columns, InsertRows::Defaults));
        }
        Ok((columns, InsertRows::Values(vec![row])))
    }

    fn conflict(
        &mut self,
        element: &Bound<'py, PyAny>,
        table: &Bound<'py, PyAny>,
    ) -> PyResult<Option<Conflict>> {
        if element.is_none() {
            return Ok(None);
        }
        let py = self.py;
        self.in_duplicate_key = self.flavor == Flavor::Mysql;
        let set = self.upsert_set(&element.getattr(intern!(py, "set_"))?, table);
        self.in_duplicate_key = false;
        let set = set?;
        if self.kind_of(element)? == node::ON_DUPLICATE {
            return Ok(Some(Conflict::DuplicateKey(set)));
        }
        let target = self.conflict_target(element)?;
        if !element.getattr(intern!(py, "update"))?.is_truthy()? {
            return Ok(Some(Conflict::Nothing(target)));
        }
        let predicate = self.optional_condition(&element.getattr(intern!(py, "where"))?)?;
        Ok(Some(Conflict::Update {
            target,
            set,
            predicate,
        }))
    }

    fn optional_condition(&mut self, element: &Bound<'py, PyAny>) -> PyResult<Option<Expr>> {
        if element.is_none() {
            Ok(None)
        } else {
            self.condition(element).map(Some)
        }
    }

    /// SET of an upsert; ON CONFLICT follows the order of the table, MySQL's the order given, which matters there.
    fn upsert_set(
        &mut self,
        values: &Bound<'py, PyAny>,
        table: &Bound<'py, PyAny>,
    ) -> PyResult<Vec<Assignment>> {
        let mut values: Vec<_> = values.cast::<PyDict>()?.iter().collect();
        if !self.in_duplicate_key {
            let order = self.names(&table.getattr(intern!(self.py, "columns"))?)?;
            let mut placed = Vec::with_capacity(values.len());
            for (column, value) in values {
                let name = self.column_name(&column)?;
                let place = order
                    .iter()
                    .position(|known| *known == name)
                    .unwrap_or(usize::MAX);
                placed.push((place, (column, value)));
            }
            placed.sort_by_key(|(place, _)| *place);
            values = placed.into_iter().map(|(_, pair)| pair).collect();
        }
        let mut set = Vec::with_capacity(values.len());
        for (column, value) in values {
            let column = Expr::Column {
                source: None,
                name: Name::Plain(self.column_name(&column)?),
            };
            let value = self.expr(&value)?;
            set.push(Assignment {
                source: None,
                column,
                value,
            });
        }
        Ok(set)
    }

    fn conflict_target(&mut self, element: &Bound<'py, PyAny>) -> PyResult<ConflictTarget> {
        let py = self.py;
        if let Some(name) = self.optional_text(element, intern!(py, "constraint"))? {
            return Ok(ConflictTarget::Constraint(name));
        }
        let mut elements = Vec::new();
        for part in element.getattr(intern!(py, "elements"))?.try_iter()? {
            let part = part?;
            elements.push(match part.cast::<PyString>() {
                Ok(text) => Expr::Column {
                    source: None,
                    name: Name::plain(text.to_str()?),
                },
                Err(_) => self.expr(&part)?,
            });
        }
        if elements.is_empty() {
            return Ok(ConflictTarget::Any);
        }
        let before = self.binds.len();
        let predicate = self.optional_condition(&element.getattr(intern!(py, "index_where"))?)?;
        // SQLite finds a partial index by its condition as it is written.
        if self.flavor == Flavor::Sqlite {
            for at in before..self.binds.len() {
                self.write_in_text(at, false)?;
            }
        }
        Ok(ConflictTarget::Elements {
            elements,
            predicate,
        })
    }

    fn returning(&mut self, element: &Bound<'py, PyAny>) -> PyResult<Returning> {
        let returning = element.getattr(intern!(self.py, "_returning"))?;
        if !returning.is_truthy()? {
            return Ok(Returning::default());
        }
        if self.depth == 0 {
            self.returns_rows = true;
        }
        Ok(Returning {
            items: self.project(&returning)?,
        })
    }

    fn set(
        &mut self,
        element: &Bound<'py, PyAny>,
        table: &Bound<'py, PyAny>,
    ) -> PyResult<Vec<Assignment>> {
        let values = element.getattr(intern!(self.py, "_values"))?;
        let assignment = |source, name, value| Assignment {
            source,
            column: Expr::Column {
                source: None,
                name: Name::Plain(name),
            },
            value,
        };
        let Ok(values) = values.cast::<PyDict>() else {
            return Ok(self
                .every_column(table)?
                .into_iter()
                .map(|(name, value)| assignment(None, name, value))
                .collect());
        };
        let mut set = Vec::with_capacity(values.len());
        for (column, value) in values.iter() {
            if self.kind_of(&column)? == node::BINARY {
                set.push(self.element_assignment(&column, &value)?);
                continue;
            }
            let owner = self.other_table(&column, table)?;
            let name = self.column_name(&column)?;
            set.push(assignment(owner, name, self.stored(&column, &value)?));
        }
        // SQLAlchemy writes the other tables' columns first.
        set.sort_by_key(|assignment: &Assignment| assignment.source.is_none());
        Ok(set)
    }

    /// The assignment to an element of an array or of a document.
    fn element_assignment(
        &mut self,
        element: &Bound<'py, PyAny>,
        value: &Bound<'py, PyAny>,
    ) -> PyResult<Assignment> {
        Ok(Assignment {
            source: None,
            column: self.without_collecting(|lowering| lowering.expr(element))?,
            value: self.expr(value)?,
        })
    }

    /// Lower a value of a row. Inside another statement its parameter is not called as the column.
    fn stored(&mut self, column: &Bound<'py, PyAny>, value: &Bound<'py, PyAny>) -> PyResult<Expr> {
        let is_own = self.depth > 0
            && self.kind_of(value)? == node::BIND
            && !self.flag_part(value, Part::Unique)?
            && !self.flag_part(value, Part::Required)?
            && !self.flag_part(value, Part::Expanding)?
            && self.find_bind(value).is_none();
        if !is_own {
            return self.expr(value);
        }
        let key = self.text_part(value, Part::Key)?;
        let of = self.text_of(column, intern!(self.py, "key"))?;
        if !key.starts_with(of.as_str()) {
            return self.expr(value);
        }
        let name = self.anonymous(value, "param");
        let spec = self.spec_of(value)?;
        let (given, required) = self.bind_value(value)?;
        let id = self.add_bind(name, given, required, spec)?;
        self.name_bind(value, id);
        Ok(Expr::Bind(id))
    }

    /// The table of a column to be set, where it is not the table that is updated.
    fn other_table(
        &mut self,
        column: &Bound<'py, PyAny>,
        table: &Bound<'py, PyAny>,
    ) -> PyResult<Option<SourceId>> {
        let py = self.py;
        if !matches!(
            shape::of(column).kind,
            Some(node::COLUMN | node::ENTITY_COLUMN)
        ) {
            return Ok(None);
        }
        let owner = column.getattr(intern!(py, "table"))?;
        if owner.is(table) || shape::of(&owner).kind != Some(node::TABLE) {
            return Ok(None);
        }
        if self.flavor != Flavor::Mysql {
            let name = self.column_name(column)?;
            return Err(self.error(&format!("Unconsumed column names: {name}")));
        }
        self.source_of(&owner).map(Some)
    }

    /// Lower SET and WHERE together: both may name further tables.
    fn filtered(
        &mut self,
        element: &Bound<'py, PyAny>,
        table: SourceId,
        set: bool,
    ) -> PyResult<(Vec<Assignment>, Filter)> {
        self.frames.push(Frame {
            collecting: true,
            ..Frame::default()
        });
        let assignments = if set {
            let table = part(element, Part::Table)?;
            self.set(element, &table)?
        } else {
            Vec::new()
        };
        let conditions = self.conditions(&part(element, Part::SelectWhere)?)?;
        let Some(frame) = self.frames.pop() else {
            return Err(self.error("unbalanced statement"));
        };
        let mut all = conditions;
        all.extend(frame.criteria);
        let extra_froms = visible(frame.candidates, &frame.hidden, &frame.hidden_joins)
            .into_iter()
            .filter(|from| *from != From::Source(table))
            .collect();
        Ok((
            assignments,
            Filter {
                predicate: all_of(all),
                extra_froms,
            },
        ))
    }

    fn update(&mut self, element: &Bound<'py, PyAny>) -> PyResult<Update> {
        let table = self.source_of(&part(element, Part::Table)?)?;
        let (prefixes, limit) = self.added(element)?;
        let (mut set, filter) = self.filtered(element, table, true)?;
        // With several tables MySQL cannot tell whose column is meant.
        if self.flavor == Flavor::Mysql && !filter.extra_froms.is_empty() {
            for assignment in &mut set {
                assignment.source.get_or_insert(table);
            }
        }
        let returning = self.returning(element)?;
        let Filter {
            predicate,
            extra_froms,
        } = filter;
        Ok(Update {
            table,
            set,
            extra_froms,
            predicate,
            returning,
            prefixes,
            limit,
        })
    }

    fn delete(&mut self, element: &Bound<'py, PyAny>) -> PyResult<Delete> {
        let table = self.source_of(&part(element, Part::Table)?)?;
        let (prefixes, limit) = self.added(element)?;
        let (
            _,
            Filter {
                predicate,
                extra_froms,
            },
        ) = self.filtered(element, table, false)?;
        let returning = self.returning(element)?;
        Ok(Delete {
            table,
            extra_froms,
            predicate,
            returning,
            prefixes,
            limit,
        })
    }
}
