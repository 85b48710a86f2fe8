//! CREATE INDEX and DROP INDEX.

use std::fmt::Write as _;

use super::{write_names, write_qualified};
use crate::compile::CompileError;
use crate::dialect::{Flavor, write_identifier};
use crate::ir::{IndexDef, IndexForm, QualifiedName};

/// Append `CREATE INDEX`.
pub(super) fn create(
    out: &mut String,
    flavor: Flavor,
    index: &IndexDef,
    if_not_exists: bool,
) -> Result<(), CompileError> {
    let limit = flavor.identifier_limit();
    if index.name.len() > limit {
        return Err(CompileError::IdentifierTooLong {
            name: index.name.to_string(),
            limit,
        });
    }
    out.push_str("CREATE ");
    if index.unique {
        out.push_str("UNIQUE ");
    }
    if let (Some(prefix), Flavor::Mysql) = (&index.prefix, flavor) {
        out.push_str(prefix);
        out.push(' ');
    }
    out.push_str("INDEX ");
    if index.concurrently && flavor == Flavor::Postgres {
        out.push_str("CONCURRENTLY ");
    }
    out.push_str(if if_not_exists { "IF NOT EXISTS " } else { "" });
    if let (Some(schema), Flavor::Sqlite) = (&index.table.schema, flavor) {
        write_identifier(out, flavor, schema);
        out.push('.');
    }
    write_identifier(out, flavor, &index.name);
    out.push_str(" ON ");
    if flavor == Flavor::Sqlite {
        write_identifier(out, flavor, &index.table.name);
    } else {
        write_qualified(out, flavor, &index.table);
    }
    out.push(' ');
    if let (Some(using), Flavor::Postgres) = (&index.using, flavor) {
        out.push_str("USING ");
        out.push_str(&using.to_lowercase());
        out.push(' ');
    }
    write_columns(out, flavor, index);
    write_tail(out, flavor, index);
    Ok(())
}

fn write_columns(out: &mut String, flavor: Flavor, index: &IndexDef) {
    out.push('(');
    for (position, column) in index.columns.iter().enumerate() {
        if position > 0 {
            out.push_str(", ");
        }
        let wrapped = match flavor {
            Flavor::Postgres => column.form == IndexForm::Expression,
            Flavor::Mysql => column.form != IndexForm::Column,
            Flavor::Sqlite | Flavor::Standard => false,
        };
        if wrapped {
            out.push('(');
        }
        out.push_str(&column.sql);
        if wrapped {
            out.push(')');
        }
        if let (Some(length), Flavor::Mysql) = (column.length, flavor) {
            let _ = write!(out, "({length})");
        }
        if let (Some(class), Flavor::Postgres) = (&column.operator_class, flavor) {
            out.push(' ');
            out.push_str(class);
        }
    }
    out.push(')');
}

fn write_tail(out: &mut String, flavor: Flavor, index: &IndexDef) {
    if let (Some(using), Flavor::Mysql) = (&index.using, flavor) {
        out.push_str(" USING ");
        out.push_str(using);
    }
    if flavor == Flavor::Postgres {
        if !index.include.is_empty() {
            out.push_str(" INCLUDE (");
            write_names(out, flavor, &index.include);
            out.push(')');
        }
        match index.nulls_not_distinct {
            Some(true) => out.push_str(" NULLS NOT DISTINCT"),
            Some(false) => out.push_str(" NULLS DISTINCT"),
            None => {}
        }
        if !index.with.is_empty() {
            let parts: Vec<String> = index
                .with
                .iter()
                .map(|(name, value)| format!("{name} = {value}"))
                .collect();
            out.push_str(" WITH (");
            out.push_str(&parts.join(", "));
            out.push(')');
        }
        if let Some(tablespace) = &index.tablespace {
            out.push_str(" TABLESPACE ");
            write_identifier(out, flavor, tablespace);
        }
    }
    if let (Some(predicate), Flavor::Postgres | Flavor::Sqlite) = (&index.predicate, flavor) {
        out.push_str(" WHERE ");
        out.push_str(predicate);
    }
}

/// Append `DROP INDEX`.
pub(super) fn drop(
    out: &mut String,
    flavor: Flavor,
    name: &str,
    table: &QualifiedName,
    if_exists: bool,
    concurrently: bool,
) {
    out.push_str("\nDROP INDEX ");
    if concurrently && flavor == Flavor::Postgres {
        out.push_str("CONCURRENTLY ");
    }
    out.push_str(if if_exists { "IF EXISTS " } else { "" });
    if let (Some(schema), false) = (&table.schema, flavor == Flavor::Mysql) {
        write_identifier(out, flavor, schema);
        out.push('.');
    }
    write_identifier(out, flavor, name);
    // Index names belong to their table on MySQL.
    if flavor == Flavor::Mysql {
        out.push_str(" ON ");
        write_qualified(out, flavor, table);
    }
}
