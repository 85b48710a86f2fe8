//! FROM: tables, aliases, joins, subqueries and CTEs.

use smol_str::SmolStr;

use super::error::CompileError;
use super::query::Place;
use super::writer::{Scope, Sources, Writer};
use crate::dialect::{Flavor, write_type};
use crate::ir::{Expr, From, JoinKind, Name, Source, SourceId, Statement};
use crate::types::SqlType;

/// Collect the sources of a FROM entry, joined ones included.
pub(super) fn sources_of(from: &From, into: &mut Sources) {
    match from {
        From::Source(source) => into.push(*source),
        From::Join { left, right, .. } => {
            sources_of(left, into);
            sources_of(right, into);
        }
    }
}

impl<'p> Writer<'p> {
    /// Write one FROM entry.
    pub fn from(&mut self, from: &'p From) -> Result<(), CompileError> {
        match from {
            From::Source(source) if self.hints.is_empty() => self.source(*source),
            From::Source(source) => self.hinted(*source),
            From::Join {
                left,
                right,
                on,
                kind,
                ..
            } => {
                self.from(left)?;
                self.push(match kind {
                    JoinKind::Inner if self.flavor == Flavor::Mysql => " INNER JOIN ",
                    JoinKind::Inner => " JOIN ",
                    JoinKind::LeftOuter => " LEFT OUTER JOIN ",
                    JoinKind::FullOuter if self.flavor == Flavor::Mysql && !self.displays() => {
                        return self.unsupported("FULL OUTER JOIN");
                    }
                    JoinKind::FullOuter => " FULL OUTER JOIN ",
                    JoinKind::Cross => " CROSS JOIN ",
                });
                if matches!(**right, From::Join { .. }) {
                    self.out.push('(');
                    self.from(right)?;
                    self.out.push(')');
                } else {
                    self.from(right)?;
                }
                if let Some(on) = on {
                    self.push(" ON ");
                    self.condition(on)?;
                }
                Ok(())
            }
        }
    }

    /// Write a source with what is said to the optimiser beside it.
    fn hinted(&mut self, source: SourceId) -> Result<(), CompileError> {
        let hints = self.hints;
        let mut after = String::new();
        for (_, text) in hints.iter().filter(|(of, _)| *of == source) {
            let start = self.out.len();
            self.source_name(source);
            let name = self.out.split_off(start);
            let text = text.replace("%(name)s", &name);
            match self.flavor {
                Flavor::Mysql => after = format!("{after} {text}"),
                Flavor::Standard => after = format!("{after} [{text}]"),
                Flavor::Sqlite => {}
                Flavor::Postgres if text.eq_ignore_ascii_case("only") => self.push("ONLY "),
                Flavor::Postgres => {
                    return Err(CompileError::Invalid(format!(
                        "Unrecognized hint: '{text}'; PostgreSQL knows ONLY"
                    )));
                }
            }
        }
        self.source(source)?;
        self.push(&after);
        Ok(())
    }

