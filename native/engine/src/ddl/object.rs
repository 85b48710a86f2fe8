//! What stands beside tables: enumerated types, sequences and schemas.

use super::write_qualified;
use crate::compile::CompileError;
use crate::dialect::{Flavor, write_identifier, write_text};
use crate::ir::{DdlStatement, EnumDef, IdentityDef, SequenceDef};

/// Append what makes or drops an enumerated type, a sequence or a schema.
pub(super) fn write(
    out: &mut String,
    flavor: Flavor,
    ddl: &DdlStatement,
) -> Result<(), CompileError> {
    match ddl {
        DdlStatement::CreateEnum(definition) => create_enum(out, flavor, definition),
        DdlStatement::DropEnum { name, if_exists } => {
            open(out, "DROP TYPE ", *if_exists, "IF EXISTS ");
            write_qualified(out, flavor, name);
        }
        DdlStatement::CreateSequence {
            sequence,
            if_not_exists,
        } => {
            create_sequence(out, flavor, sequence, *if_not_exists);
        }
        DdlStatement::DropSequence { name, if_exists } => {
            open(out, "DROP SEQUENCE ", *if_exists, "IF EXISTS ");
            write_qualified(out, flavor, name);
        }
        DdlStatement::CreateSchema {
            name,
            if_not_exists,
        } => {
            open(out, "CREATE SCHEMA ", *if_not_exists, "IF NOT EXISTS ");
            write_identifier(out, flavor, name);
        }
        DdlStatement::DropSchema {
            name,
            if_exists,
            cascade,
        } => {
            open(out, "DROP SCHEMA ", *if_exists, "IF EXISTS ");
            write_identifier(out, flavor, name);
            out.push_str(if *cascade { " CASCADE" } else { "" });
        }
        other => return Err(CompileError::Invalid(format!("no text for {other:?}"))),
    }
    Ok(())
}

/// Append the opening words, and the condition where it is asked for.
pub(super) fn open(out: &mut String, words: &str, asked: bool, condition: &str) {
    out.push_str(words);
    if asked {
        out.push_str(condition);
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
pub(super) fn sequence_options(options: &IdentityDef) -> String {
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
