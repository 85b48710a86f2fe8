//! Values written into the text itself (`literal_binds`, server defaults, comments).

use std::fmt::Write as _;

use super::Flavor;
use crate::types::Value;

/// Append `text` as a string literal.
pub fn write_text(out: &mut String, flavor: Flavor, text: &str) {
    out.push('\'');
    for character in text.chars() {
        match character {
            '\'' => out.push_str("''"),
            '\\' if flavor == Flavor::Mysql => out.push_str("\\\\"),
            other => out.push(other),
        }
    }
    out.push('\'');
}

fn hexadecimal(out: &mut String, bytes: &[u8]) {
    for byte in bytes {
        let _ = write!(out, "{byte:02x}");
    }
}

fn write_bytes(out: &mut String, flavor: Flavor, bytes: &[u8]) {
    if flavor == Flavor::Postgres {
        out.push_str("'\\x");
        hexadecimal(out, bytes);
        out.push_str("'::bytea");
    } else {
        out.push_str("X'");
        hexadecimal(out, bytes);
        out.push('\'');
    }
}

fn write_float(out: &mut String, value: f64) {
    let start = out.len();
    let _ = write!(out, "{value}");
    if value.is_finite() && !out[start..].contains(['.', 'e']) {
        out.push_str(".0");
    }
}

fn write_uuid(out: &mut String, flavor: Flavor, value: u128) {
    let uuid = uuid::Uuid::from_u128(value);
    let _ = match flavor {
        Flavor::Postgres => write!(out, "'{}'", uuid.hyphenated()),
        _ => write!(out, "'{}'", uuid.simple()),
    };
}

/// Append `value` as a literal of the database.
pub fn write_literal(out: &mut String, flavor: Flavor, value: &Value) {
    let _ = match value {
        Value::Null => write!(out, "NULL"),
        Value::Bool(flag) => match (flavor, flag) {
            (Flavor::Sqlite, true) => write!(out, "1"),
            (Flavor::Sqlite, false) => write!(out, "0"),
            (_, true) => write!(out, "true"),
            (_, false) => write!(out, "false"),
        },
        Value::Int(number) => write!(out, "{number}"),
        Value::UInt(number) => write!(out, "{number}"),
        Value::Decimal(digits) => write!(out, "{digits}"),
        Value::Date(date) => write!(out, "'{}'", date.format("%Y-%m-%d")),
        Value::Time(time) if flavor == Flavor::Sqlite => {
            write!(out, "'{}'", time.format("%H:%M:%S%.6f"))
        }
        Value::Time(time) => write!(out, "'{}'", time.format("%H:%M:%S%.f")),
        Value::DateTime(moment) if flavor == Flavor::Sqlite => {
            write!(out, "'{}'", moment.format("%Y-%m-%d %H:%M:%S%.6f"))
        }
        Value::DateTime(moment) => write!(out, "'{}'", moment.format("%Y-%m-%d %H:%M:%S%.f")),
        Value::DateTimeUtc(moment) if flavor == Flavor::Postgres => {
            write!(out, "'{}+00:00'", moment.format("%Y-%m-%d %H:%M:%S%.f"))
        }
        Value::DateTimeUtc(moment) if flavor == Flavor::Sqlite => {
            write!(out, "'{}'", moment.format("%Y-%m-%d %H:%M:%S%.6f"))
        }
        Value::DateTimeUtc(moment) => write!(out, "'{}'", moment.format("%Y-%m-%d %H:%M:%S%.f")),
        // Where there is no duration, it is stored as the time that long after 1970 began.
        Value::Interval(microseconds) if matches!(flavor, Flavor::Sqlite | Flavor::Mysql) => {
            match crate::decode::temporal::from_micros(*microseconds) {
                Ok(moment) => write!(out, "'{}'", moment.format("%Y-%m-%d %H:%M:%S%.6f")),
                Err(_) => write!(out, "NULL"),
            }
        }
        Value::Interval(microseconds) => {
            write!(out, "make_interval(secs=>{})", *microseconds as f64 / 1e6)
        }
        Value::Float(number) => {
            write_float(out, *number);
            Ok(())
        }
        Value::Text(text) | Value::Json(text) => {
            write_text(out, flavor, text);
            Ok(())
        }
        Value::Bytes(bytes) => {
            write_bytes(out, flavor, bytes);
            Ok(())
        }
        Value::Uuid(number) => {
            write_uuid(out, flavor, *number);
            Ok(())
        }
        Value::Array(items) => {
            out.push_str("ARRAY[");
            for (position, item) in items.iter().enumerate() {
                if position > 0 {
                    out.push_str(", ");
                }
                write_literal(out, flavor, item);
            }
            out.push(']');
            Ok(())
        }
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    fn literal(flavor: Flavor, value: Value) -> String {
        let mut out = String::new();
        write_literal(&mut out, flavor, &value);
        out
    }

    #[test]
    fn text_doubles_quotes_and_mysql_doubles_backslashes() {
        assert_eq!(
            literal(Flavor::Postgres, Value::Text("it's \\".into())),
            "'it''s \\'"
        );
        assert_eq!(
            literal(Flavor::Mysql, Value::Text("it's \\".into())),
            "'it''s \\\\'"
        );
    }

    #[test]
    fn booleans_are_numbers_on_sqlite_only() {
        assert_eq!(literal(Flavor::Sqlite, Value::Bool(true)), "1");
        assert_eq!(literal(Flavor::Mysql, Value::Bool(false)), "false");
    }

    #[test]
    fn whole_floats_keep_their_point() {
        assert_eq!(literal(Flavor::Standard, Value::Float(2.0)), "2.0");
    }
}
