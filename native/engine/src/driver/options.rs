//! Where to connect and how, read from the parts of a URL. Unknown options are refused, never dropped.

use std::time::Duration;

use crate::error::{Error, Kind, Result};
use crate::types::Dialect;

/// How to open a SQLite database.
#[derive(Clone, Debug)]
pub struct SqliteOptions {
    /// A path, `:memory:`, or a `file:` URI.
    pub path: String,
    pub uri: bool,
    /// How long a locked database is waited for.
    pub busy_timeout: Duration,
    /// SQLModel leaves foreign keys as SQLite's own default: off.
    pub foreign_keys: bool,
    /// Prepared statements kept per connection.
    pub statement_cache: usize,
    /// Called on the statement's thread while it works or waits for a lock; false stops it.
    pub pulse: Option<fn() -> bool>,
    /// Called with each connection that was opened.
    pub opened: Option<fn(&mut super::sqlite::Connection) -> crate::error::Result<()>>,
}

impl Default for SqliteOptions {
    fn default() -> Self {
        SqliteOptions {
            path: ":memory:".to_owned(),
            uri: false,
            busy_timeout: Duration::from_secs(5),
            foreign_keys: false,
            statement_cache: 128,
            pulse: None,
            opened: None,
        }
    }
}

impl SqliteOptions {
    /// Return true when the database lives and dies with its connection.
    pub fn in_memory(&self) -> bool {
        self.path.is_empty()
            || self.path == ":memory:"
            || (self.uri && self.path.contains("mode=memory"))
    }
}

/// How to reach a PostgreSQL or MySQL server.
#[derive(Clone, Default)]
pub struct ServerOptions {
    pub host: Option<String>,
    pub port: Option<u16>,
    pub username: Option<String>,
    pub password: Option<String>,
    pub database: Option<String>,
    /// The URL's query and the engine's `connect_args`, as text.
    pub query: Vec<(String, String)>,
    pub connect_timeout: Option<Duration>,
}

impl std::fmt::Debug for ServerOptions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ServerOptions")
            .field("host", &self.host)
            .field("port", &self.port)
            .field("username", &self.username)
            .field("password", &self.password.as_ref().map(|_| "***"))
            .field("database", &self.database)
            .finish_non_exhaustive()
    }
}

/// How to open a connection of any of the three databases.
#[derive(Clone, Debug)]
pub enum ConnectOptions {
    Sqlite(SqliteOptions),
    Postgres(ServerOptions),
    Mysql(ServerOptions),
}

impl ConnectOptions {
    /// Make options from the parts of a URL; `query` also takes `connect_args`, values as text.
    ///
    /// # Errors
    /// `Kind::Interface` for an option SQLite does not know or a value that is not a number. Server options are
    /// checked when the first connection opens.
    pub fn from_parts(dialect: Dialect, server: ServerOptions) -> Result<Self> {
        match dialect {
            Dialect::Sqlite => sqlite_options(server).map(ConnectOptions::Sqlite),
            Dialect::Postgres | Dialect::Mysql => {
                let mut server = server;
                if let Some(at) = server
                    .query
                    .iter()
                    .position(|(name, _)| name == "connect_timeout")
                {
                    let (name, value) = server.query.remove(at);
                    server.connect_timeout = Some(seconds(&name, &value)?);
                }
                Ok(match dialect {
                    Dialect::Mysql => ConnectOptions::Mysql(server),
                    _ => ConnectOptions::Postgres(server),
                })
            }
        }
    }

    /// Return true for a SQLite database in memory.
    pub fn in_memory(&self) -> bool {
        matches!(self, ConnectOptions::Sqlite(options) if options.in_memory())
    }
}

pub(crate) fn seconds(name: &str, value: &str) -> Result<Duration> {
    value
        .parse::<f64>()
        .ok()
        .and_then(|value| Duration::try_from_secs_f64(value).ok())
        .ok_or_else(|| {
            Error::interface(format!(
                "invalid value for connection option \"{name}\": '{value}'"
            ))
        })
}

