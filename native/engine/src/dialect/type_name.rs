//! The names of types in DDL and in CAST, per database.

use std::fmt::Write as _;

use super::Flavor;
use super::literal::write_text;
use super::quote::write_identifier;
use crate::compile::CompileError;
use crate::types::SqlType;

fn sized(out: &mut String, name: &str, length: Option<u32>) {
    out.push_str(name);
    if let Some(length) = length {
        let _ = write!(out, "({length})");
    }
}

fn zoned(out: &mut String, name: &str, timezone: bool) {
    out.push_str(name);
    out.push_str(if timezone {
        " WITH TIME ZONE"
    } else {
        " WITHOUT TIME ZONE"
    });
}

fn write_numeric(out: &mut String, precision: Option<u32>, scale: Option<u32>) {
    out.push_str("NUMERIC");
    let _ = match (precision, scale) {
        (None, _) => Ok(()),
        (Some(precision), None) => write!(out, "({precision})"),
        (Some(precision), Some(scale)) => write!(out, "({precision}, {scale})"),
    };
}

fn enum_length(values: &[String]) -> u32 {
    values
        .iter()
        .map(|value| value.chars().count())
        .max()
        .unwrap_or(0)
        .try_into()
        .unwrap_or(u32::MAX)
}

fn write_enum(
    out: &mut String,
    flavor: Flavor,
    name: Option<&str>,
    values: &[String],
    native: bool,
) -> Result<(), CompileError> {
    match flavor {
        Flavor::Postgres if native => match name {
            Some(name) => {
                for (position, part) in name.split('.').enumerate() {
                    if position > 0 {
                        out.push('.');
                    }
                    write_identifier(out, flavor, part);
                }
                Ok(())
            }
            None => Err(CompileError::Invalid(
                "PostgreSQL ENUM type requires a name.".into(),
            )),
        },
        Flavor::Mysql if native => {
            out.push_str("ENUM(");
            for (position, value) in values.iter().enumerate() {
                if position > 0 {
                    out.push(',');
                }
                write_text(out, flavor, value);
            }
            out.push(')');
            Ok(())
        }
        _ => {
            sized(out, "VARCHAR", Some(enum_length(values)));
            Ok(())
        }
    }
}

/// Append the name of `ty` as a column definition spells it.
///
/// # Errors
/// A type the database cannot express: VARCHAR without a length on MySQL, ARRAY outside PostgreSQL, an ENUM without
/// a name on PostgreSQL.
pub fn write_type(out: &mut String, flavor: Flavor, ty: &SqlType) -> Result<(), CompileError> {
    use Flavor::{Mysql, Postgres, Sqlite};
    match ty {
        SqlType::Null => {
            return Err(CompileError::UntypedColumn {
                element: "NullType()".into(),
            });
        }
        SqlType::Boolean => out.push_str(if flavor == Mysql { "BOOL" } else { "BOOLEAN" }),
        SqlType::SmallInteger => out.push_str("SMALLINT"),
        SqlType::Integer => out.push_str("INTEGER"),
        SqlType::BigInteger => out.push_str("BIGINT"),
        SqlType::Float { precision } => {
            let sizes = matches!(flavor, Postgres | Mysql);
            sized(out, "FLOAT", precision.filter(|_| sizes));
        }
        SqlType::Double => out.push_str(if flavor == Postgres {
            "DOUBLE PRECISION"
        } else {
            "DOUBLE"
        }),
        SqlType::Numeric {
            precision, scale, ..
        } => write_numeric(out, *precision, *scale),
        SqlType::Varchar { length: None } if flavor == Mysql => {
            return Err(CompileError::Invalid(
                "VARCHAR requires a length on dialect mysql".into(),
            ));
        }
        SqlType::Varchar { length } => sized(out, "VARCHAR", *length),
        SqlType::Text => out.push_str("TEXT"),
        SqlType::Char { length } => sized(out, "CHAR", *length),
        SqlType::Binary { length } => match flavor {
            Postgres => out.push_str("BYTEA"),
            Mysql => sized(out, "BLOB", *length),
            _ => out.push_str("BLOB"),
        },
        SqlType::Date => out.push_str("DATE"),
        SqlType::Time { timezone } if flavor == Postgres => zoned(out, "TIME", *timezone),
        SqlType::Time { .. } => out.push_str("TIME"),
        SqlType::DateTime { timezone } if flavor == Postgres => zoned(out, "TIMESTAMP", *timezone),
        SqlType::DateTime { .. } => out.push_str("DATETIME"),
        SqlType::Interval { .. } => out.push_str(if flavor == Postgres {
            "INTERVAL"
        } else {
            "DATETIME"
        }),
        SqlType::Uuid => out.push_str(if flavor == Postgres {
            "UUID"
        } else {
            "CHAR(32)"
        }),
        SqlType::Json { binary } => {
            out.push_str(if *binary && matches!(flavor, Postgres | Sqlite) {
                "JSONB"
            } else {
                "JSON"
            });
        }
        SqlType::Enum {
            name,
            values,
            native,
        } => write_enum(out, flavor, name.as_deref(), values, *native)?,
        SqlType::Array { item, dimensions } => write_array(out, flavor, item, *dimensions)?,
        SqlType::Other { ddl } => out.push_str(ddl),
    }
    Ok(())
}

fn write_array(
    out: &mut String,
    flavor: Flavor,
    item: &SqlType,
    dimensions: u32,
) -> Result<(), CompileError> {
    if !matches!(flavor, Flavor::Postgres | Flavor::Standard) {
        return Err(CompileError::UnsupportedType {
            flavor: flavor.name(),
            name: "ARRAY".into(),
        });
    }
    write_type(out, flavor, item)?;
    for _ in 0..dimensions {
        out.push_str("[]");
    }
    Ok(())
}

/// Append the name of `ty` as `CAST(.. AS ..)` spells it; MySQL has names of its own there.
///
/// # Errors
/// As [`write_type`].
pub fn write_cast_type(
    out: &mut String,
    flavor: Flavor,
    ty: &SqlType,
) -> Result<bool, CompileError> {
    if flavor != Flavor::Mysql {
        write_type(out, flavor, ty)?;
        return Ok(true);
    }
    match ty {
        SqlType::SmallInteger | SqlType::Integer | SqlType::BigInteger => {
            out.push_str("SIGNED INTEGER")
        }
        SqlType::Numeric {
            precision, scale, ..
        } => {
            let mut name = String::new();
            write_numeric(&mut name, *precision, *scale);
            out.push_str(&name.replacen("NUMERIC", "DECIMAL", 1));
        }
        SqlType::Varchar { length } | SqlType::Char { length } => sized(out, "CHAR", *length),
        SqlType::Text | SqlType::Enum { .. } => out.push_str("CHAR"),
        SqlType::Uuid => out.push_str("CHAR(32)"),
        SqlType::Binary { .. } => out.push_str("BINARY"),
        SqlType::Interval { .. } => out.push_str("DATETIME"),
        SqlType::Date
        | SqlType::Time { .. }
        | SqlType::DateTime { .. }
        | SqlType::Json { .. }
        | SqlType::Float { .. }
        | SqlType::Double => write_type(out, flavor, ty)?,
        SqlType::Other { ddl } => out.push_str(ddl),
        // MySQL has no CAST to BOOL; SQLAlchemy leaves the expression uncast and so do we.
        SqlType::Boolean | SqlType::Null | SqlType::Array { .. } => return Ok(false),
    }
    Ok(true)
}
