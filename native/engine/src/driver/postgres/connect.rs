//! Opening a PostgreSQL connection with the options libpq, psycopg and asyncpg URLs use.

use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgConnection, PgSslMode};
use sqlx::{ConnectOptions as _, Executor, Row};

use crate::driver::ServerOptions;
use crate::driver::options::{readable, truth, unknown_option};
use crate::error::{Error, Kind, Result};

pub(super) async fn connect(options: &ServerOptions) -> Result<PgConnection> {
    let native = native_options(options)?;
    let opening = native.connect();
    let opened = match options.connect_timeout {
        Some(limit) if limit > Duration::ZERO => tokio::time::timeout(limit, opening)
            .await
            .map_err(|_| Error::new(Kind::Connect, "timeout expired")),
        _ => Ok(opening.await),
    };
    opened
        .and_then(|opened| opened.map_err(Error::from))
        .map_err(|error| error.while_connecting_to(options.host.as_deref(), options.port))
}

/// What a session says of itself.
pub(super) struct Session {
    pub(super) process: i32,
    /// The isolation of a transaction that asks for none.
    pub(super) level: String,
}

/// Ask what only the session knows; `None` where a server that speaks the protocol has no such functions.
pub(super) async fn session(connection: &mut PgConnection) -> Result<Option<Session>> {
    let ask =
        sqlx::raw_sql("SELECT pg_backend_pid(), current_setting('default_transaction_isolation')");
    let row = match connection.fetch_one(ask).await {
        Ok(row) => row,
        Err(sqlx::Error::Database(_)) => return Ok(None),
        Err(error) => return Err(Error::from(error).while_connecting()),
    };
    let text = |at| row.try_get_unchecked::<String, _>(at).ok();
    let process = text(0).and_then(|number| number.parse().ok());
    Ok(process
        .zip(text(1))
        .map(|(process, level)| Session { process, level }))
}

fn native_options(options: &ServerOptions) -> Result<PgConnectOptions> {
    let mut native = PgConnectOptions::new().disable_statement_logging();
    if let Some(host) = &options.host {
        native = with_host(native, host);
    }
    if let Some(port) = options.port {
        native = native.port(port);
    }
    if let Some(username) = &options.username {
        native = native.username(username);
    }
    if let Some(password) = &options.password {
        native = native.password(password);
    }
    if let Some(database) = &options.database {
        native = native.database(database);
    }
    for (name, value) in &options.query {
        native = with_option(native, name, value)?;
    }
    Ok(native)
}

fn with_host(native: PgConnectOptions, host: &str) -> PgConnectOptions {
    if host.starts_with('/') {
        native.socket(host)
    } else {
        native.host(host)
    }
}

fn with_option(native: PgConnectOptions, name: &str, value: &str) -> Result<PgConnectOptions> {
    let invalid = || {
        Error::interface(format!(
            "invalid value for connection option \"{name}\": '{value}'"
        ))
    };
    Ok(match name {
        "host" => with_host(native, value),
        "port" => native.port(value.parse().map_err(|_| invalid())?),
        "user" => native.username(value),
        "password" => native.password(value),
        "dbname" | "database" => native.database(value),
        "sslmode" => native.ssl_mode(value.parse::<PgSslMode>().map_err(|_| invalid())?),
        // asyncpg's spelling: a mode, or a truth value.
        "ssl" => match value.parse::<PgSslMode>() {
            Ok(mode) => native.ssl_mode(mode),
            Err(_) if truth(name, value)? => native.ssl_mode(PgSslMode::Require),
            Err(_) => native.ssl_mode(PgSslMode::Disable),
        },
        "sslrootcert" => native.ssl_root_cert(readable(name, value)?),
        "sslcert" => native.ssl_client_cert(readable(name, value)?),
        "sslkey" => native.ssl_client_key(readable(name, value)?),
        "application_name" | "fallback_application_name" => native.application_name(value),
        "prepared_statement_cache_size" | "statement_cache_size" => {
            native.statement_cache_capacity(value.parse::<usize>().map_err(|_| invalid())?.max(1))
        }
        "options" => with_settings(native, value).ok_or_else(invalid)?,
        "client_encoding" if matches!(value.to_ascii_lowercase().as_str(), "utf8" | "utf-8") => {
            native
        }
        _ => return Err(unknown_option(name)),
    })
}

/// Read `-c name=value -c name=value`.
fn with_settings(native: PgConnectOptions, text: &str) -> Option<PgConnectOptions> {
    let mut settings = Vec::new();
    let mut words = text.split_whitespace();
    while let Some(word) = words.next() {
        let setting = match word.strip_prefix("-c") {
            Some("") => words.next()?,
            Some(rest) => rest,
            None => word.strip_prefix("--")?,
        };
        settings.push(setting.split_once('=')?);
    }
    Some(native.options(settings))
}
