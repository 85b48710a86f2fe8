//! What differs between databases when SQL is written: quoting, types, placeholders, and which constructs exist.

mod literal;
mod quote;
mod reserved;
mod type_name;

pub use literal::{write_literal, write_text};
pub use quote::{needs_quotes, write_identifier};
pub use type_name::{write_cast_type, write_type};

use crate::types::Dialect;

/// The text being written: a database's, or SQLAlchemy's dialect-free `str()`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Flavor {
    /// `str(statement)`: named parameters, no database in mind.
    Standard,
    Sqlite,
    Postgres,
    Mysql,
}

impl From<Dialect> for Flavor {
    fn from(dialect: Dialect) -> Self {
        match dialect {
            Dialect::Sqlite => Self::Sqlite,
            Dialect::Postgres => Self::Postgres,
            Dialect::Mysql => Self::Mysql,
        }
    }
}

impl Flavor {
    /// The name users know it by.
    pub fn name(self) -> &'static str {
        match self {
            Self::Standard => "default",
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgresql",
            Self::Mysql => "mysql",
        }
    }

    /// The longest identifier, in bytes on PostgreSQL and characters on MySQL.
    pub fn identifier_limit(self) -> usize {
        match self {
            Self::Postgres => 63,
            Self::Mysql => 64,
            Self::Standard | Self::Sqlite => 9999,
        }
    }

    /// Whether `true` and `false` are values of their own and may stand alone as conditions.
    pub fn native_boolean(self) -> bool {
        matches!(self, Self::Standard | Self::Postgres)
    }

    /// Whether `/` between integers drops the fraction.
    pub fn slash_truncates(self) -> bool {
        self != Self::Mysql
    }

    /// Whether RETURNING names columns without their table.
    pub fn bare_returning(self) -> bool {
        self == Self::Sqlite
    }

    /// Whether a `%` outside literals is doubled in text meant for a driver with `%s` parameters.
    pub fn doubles_percent(self) -> bool {
        matches!(self, Self::Postgres | Self::Mysql)
    }
}
