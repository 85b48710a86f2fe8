//! CREATE TABLE and what is said about a whole table.

use super::{column, constraint, write_qualified};
use crate::compile::CompileError;
use crate::dialect::{Flavor, write_text};
use crate::ir::{QualifiedName, TableDef};

/// Append `CREATE TABLE`.
pub(super) fn create(
    out: &mut String,
    flavor: Flavor,
    table: &TableDef,
    if_not_exists: bool,
) -> Result<(), CompileError> {
    out.push_str("\nCREATE ");
    for prefix in &table.prefixes {
        out.push_str(prefix);
        out.push(' ');
    }
    out.push_str(if if_not_exists {
        "TABLE IF NOT EXISTS "
    } else {
        "TABLE "
    });
    write_qualified(out, flavor, &table.name);
    out.push_str(" (");
    let mut separator = "\n\t";
    for definition in &table.columns {
        out.push_str(separator);
        separator = ", \n\t";
        column::write(out, flavor, definition).map_err(|cause| CompileError::InColumn {
            table: table.name.name.to_string(),
            column: definition.name.to_string(),
            cause: Box::new(cause),
        })?;
    }
    for definition in &table.constraints {
        if constraint::is_inline(flavor, table, definition) || constraint::is_empty(definition) {
            continue;
        }
        out.push_str(separator);
        separator = ", \n\t";
        constraint::write(out, flavor, definition)?;
    }
    out.push_str("\n)");
    write_options(out, flavor, table);
    out.push_str("\n\n");
    Ok(())
}

/// What follows the closing parenthesis; every database has its own list.
fn write_options(out: &mut String, flavor: Flavor, table: &TableDef) {
    match flavor {
        Flavor::Mysql => write_mysql_options(out, table),
        Flavor::Postgres => write_postgres_options(out, table),
        Flavor::Sqlite => write_sqlite_options(out, table),
        Flavor::Standard => {}
    }
}

fn write_mysql_options(out: &mut String, table: &TableDef) {
    if let Some(comment) = &table.comment {
        out.push_str("COMMENT=");
        write_text(out, Flavor::Mysql, comment);
    }
    for (name, value) in options(table, "mysql_").chain(options(table, "mariadb_")) {
        let word = name.to_uppercase();
        let spaced = matches!(
            word.as_str(),
            "DATA_DIRECTORY"
                | "INDEX_DIRECTORY"
                | "DEFAULT_CHARACTER_SET"
                | "CHARACTER_SET"
                | "DEFAULT_CHARSET"
                | "DEFAULT_COLLATE"
                | "PARTITION_BY"
        );
        let unequal = matches!(
            word.as_str(),
            "TABLESPACE" | "DEFAULT_CHARACTER_SET" | "CHARACTER_SET" | "PARTITION_BY"
        );
        if spaced {
            out.push_str(&word.replace('_', " "));
        } else {
            out.push_str(&word);
        }
        out.push(if unequal { ' ' } else { '=' });
        out.push_str(value);
        out.push(' ');
    }
    if out.ends_with(' ') {
        out.pop();
    }
}

fn write_postgres_options(out: &mut String, table: &TableDef) {
    for (name, value) in options(table, "postgresql_") {
        let clause = match name {
            "inherits" => format!("INHERITS ( {value} )"),
            "partition_by" => format!("PARTITION BY {value}"),
            "using" => format!("USING {value}"),
            "with_oids" if value == "True" => "WITH OIDS".into(),
            "with_oids" => "WITHOUT OIDS".into(),
            "on_commit" => format!("ON COMMIT {}", value.replace('_', " ").to_uppercase()),
            "tablespace" => format!("TABLESPACE {value}"),
            _ => continue,
        };
        push_clause(out, &clause);
    }
}

fn write_sqlite_options(out: &mut String, table: &TableDef) {
    let asked = |option: &str, wanted: &str| {
        options(table, "sqlite_").any(|(name, value)| name == option && value == wanted)
    };
    let mut parts = Vec::new();
    if asked("with_rowid", "False") {
        parts.push("WITHOUT ROWID");
    }
    if asked("strict", "True") {
        parts.push("STRICT");
    }
    if !parts.is_empty() {
        out.push_str("\n ");
        out.push_str(&parts.join(",\n "));
    }
}

fn push_clause(out: &mut String, text: &str) {
    out.push_str("\n ");
    out.push_str(text);
}

fn options<'t>(
    table: &'t TableDef,
    prefix: &'static str,
) -> impl Iterator<Item = (&'t str, &'t str)> {
    table
        .options
        .iter()
        .filter_map(move |(name, value)| name.strip_prefix(prefix).map(|rest| (rest, &**value)))
}

/// Append the statement that sets or clears a table's comment.
pub(super) fn comment(
    out: &mut String,
    flavor: Flavor,
    table: &QualifiedName,
    comment: Option<&str>,
) {
    if flavor == Flavor::Mysql {
        out.push_str("ALTER TABLE ");
        write_qualified(out, flavor, table);
        out.push_str(" COMMENT ");
        write_text(out, flavor, comment.unwrap_or_default());
        return;
    }
    out.push_str("COMMENT ON TABLE ");
    write_qualified(out, flavor, table);
    out.push_str(" IS ");
    match comment {
        Some(comment) => write_text(out, flavor, comment),
        None => out.push_str("NULL"),
    }
}