pub(crate) fn unknown_option(name: &str) -> Error {
    Error::interface(format!("invalid connection option \"{name}\""))
}

pub(crate) fn truth(name: &str, value: &str) -> Result<bool> {
    match value.to_ascii_lowercase().as_str() {
        "1" | "true" | "on" | "yes" => Ok(true),
        "0" | "false" | "off" | "no" | "none" => Ok(false),
        _ => Err(Error::interface(format!(
            "invalid value for connection option \"{name}\": '{value}'"
        ))),
    }
}

/// Pass on a certificate's or key's file that can be read; text in PEM is passed on as it is.
pub(crate) fn readable<'v>(name: &str, value: &'v str) -> Result<&'v str> {
    if value.trim_start().starts_with("-----BEGIN") {
        return Ok(value);
    }
    match std::fs::File::open(value) {
        Ok(_) => Ok(value),
        Err(error) => Err(Error::new(
            Kind::Connect,
            format!("connection option \"{name}\": '{value}' cannot be read: {error}"),
        )),
    }
}

fn sqlite_options(server: ServerOptions) -> Result<SqliteOptions> {
    let path = server.database.unwrap_or_default();
    let mut options = SqliteOptions {
        path: if path.is_empty() {
            ":memory:".to_owned()
        } else {
            path
        },
        ..SqliteOptions::default()
    };
    let mut passed_on = Vec::new();
    for (name, value) in &server.query {
        match name.as_str() {
            "timeout" => options.busy_timeout = seconds(name, value)?,
            "uri" => options.uri = truth(name, value)?,
            "cached_statements" => {
                options.statement_cache = value.parse().map_err(|_| {
                    Error::interface(format!(
                        "invalid value for connection option \"{name}\": '{value}'"
                    ))
                })?;
            }
            "foreign_keys" => options.foreign_keys = truth(name, value)?,
            // The engine's connections may always move between threads, and transactions are explicit;
            // what Python's module configures here has no counterpart.
            "check_same_thread" | "isolation_level" | "detect_types" => {}
            "mode" | "cache" | "immutable" | "vfs" | "nolock" | "psow" => {
                passed_on.push((name, value))
            }
            _ => return Err(unknown_option(name)),
        }
    }
    if options.path.starts_with("file:") {
        options.uri = true;
    }
    for (at, (name, value)) in passed_on.into_iter().enumerate() {
        if !options.uri {
            return Err(Error::interface(format!(
                "connection option \"{name}\" needs a file: URI and uri=true"
            )));
        }
        let sign = if at == 0 && !options.path.contains('?') {
            '?'
        } else {
            '&'
        };
        options.path.push_str(&format!("{sign}{name}={value}"));
    }
    Ok(options)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;

    fn sqlite(database: &str, query: &[(&str, &str)]) -> Result<SqliteOptions> {
        sqlite_options(ServerOptions {
            database: Some(database.to_owned()),
            query: query
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
            ..ServerOptions::default()
        })
    }

    #[test]
    fn uri_parameters_go_back_into_the_uri() {
        let options = sqlite(
            "file:a.db",
            &[("mode", "ro"), ("uri", "true"), ("timeout", "1.5")],
        )
        .unwrap();
        assert_eq!(options.path, "file:a.db?mode=ro");
        assert_eq!(options.busy_timeout, Duration::from_millis(1500));
    }

    #[test]
    fn an_unknown_option_is_refused() {
        assert_eq!(
            &*sqlite("a.db", &[("tiemout", "1")]).unwrap_err().message,
            "invalid connection option \"tiemout\""
        );
    }

    #[test]
    fn the_password_is_not_shown() {
        let options = ServerOptions {
            password: Some("secret".to_owned()),
            ..ServerOptions::default()
        };
        assert!(!format!("{options:?}").contains("secret"));
    }
}
