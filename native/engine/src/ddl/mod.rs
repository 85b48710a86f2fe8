//! Definitions as SQL text, in SQLAlchemy's layout (tabs, `, \n`).

mod column;
mod constraint;
mod index;
mod object;
mod table;

use smol_str::SmolStr;

use crate::compile::CompileError;
use crate::dialect::{Flavor, write_identifier};
use crate::ir::{DdlStatement, QualifiedName};

/// Append the text of `ddl`.
///
/// # Errors
/// [`CompileError`] names the construct or type the database lacks.
pub fn write_ddl(out: &mut String, flavor: Flavor, ddl: &DdlStatement) -> Result<(), CompileError> {
    match ddl {
        DdlStatement::CreateTable {
            table,
            if_not_exists,
        } => table::create(out, flavor, table, *if_not_exists)?,
        DdlStatement::DropTable {
            name,
            if_exists,
            cascade,
        } => {
            object::open(out, "\nDROP TABLE ", *if_exists, "IF EXISTS ");
            write_qualified(out, flavor, name);
            out.push_str(if *cascade { " CASCADE" } else { "" });
        }
        DdlStatement::CreateIndex {
            index,
            if_not_exists,
        } => index::create(out, flavor, index, *if_not_exists)?,
        DdlStatement::DropIndex {
            name,
            table,
            if_exists,
            concurrently,
        } => index::drop(out, flavor, name, table, *if_exists, *concurrently),
        DdlStatement::AddConstraint { table, constraint } => {
            alter(out, flavor, table, " ADD ");
            constraint::write(out, flavor, constraint)?;
        }
        DdlStatement::DropConstraint {
            table,
            constraint,
            if_exists,
            cascade,
        } => {
            constraint::drop(out, flavor, table, constraint, *if_exists, *cascade)?;
        }
        DdlStatement::SetTableComment { table, comment } => {
            table::comment(out, flavor, table, comment.as_deref());
        }
        DdlStatement::SetColumnComment {
            table,
            column,
            comment,
        } => {
            column::comment(out, flavor, table, column, comment.as_deref())?;
        }
        DdlStatement::Column(definition) => column::write(out, flavor, definition)?,
        DdlStatement::AddColumn { table, column } => {
            alter(out, flavor, table, " ADD COLUMN ");
            column::write(out, flavor, column)?;
        }
        DdlStatement::DropColumn { table, column } => {
            alter(out, flavor, table, " DROP COLUMN ");
            write_identifier(out, flavor, column);
        }
        DdlStatement::Raw(text) => out.push_str(text),
        other => object::write(out, flavor, other)?,
    }
    Ok(())
}

/// Append `ALTER TABLE name` and the action's words.
fn alter(out: &mut String, flavor: Flavor, table: &QualifiedName, action: &str) {
    out.push_str("ALTER TABLE ");
    write_qualified(out, flavor, table);
    out.push_str(action);
}

/// Append `schema.name`, each quoted where needed.
pub(crate) fn write_qualified(out: &mut String, flavor: Flavor, name: &QualifiedName) {
    if let Some(schema) = &name.schema {
        write_identifier(out, flavor, schema);
        out.push('.');
    }
    write_identifier(out, flavor, &name.name);
}

/// Append `a, b`, each quoted where needed.
fn write_names(out: &mut String, flavor: Flavor, names: &[SmolStr]) {
    for (position, name) in names.iter().enumerate() {
        if position > 0 {
            out.push_str(", ");
        }
        write_identifier(out, flavor, name);
    }
}
