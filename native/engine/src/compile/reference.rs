//! Names of sources, and text with parameters inside.

use super::error::CompileError;
use super::writer::Writer;
use crate::dialect::Flavor;
use crate::ir::{Source, SourceId, TextFragment, TextPart};

impl<'p> Writer<'p> {
    /// Write text with its parameters.
    pub fn text(&mut self, text: &'p TextFragment) -> Result<(), CompileError> {
        for part in &text.parts {
            match part {
                TextPart::Sql(sql) => self.push_sql(sql),
                TextPart::Bind(bind) => self.bind(*bind)?,
                TextPart::Expanding(bind) => self.expanding(*bind),
                TextPart::Expr(expr) => self.expr(expr)?,
                TextPart::Statement {
                    statement,
                    outermost,
                } => self.statement(statement, *outermost)?,
                TextPart::From(from) => self.from(from)?,
                TextPart::Array(bind) => {
                    // The text says `IN :names`; a set of rows fits there as a list would.
                    self.push("(SELECT unnest(");
                    self.bind(*bind)?;
                    self.push("))");
                }
                TextPart::Rows(rows) => {
                    self.push(if self.flavor == Flavor::Sqlite {
                        "(VALUES "
                    } else {
                        "("
                    });
                    self.separated(rows, ", ", |writer, row| writer.expr_in(row))?;
                    self.out.push(')');
                }
                TextPart::List(binds) => {
                    self.out.push('(');
                    self.separated(binds, ", ", |writer, bind| writer.bind(*bind))?;
                    if binds.is_empty() {
                        self.push("NULL");
                    }
                    self.out.push(')');
                }
            }
        }
        Ok(())
    }

    /// Write what FROM calls a source, without its schema.
    pub fn unqualified_name(&mut self, source: SourceId) {
        match self.program.sources.get(source.0 as usize) {
            Some(Source::Table { name, .. }) => self.identifier(name),
            _ => self.source_name(source),
        }
    }

    /// Write the name columns of a source are qualified with.
    pub fn source_name(&mut self, source: SourceId) {
        let program = self.program;
        match program.sources.get(source.0 as usize) {
            Some(Source::Table { schema, name }) => {
                if let Some(schema) = schema {
                    self.identifier(schema);
                    self.out.push('.');
                }
                self.identifier(name);
            }
            Some(
                Source::Alias { name, .. }
                | Source::Cte { name, .. }
                | Source::Joined { name, .. }
                | Source::Sample { name, .. },
            ) => self.name(name),
            Some(
                Source::Subquery {
                    name: Some(name), ..
                }
                | Source::Function {
                    name: Some(name), ..
                }
                | Source::Values {
                    name: Some(name), ..
                },
            ) => self.name(name),
            Some(
                Source::Subquery { name: None, .. }
                | Source::Function { name: None, .. }
                | Source::Values { name: None, .. }
                | Source::Text(_),
            )
            | None => {}
        }
    }

    /// Write a column of the row that was not inserted.
    pub fn excluded(&mut self, name: &str) {
        if self.flavor == Flavor::Mysql {
            self.push("VALUES(");
            self.identifier(name);
            self.out.push(')');
        } else {
            self.push("excluded.");
            self.identifier(name);
        }
    }
}
