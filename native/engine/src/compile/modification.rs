//! INSERT, UPDATE and DELETE, upserts and RETURNING.

use super::alone::{self, PlainChange};
use super::error::CompileError;
use super::expression::Around;
use super::from::sources_of;
use super::label::Style;
use super::query::Place;
use super::writer::{Sources, Writer};
use crate::dialect::Flavor;
use crate::ir::{
    Assignment, BindId, Conflict, ConflictTarget, Delete, Expr, From, Insert, InsertRows,
    Returning, SourceId, Update,
};

impl<'p> Writer<'p> {
    pub(super) fn insert(
        &mut self,
        insert: &'p Insert,
        outermost: bool,
    ) -> Result<(), CompileError> {
        self.enter_sources(Sources::new());
        self.push("INSERT ");
        self.prefixes(&insert.prefixes)?;
        self.push("INTO ");
        self.source_name(insert.table);
        let defaults = insert.rows == InsertRows::Defaults;
        if !insert.columns.is_empty()
            || (defaults && matches!(self.flavor, Flavor::Mysql | Flavor::Standard))
        {
            self.push(" (");
            self.separated(&insert.columns, ", ", |writer, column| {
                writer.identifier(column);
                Ok(())
            })?;
            self.out.push(')');
        }
        match &insert.rows {
            InsertRows::Defaults if matches!(self.flavor, Flavor::Mysql | Flavor::Standard) => {
                self.push(" VALUES ()")
            }
            InsertRows::Defaults => self.push(" DEFAULT VALUES"),
            InsertRows::Values(rows) => {
                self.push(" VALUES ");
                let start = self.out.len();
                self.separated(rows, ", ", |writer, row| {
                    writer.out.push('(');
                    writer.separated(row, ", ", |writer, value| {
                        writer.operand(value, Around::Anything)
                    })?;
                    writer.out.push(')');
                    Ok(())
                })?;
                if outermost && rows.len() == 1 && insert.conflict.is_none() {
                    self.row = Some(start..self.out.len());
                }
            }
            InsertRows::Query(query) => {
                self.out.push(' ');
                if outermost && self.flavor == Flavor::Mysql && !self.program.ctes.is_empty() {
                    self.cte_clause(&self.program.ctes)?;
                }
                self.query(query, Place::top(false))?;
                // "INSERT .. SELECT .. ON CONFLICT" is ambiguous to SQLite's parser without a WHERE.
                if insert.conflict.is_some()
                    && self.flavor == Flavor::Sqlite
                    && matches!(&**query, crate::ir::Query::Select(select) if select.predicate.is_none())
                {
                    self.push(" WHERE 1");
                }
            }
        }
        if let Some(conflict) = &insert.conflict {
            self.conflict(conflict)?;
        }
        self.scopes.pop();
        self.returning(&insert.returning, outermost)
    }

    fn prefixes(&mut self, prefixes: &'p [Expr]) -> Result<(), CompileError> {
        for prefix in prefixes {
            self.expr(prefix)?;
            self.out.push(' ');
        }
        Ok(())
    }

    fn conflict(&mut self, conflict: &'p Conflict) -> Result<(), CompileError> {
        if self.flavor == Flavor::Mysql && !matches!(conflict, Conflict::DuplicateKey(_)) {
            return self.unsupported("ON CONFLICT");
        }
        match conflict {
            Conflict::DuplicateKey(set) => {
                if matches!(self.flavor, Flavor::Sqlite | Flavor::Postgres) {
                    return self.unsupported("ON DUPLICATE KEY UPDATE");
                }
                self.push(" ON DUPLICATE KEY UPDATE ");
                self.separated(set, ", ", |writer, assignment| {
                    writer.assigned(assignment)?;
                    writer.push(" = ");
                    writer.operand(&assignment.value, Around::Anything)
                })
            }
            Conflict::Nothing(target) => {
                self.push(" ON CONFLICT");
                self.conflict_target(target)?;
                self.push(" DO NOTHING");
                Ok(())
            }
            Conflict::Update {
                target,
                set,
                predicate,
            } => {
                self.push(" ON CONFLICT");
                self.conflict_target(target)?;
                self.push(" DO UPDATE SET ");
                self.separated(set, ", ", |writer, assignment| {
                    writer.assigned(assignment)?;
                    writer.push(" = ");
                    writer.operand(&assignment.value, Around::Anything)
                })?;
                if let Some(predicate) = predicate {
                    self.push(" WHERE ");
                    self.condition(predicate)?;
                }
                Ok(())
            }
        }
    }

    fn conflict_target(&mut self, target: &'p ConflictTarget) -> Result<(), CompileError> {
        match target {
            ConflictTarget::Any => Ok(()),
            ConflictTarget::Constraint(name) => {
                if self.flavor == Flavor::Sqlite {
                    return self.unsupported("ON CONFLICT ON CONSTRAINT");
                }
                self.push(" ON CONSTRAINT ");
                self.identifier(name);
                Ok(())
            }
            ConflictTarget::Elements {
                elements,
                predicate,
            } => {
                let outer = std::mem::replace(&mut self.bare_columns, true);
                self.push(" (");
                self.separated(elements, ", ", |writer, element| writer.expr_in(element))?;
                self.out.push(')');
                if let Some(predicate) = predicate {
                    self.push(" WHERE ");
                    self.condition(predicate)?;
                }
                self.bare_columns = outer;
                Ok(())
            }
        }
    }

