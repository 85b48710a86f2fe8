//! SQLite's result codes as error kinds, and the names that stand in its constraint messages.

use libsqlite3_sys as sys;

use crate::error::{Error, Kind, Violation};

/// What a handle says about its last failure.
pub(super) struct Report {
    pub(super) code: i32,
    pub(super) message: String,
}

fn kind_of(code: i32) -> Kind {
    match code {
        sys::SQLITE_CONSTRAINT_UNIQUE
        | sys::SQLITE_CONSTRAINT_PRIMARYKEY
        | sys::SQLITE_CONSTRAINT_ROWID => {
            return Kind::Integrity(Violation::Unique);
        }
        sys::SQLITE_CONSTRAINT_FOREIGNKEY => return Kind::Integrity(Violation::ForeignKey),
        sys::SQLITE_CONSTRAINT_NOTNULL => return Kind::Integrity(Violation::NotNull),
        sys::SQLITE_CONSTRAINT_CHECK => return Kind::Integrity(Violation::Check),
        _ => {}
    }
    match code & 0xff {
        sys::SQLITE_CONSTRAINT | sys::SQLITE_MISMATCH => Kind::Integrity(Violation::Other),
        sys::SQLITE_TOOBIG => Kind::Data,
        sys::SQLITE_MISUSE | sys::SQLITE_RANGE => Kind::Interface,
        sys::SQLITE_INTERNAL | sys::SQLITE_NOTFOUND => Kind::Internal,
        sys::SQLITE_CORRUPT | sys::SQLITE_NOTADB => Kind::Internal,
        // As Python's sqlite3: a wrong statement is an OperationalError too.
        _ => Kind::Operational,
    }
}

/// Turn a report into an error with table, column and constraint where SQLite names them.
pub(super) fn classify(report: &Report) -> Error {
    let kind = kind_of(report.code);
    let mut error = Error::new(kind, report.message.as_str()).with_code(report.code.to_string());
    let Some((_, names)) = report.message.split_once(" constraint failed: ") else {
        return error;
    };
    match kind {
        Kind::Integrity(Violation::Check) => error.constraint = Some(names.into()),
        Kind::Integrity(Violation::Unique | Violation::NotNull) => {
            match names.strip_prefix("index ") {
                Some(index) => error.constraint = Some(index.trim_matches('\'').into()),
                None => {
                    let first = names.split(", ").next().unwrap_or(names);
                    if let Some((table, column)) = first.split_once('.') {
                        error.table = Some(table.into());
                        error.column = Some(column.into());
                    }
                }
            }
        }
        _ => {}
    }
    error
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_from_constraint_messages() {
        let error = classify(&Report {
            code: sys::SQLITE_CONSTRAINT_UNIQUE,
            message: "UNIQUE constraint failed: hero.name, hero.age".to_owned(),
        });
        assert_eq!(error.kind, Kind::Integrity(Violation::Unique));
        assert_eq!(
            (error.table.as_deref(), error.column.as_deref()),
            (Some("hero"), Some("name"))
        );
    }
}
