//! Writes a [`Program`] as SQL text: one pass, parameters in order of appearance.

mod alone;
mod batch;
mod bind_cast;
mod error;
mod expression;
mod few;
mod from;
mod function;
mod json;
mod label;
mod like;
mod lint;
mod modification;
mod operator;
mod query;
mod reference;
mod writer;

pub use alone::PlainChange;
pub use batch::{repeated_conditions, repeated_rows, unnested_changes, unnested_rows};
pub use error::CompileError;
pub use lint::Warning;
pub use writer::{Options, Rendered, TextUse};

use crate::ir::Program;

/// Write `program` for the database and use in `options`.
///
/// # Errors
/// [`CompileError`] names the construct the database lacks.
///
/// ```
/// use sqlmodel_rs_engine::{compile, dialect::Flavor, ir};
/// let program = ir::Program {
///     sources: vec![ir::Source::Table { schema: None, name: "hero".into() }],
///     binds: vec![],
///     ctes: vec![],
///     statement: ir::Statement::Query(ir::Query::Select(Box::new(ir::Select {
///         items: vec![ir::Item::Value {
///             expr: ir::Expr::Column { source: Some(ir::SourceId(0)), name: ir::Name::plain("id") },
///             label: ir::ItemLabel::Natural("id".into()),
///         }],
///         froms: vec![ir::From::Source(ir::SourceId(0))],
///         ..ir::Select::default()
///     }))),
/// };
/// let rendered = compile::render(&program, &compile::Options::text(Flavor::Standard))?;
/// assert_eq!(rendered.sql, "SELECT hero.id \nFROM hero");
/// # Ok::<(), compile::CompileError>(())
/// ```
pub fn render(program: &Program, options: &Options) -> Result<Rendered, CompileError> {
    let mut writer = writer::Writer::new(program, options);
    writer.statement(&program.statement, true)?;
    Ok(writer.finish())
}