    /// Write the column of an assignment.
    fn assigned(&mut self, assignment: &'p Assignment) -> Result<(), CompileError> {
        if let Some(source) = assignment.source {
            self.source_name(source);
            self.out.push('.');
        }
        let outer = std::mem::replace(&mut self.bare_columns, true);
        self.assigning = true;
        let written = self.expr(&assignment.column);
        self.assigning = false;
        self.bare_columns = outer;
        written
    }

    fn assignments(&mut self, set: &'p [Assignment]) -> Result<(), CompileError> {
        self.separated(set, ", ", |writer, assignment| {
            writer.assigned(assignment)?;
            writer.out.push('=');
            writer.operand(&assignment.value, Around::Anything)
        })
    }

    fn enter_modification(&mut self, table: SourceId, extra: &[From]) {
        let mut sources = Sources::from_slice(&[table]);
        for from in extra {
            sources_of(from, &mut sources);
        }
        self.enter_sources(sources);
    }

    pub(super) fn update(
        &mut self,
        update: &'p Update,
        outermost: bool,
    ) -> Result<(), CompileError> {
        if self.flavor == Flavor::Mysql && !self.displays() && !update.returning.items.is_empty() {
            return self.unsupported("UPDATE .. RETURNING");
        }
        self.enter_modification(update.table, &update.extra_froms);
        self.push("UPDATE ");
        self.prefixes(&update.prefixes)?;
        self.source(update.table)?;
        let extra: Vec<&'p From> = update.extra_froms.iter().collect();
        if self.flavor == Flavor::Mysql && !extra.is_empty() {
            self.push(", ");
            self.write_froms(&extra)?;
        }
        self.push(" SET ");
        self.assignments(&update.set)?;
        if self.flavor != Flavor::Mysql && !extra.is_empty() {
            self.push(" FROM ");
            self.write_froms(&extra)?;
        }
        let before = self.out.len();
        self.tail(update.predicate.as_ref(), update.limit.as_ref())?;
        self.lint(
            "UPDATE",
            Some(update.table),
            &extra,
            update.predicate.as_ref(),
        );
        if outermost && let Some(keys) = alone::update_keys(update) {
            self.change = self.plain_change(before, &keys);
        }
        self.scopes.pop();
        self.returning(&update.returning, outermost)
    }

    pub(super) fn delete(
        &mut self,
        delete: &'p Delete,
        outermost: bool,
    ) -> Result<(), CompileError> {
        self.enter_modification(delete.table, &delete.extra_froms);
        self.push("DELETE ");
        self.prefixes(&delete.prefixes)?;
        self.push("FROM ");
        let extra: Vec<&'p From> = delete.extra_froms.iter().collect();
        match (self.flavor, extra.is_empty()) {
            (_, true) => self.source(delete.table)?,
            (Flavor::Mysql, false) => {
                self.source_name(delete.table);
                self.push(" USING ");
                self.source(delete.table)?;
                self.push(", ");
                self.write_froms(&extra)?;
            }
            (Flavor::Postgres, false) => {
                self.source(delete.table)?;
                self.push(" USING ");
                self.write_froms(&extra)?;
            }
            (Flavor::Standard, false) => {
                self.source(delete.table)?;
                self.push(" , ");
                self.write_froms(&extra)?;
            }
            (Flavor::Sqlite, false) => {
                return Err(CompileError::MultipleTables {
                    statement: "DELETE",
                });
            }
        }
        let before = self.out.len();
        self.tail(delete.predicate.as_ref(), delete.limit.as_ref())?;
        self.lint(
            "DELETE",
            Some(delete.table),
            &extra,
            delete.predicate.as_ref(),
        );
        if outermost && alone::is_plain_delete(delete) {
            self.change = self.plain_change(before, &[]);
        }
        self.scopes.pop();
        self.returning(&delete.returning, outermost)
    }

    /// Describe a statement whose condition was written from `before` on.
    fn plain_change(&self, before: usize, keys: &[BindId]) -> Option<PlainChange> {
        if !self.program.ctes.is_empty() {
            return None;
        }
        let order = self.order();
        Some(PlainChange {
            condition: before + " WHERE ".len(),
            keys: keys
                .iter()
                .map(|key| order.iter().position(|bind| bind == key))
                .collect::<Option<_>>()?,
        })
    }

    fn tail(
        &mut self,
        predicate: Option<&'p Expr>,
        limit: Option<&'p Expr>,
    ) -> Result<(), CompileError> {
        if let Some(predicate) = predicate {
            self.push(" WHERE ");
            self.condition(predicate)?;
        }
        if let (Some(limit), Flavor::Mysql) = (limit, self.flavor) {
            self.push(" LIMIT ");
            self.expr(limit)?;
        }
        Ok(())
    }

    fn returning(&mut self, returning: &'p Returning, outermost: bool) -> Result<(), CompileError> {
        if returning.items.is_empty() {
            return Ok(());
        }
        self.push(" RETURNING ");
        let bare = self.bare_columns || self.flavor.bare_returning();
        let outer = std::mem::replace(&mut self.bare_columns, bare);
        self.items(&returning.items, Style::Outermost, outermost)?;
        self.bare_columns = outer;
        Ok(())
    }
}
