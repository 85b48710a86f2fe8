//! The casts of PostgreSQL's parameters: those that are sent, and those that SQLAlchemy shows.

use crate::dialect::Flavor;
use crate::types::SqlType;

/// PostgreSQL infers a parameter's type from its surroundings, often wrongly; the cast settles it.
pub(super) fn write_sent_cast(out: &mut String, ty: &SqlType) {
    if let Some(name) = cast_name(ty) {
        out.push_str("::");
        out.push_str(&name);
    }
}

/// The cast that SQLAlchemy writes for psycopg, which adapts most values by itself.
pub(super) fn write_shown_cast(out: &mut String, ty: &SqlType) {
    let start = out.len();
    out.push_str("::");
    let written = match ty {
        SqlType::Varchar { .. } | SqlType::Char { .. } | SqlType::Text => {
            out.push_str("VARCHAR");
            true
        }
        SqlType::SmallInteger
        | SqlType::Integer
        | SqlType::BigInteger
        | SqlType::Date
        | SqlType::Time { .. }
        | SqlType::DateTime { .. }
        | SqlType::Interval { native: true }
        | SqlType::Uuid
        | SqlType::Json { .. }
        | SqlType::Array { .. } => crate::dialect::write_type(out, Flavor::Postgres, ty).is_ok(),
        SqlType::Other { ddl } if is_cast_by_name(ddl) => {
            out.push_str(ddl);
            true
        }
        _ => false,
    };
    if !written {
        out.truncate(start);
    }
}

fn is_cast_by_name(ddl: &str) -> bool {
    let name = ddl.split('(').next().unwrap_or(ddl).trim_end();
    name.ends_with("RANGE") || matches!(name, "BIT" | "BIT VARYING" | "REGCONFIG" | "INTERVAL")
}

/// Types of PostgreSQL, and of its extensions, whose binary form is not their text.
fn is_sent_as_text(ddl: &str) -> bool {
    const NAMES: [&str; 37] = [
        "INET",
        "CIDR",
        "MACADDR",
        "MACADDR8",
        "BIT",
        "BIT VARYING",
        "VARBIT",
        "TSVECTOR",
        "TSQUERY",
        "INT4RANGE",
        "INT8RANGE",
        "NUMRANGE",
        "DATERANGE",
        "TSRANGE",
        "TSTZRANGE",
        "INT4MULTIRANGE",
        "INT8MULTIRANGE",
        "NUMMULTIRANGE",
        "DATEMULTIRANGE",
        "TSMULTIRANGE",
        "TSTZMULTIRANGE",
        "HSTORE",
        "LTREE",
        "LQUERY",
        "LTXTQUERY",
        "JSONPATH",
        "POINT",
        "LINE",
        "LSEG",
        "BOX",
        "PATH",
        "POLYGON",
        "CIRCLE",
        "PG_LSN",
        "MONEY",
        "INTERVAL",
        "VECTOR",
    ];
    let name = ddl.split('(').next().unwrap_or(ddl).trim_end();
    NAMES.iter().any(|known| known.eq_ignore_ascii_case(name))
        || name.to_ascii_uppercase().starts_with("REG")
}

/// The type's name without length or precision, which a cast would apply by cutting the value.
pub(super) fn cast_name(ty: &SqlType) -> Option<std::borrow::Cow<'static, str>> {
    use std::borrow::Cow::{Borrowed, Owned};
    Some(match ty {
        SqlType::Null => return None,
        SqlType::Varchar { .. } => Borrowed("VARCHAR"),
        SqlType::Char { .. } => Borrowed("BPCHAR"),
        SqlType::Text => Borrowed("TEXT"),
        SqlType::Integer => Borrowed("INTEGER"),
        SqlType::BigInteger => Borrowed("BIGINT"),
        SqlType::SmallInteger => Borrowed("SMALLINT"),
        SqlType::Boolean => Borrowed("BOOLEAN"),
        SqlType::Float { .. } | SqlType::Double => Borrowed("FLOAT"),
        SqlType::Numeric { .. } => Borrowed("NUMERIC"),
        SqlType::Uuid => Borrowed("UUID"),
        SqlType::Enum { native: false, .. } => Borrowed("VARCHAR"),
        // The zone of a time has no place in the value that is sent.
        SqlType::Time { timezone: true } => Borrowed("TEXT::TIME WITH TIME ZONE"),
        SqlType::Array { item, .. } => match &**item {
            SqlType::Time { timezone: true } => Borrowed("TIME WITH TIME ZONE[]"),
            // Their text is sent, and read by the server.
            SqlType::Other { ddl } if is_sent_as_text(ddl) => Owned(format!("TEXT[]::{ddl}[]")),
            item => Owned(format!("{}[]", cast_name(item)?)),
        },
        SqlType::Other { ddl } if is_sent_as_text(ddl) => Owned(format!("TEXT::{ddl}")),
        other => {
            let mut name = String::new();
            crate::dialect::write_type(&mut name, Flavor::Postgres, other).ok()?;
            Owned(name)
        }
    })
}
