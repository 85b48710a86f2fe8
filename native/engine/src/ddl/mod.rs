//! Definitions as SQL text, in SQLAlchemy's layout (tabs, `, \n`).

mod column;
mod constraint;
mod index;
mod table;

use crate::compile::CompileError;
use crate::dialect::{Flavor, write_identifier, write_text};
use crate::ir::{DdlStatement, EnumDef, IdentityDef, QualifiedName, SequenceDef};

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
            out.push_str("\nDROP TABLE ");
            out.push_str(if *if_exists { "IF EXISTS " } else { "" });
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
            out.push_str("ALTER TABLE ");
            write_qualified(out, flavor, table);
            out.push_str(" ADD ");
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
        DdlStatement::CreateEnum(definition) => create_enum(out, flavor, definition),
        DdlStatement::DropEnum { name, if_exists } => {
            out.push_str(if *if_exists {
                "DROP TYPE IF EXISTS "
            } else {
                "DROP TYPE "
            });
            write_qualified(out, flavor, name);
        }
        DdlStatement::CreateSequence {
            sequence,
            if_not_exists,
        } => {
            create_sequence(out, flavor, sequence, *if_not_exists);
        }
        DdlStatement::DropSequence { name, if_exists } => {
            out.push_str(if *if_exists {
                "DROP SEQUENCE IF EXISTS "
            } else {
                "DROP SEQUENCE "
            });
            write_qualified(out, flavor, name);
        }
        DdlStatement::CreateSchema {
            name,
            if_not_exists,
        } => {
            out.push_str(if *if_not_exists {
                "CREATE SCHEMA IF NOT EXISTS "
            } else {
                "CREATE SCHEMA "
            });
            write_identifier(out, flavor, name);
        }
        DdlStatement::DropSchema {
            name,
            if_exists,
            cascade,
        } => {
            out.push_str(if *if_exists {
                "DROP SCHEMA IF EXISTS "
            } else {
                "DROP SCHEMA "
            });
            write_identifier(out, flavor, name);
            out.push_str(if *cascade { " CASCADE" } else { "" });
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
            out.push_str("ALTER TABLE ");
            write_qualified(out, flavor, table);
            out.push_str(" ADD COLUMN ");
            column::write(out, flavor, column)?;
        }
        DdlStatement::DropColumn { table, column } => {
            out.push_str("ALTER TABLE ");
            write_qualified(out, flavor, table);
            out.push_str(" DROP COLUMN ");
            write_identifier(out, flavor, column);
        }
        DdlStatement::Raw(text) => out.push_str(text),
    }
    Ok(())
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
fn write_names(out: &mut String, flavor: Flavor, names: &[Box<str>]) {
    for (position, name) in names.iter().enumerate() {
        if position > 0 {
            out.push_str(", ");
        }
        write_identifier(out, flavor, name);
    }
}

fn create_enum(out: &mut String, flavor: Flavor, definition: &EnumDef) {
    out.push_str("CREATE TYPE ");
    write_qualified(out, flavor, &definition.name);
    out.push_str(" AS ENUM (");
    for (position, value) in definition.values.iter().enumerate() {
        if position > 0 {
            out.push_str(", ");
        }
        write_text(out, flavor, value);
    }
    out.push(')');
}

fn create_sequence(out: &mut String, flavor: Flavor, sequence: &SequenceDef, if_not_exists: bool) {
    out.push_str(if if_not_exists {
        "CREATE SEQUENCE IF NOT EXISTS "
    } else {
        "CREATE SEQUENCE "
    });
    write_qualified(out, flavor, &sequence.name);
    let options = sequence_options(&sequence.options);
    if !options.is_empty() {
        out.push(' ');
        out.push_str(&options);
    }
}

/// The options of a sequence or identity column, separated by spaces.
fn sequence_options(options: &IdentityDef) -> String {
    let numbers = [
        ("INCREMENT BY", options.increment),
        ("START WITH", options.start),
        ("MINVALUE", options.min_value),
        ("MAXVALUE", options.max_value),
    ];
    let mut parts: Vec<String> = numbers
        .iter()
        .filter_map(|(word, number)| number.map(|number| format!("{word} {number}")))
        .collect();
    if options.no_min_value {
        parts.push("NO MINVALUE".into());
    }
    if options.no_max_value {
        parts.push("NO MAXVALUE".into());
    }
    if let Some(cache) = options.cache {
        parts.push(format!("CACHE {cache}"));
    }
    if let Some(cycle) = options.cycle {
        parts.push(if cycle {
            "CYCLE".into()
        } else {
            "NO CYCLE".into()
        });
    }
    parts.join(" ")
}