    /// Write FROM entries, comma separated.
    pub fn write_froms(&mut self, froms: &[&'p From]) -> Result<(), CompileError> {
        self.separated(froms, ", ", |writer, from| writer.from(from))
    }

    /// Write a source as it stands in FROM: its definition, and its name.
    pub fn source(&mut self, source: SourceId) -> Result<(), CompileError> {
        let program = self.program;
        let Some(found) = program.sources.get(source.0 as usize) else {
            return Err(CompileError::Invalid(format!(
                "unknown source number {}",
                source.0
            )));
        };
        match found {
            Source::Table { .. } | Source::Cte { .. } => self.source_name(source),
            Source::Alias { name, of, lateral } => {
                if *lateral {
                    self.push("LATERAL ");
                }
                self.source(*of)?;
                self.alias(name);
            }
            Source::Subquery {
                name,
                query,
                lateral,
            } => {
                if *lateral {
                    self.push("LATERAL ");
                }
                self.out.push('(');
                self.query(query, Place::from_clause(*lateral))?;
                self.out.push(')');
                if let Some(name) = name {
                    self.alias(name);
                }
            }
            Source::Function {
                name,
                call,
                columns,
                ordinality,
                lateral,
                ..
            } => {
                if *lateral {
                    self.push("LATERAL ");
                }
                self.expr(call)?;
                if *ordinality {
                    self.push(" WITH ORDINALITY");
                }
                if let Some(name) = name {
                    self.alias(name);
                    self.column_list(columns)?;
                }
            }
            Source::Values {
                name,
                columns,
                rows,
            } => self.values(name.as_ref(), columns, rows)?,
            Source::Text(text) => self.text(text)?,
            Source::Sample {
                name,
                of,
                call,
                seed,
            } => self.sample(name, *of, call, seed.as_ref())?,
            Source::Joined { name, from } => {
                self.out.push('(');
                self.from(from)?;
                self.out.push(')');
                self.alias(name);
            }
        }
        Ok(())
    }

    fn sample(
        &mut self,
        name: &Name,
        of: SourceId,
        call: &'p Expr,
        seed: Option<&'p Expr>,
    ) -> Result<(), CompileError> {
        if self.flavor != Flavor::Postgres && !self.displays() {
            return self.unsupported("TABLESAMPLE");
        }
        self.source(of)?;
        self.alias(name);
        self.push(" TABLESAMPLE ");
        self.expr(call)?;
        if let Some(seed) = seed {
            self.push(" REPEATABLE (");
            self.expr(seed)?;
            self.out.push(')');
        }
        Ok(())
    }

    fn alias(&mut self, name: &Name) {
        self.push(" AS ");
        self.name(name);
    }

    fn column_list(
        &mut self,
        columns: &'p [(SmolStr, Option<SqlType>)],
    ) -> Result<(), CompileError> {
        if columns.is_empty() {
            return Ok(());
        }
        self.out.push('(');
        self.separated(columns, ", ", |writer, (name, ty)| {
            writer.identifier(name);
            if let Some(ty) = ty {
                writer.out.push(' ');
                write_type(&mut writer.out, writer.flavor, ty)?;
            }
            Ok(())
        })?;
        self.out.push(')');
        Ok(())
    }

    fn values(
        &mut self,
        name: Option<&Name>,
        columns: &[Name],
        rows: &'p [Vec<Expr>],
    ) -> Result<(), CompileError> {
        let in_from = name.is_some();
        if in_from {
            self.out.push('(');
        }
        self.push("VALUES ");
        self.separated(rows, ", ", |writer, row| {
            writer.push(
                if in_from && writer.flavor == Flavor::Mysql && !writer.displays() {
                    "ROW("
                } else {
                    "("
                },
            );
            writer.separated(row, ", ", |writer, value| writer.expr_in(value))?;
            writer.out.push(')');
            Ok(())
        })?;
        if let Some(name) = name {
            self.out.push(')');
            self.alias(name);
            // SQLite names the columns of VALUES itself (column1, column2 ...) and takes no list.
            if self.flavor == Flavor::Sqlite && !self.displays() {
                return Ok(());
            }
            self.push(" (");
            self.separated(columns, ", ", |writer, column| {
                writer.name(column);
                Ok(())
            })?;
            self.out.push(')');
        }
        Ok(())
    }

    /// Write `WITH ..` for the given CTEs, and the newline and space that follow it.
    pub fn cte_clause(&mut self, ctes: &'p [SourceId]) -> Result<(), CompileError> {
        let program = self.program;
        let recursive = ctes.iter().any(|cte| {
            matches!(
                program.sources.get(cte.0 as usize),
                Some(Source::Cte {
                    recursive: true,
                    ..
                })
            )
        });
        self.push(if recursive {
            "WITH RECURSIVE "
        } else {
            "WITH "
        });
        for (position, cte) in ctes.iter().enumerate() {
            let Some(Source::Cte {
                name,
                query,
                columns,
                materialized,
                ..
            }) = program.sources.get(cte.0 as usize)
            else {
                return Err(CompileError::Invalid(format!(
                    "source number {} is not a CTE",
                    cte.0
                )));
            };
            if position > 0 {
                self.push(", \n");
            }
            self.name(name);
            if !columns.is_empty() {
                self.out.push('(');
                self.separated(columns, ", ", |writer, column| {
                    writer.name(column);
                    Ok(())
                })?;
                self.out.push(')');
            }
            self.push(" AS ");
            match materialized {
                Some(true) => self.push("MATERIALIZED "),
                Some(false) => self.push("NOT MATERIALIZED "),
                None => {}
            }
            self.push("\n(");
            self.scopes.push(Scope::default());
            match &**query {
                Statement::Query(query) => self.query(query, Place::from_clause(false))?,
                other => self.statement(other, false)?,
            }
            self.scopes.pop();
            self.out.push(')');
        }
        self.push("\n ");
        Ok(())
    }
}
