//! Constraints: inside CREATE TABLE, added later, and dropped.

use super::{write_names, write_qualified};
use crate::compile::CompileError;
use crate::dialect::{Flavor, write_identifier};
use crate::ir::{
    ColumnGeneration, ConstraintDef, ConstraintKind, ForeignKeyDef, QualifiedName, TableDef,
};

/// Whether a column says this already (SQLite's `PRIMARY KEY AUTOINCREMENT`).
pub(super) fn is_inline(flavor: Flavor, table: &TableDef, constraint: &ConstraintDef) -> bool {
    flavor == Flavor::Sqlite
        && matches!(constraint.kind, ConstraintKind::PrimaryKey(_))
        && table
            .columns
            .iter()
            .any(|column| column.generation == ColumnGeneration::SqliteAutoincrement)
}

/// Whether there is nothing to write: a key without columns.
pub(super) fn is_empty(constraint: &ConstraintDef) -> bool {
    match &constraint.kind {
        ConstraintKind::PrimaryKey(columns) | ConstraintKind::Unique { columns, .. } => {
            columns.is_empty()
        }
        _ => false,
    }
}

/// Append the constraint as it stands in CREATE TABLE or after `ADD`.
pub(super) fn write(
    out: &mut String,
    flavor: Flavor,
    constraint: &ConstraintDef,
) -> Result<(), CompileError> {
    if let Some(name) = &constraint.name {
        let limit = flavor.identifier_limit();
        if name.len() > limit {
            return Err(CompileError::IdentifierTooLong {
                name: name.to_string(),
                limit,
            });
        }
        out.push_str("CONSTRAINT ");
        write_identifier(out, flavor, name);
        out.push(' ');
    }
    match &constraint.kind {
        ConstraintKind::PrimaryKey(columns) => {
            out.push_str("PRIMARY KEY (");
            write_names(out, flavor, columns);
            out.push(')');
        }
        ConstraintKind::Unique {
            columns,
            nulls_not_distinct,
        } => {
            out.push_str("UNIQUE ");
            if *nulls_not_distinct && flavor == Flavor::Postgres {
                out.push_str("NULLS NOT DISTINCT ");
            }
            out.push('(');
            write_names(out, flavor, columns);
            out.push(')');
        }
        ConstraintKind::ForeignKey(key) => foreign_key(out, flavor, key),
        ConstraintKind::Check(sql) => {
            out.push_str("CHECK (");
            out.push_str(sql);
            out.push(')');
        }
        ConstraintKind::Exclude {
            using,
            body,
            predicate,
        } => {
            if flavor != Flavor::Postgres {
                return Err(CompileError::Unsupported {
                    flavor: flavor.name(),
                    construct: "EXCLUDE constraint",
                });
            }
            out.push_str("EXCLUDE USING ");
            out.push_str(using);
            out.push_str(" (");
            out.push_str(body);
            out.push(')');
            if let Some(predicate) = predicate {
                out.push_str(" WHERE (");
                out.push_str(predicate);
                out.push(')');
            }
        }
    }
    match constraint.deferrable {
        Some(true) => out.push_str(" DEFERRABLE"),
        Some(false) => out.push_str(" NOT DEFERRABLE"),
        None => {}
    }
    if let Some(initially) = &constraint.initially {
        out.push_str(" INITIALLY ");
        out.push_str(initially);
    }
    Ok(())
}

fn foreign_key(out: &mut String, flavor: Flavor, key: &ForeignKeyDef) {
    out.push_str("FOREIGN KEY(");
    write_names(out, flavor, &key.columns);
    out.push_str(") REFERENCES ");
    if flavor == Flavor::Sqlite {
        // SQLite keys cannot leave their own database file, so a schema has no place here.
        write_identifier(out, flavor, &key.target.name);
    } else {
        write_qualified(out, flavor, &key.target);
    }
    out.push_str(" (");
    write_names(out, flavor, &key.target_columns);
    out.push(')');
    if let Some(kind) = &key.match_type {
        out.push_str(" MATCH ");
        out.push_str(kind);
    }
    for (word, action) in [
        (" ON DELETE ", &key.on_delete),
        (" ON UPDATE ", &key.on_update),
    ] {
        if let Some(action) = action {
            out.push_str(word);
            out.push_str(action);
        }
    }
}

/// Append `ALTER TABLE .. DROP CONSTRAINT ..`.
pub(super) fn drop(
    out: &mut String,
    flavor: Flavor,
    table: &QualifiedName,
    constraint: &ConstraintDef,
    if_exists: bool,
    cascade: bool,
) -> Result<(), CompileError> {
    let primary = matches!(constraint.kind, ConstraintKind::PrimaryKey(_));
    let name = match &constraint.name {
        Some(name) => name,
        None if primary && flavor == Flavor::Mysql => "",
        None => {
            return Err(CompileError::UnnamedConstraint {
                constraint: format!("{:?}", constraint.kind),
            });
        }
    };
    out.push_str("ALTER TABLE ");
    write_qualified(out, flavor, table);
    out.push_str(" DROP ");
    if flavor == Flavor::Mysql {
        match &constraint.kind {
            ConstraintKind::PrimaryKey(_) => {
                out.push_str("PRIMARY KEY");
                return Ok(());
            }
            ConstraintKind::ForeignKey(_) => out.push_str("FOREIGN KEY "),
            ConstraintKind::Unique { .. } => out.push_str("INDEX "),
            _ => out.push_str("CONSTRAINT "),
        }
    } else {
        out.push_str("CONSTRAINT ");
    }
    out.push_str(if if_exists { "IF EXISTS " } else { "" });
    write_identifier(out, flavor, name);
    out.push_str(if cascade { " CASCADE" } else { "" });
    Ok(())
}
