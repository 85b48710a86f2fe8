//! Opening a MySQL connection with the options PyMySQL and asyncmy URLs use.

use std::time::Duration;

use sqlx::mysql::{MySqlConnectOptions, MySqlConnection, MySqlRow, MySqlSslMode};
use sqlx::{ConnectOptions as _, Executor, Row};

use super::encode::WireTypes;
use crate::driver::ServerOptions;
use crate::driver::options::{readable, truth, unknown_option};
use crate::error::{Error, Kind, Result};

pub(super) async fn connect(options: &ServerOptions) -> Result<(MySqlConnection, WireTypes, u64)> {
    let (connection, row) = open(options, WireTypes::QUERY).await?;
    let session: String = row.try_get_unchecked(2)?;
    let session = session
        .parse()
        .map_err(|_| Error::new(Kind::Internal, "the server did not number its session"))?;
    Ok((connection, WireTypes::of(&row)?, session))
}

/// Log in and ask for one row.
pub(super) async fn open(
    options: &ServerOptions,
    query: &'static str,
) -> Result<(MySqlConnection, MySqlRow)> {
    let native = native_options(options)?;
    let opening = async {
        let mut connection = native.connect().await?;
        let row = connection.fetch_one(sqlx::raw_sql(query)).await?;
        Ok::<_, sqlx::Error>((connection, row))
    };
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

fn native_options(options: &ServerOptions) -> Result<MySqlConnectOptions> {
    // sqlx would change sql_mode and the time zone of the session; Python's drivers leave them alone.
    let mut native = MySqlConnectOptions::new()
        .pipes_as_concat(false)
        .no_engine_substitution(false)
        .timezone(None)
        .disable_statement_logging();
    if let Some(host) = &options.host {
        native = native.host(host);
    }
    if let Some(port) = options.port {
        native = native.port(port);
    }
    if let Some(username) = &options.username {
        native = native.username(username);
    }
    if let Some(password) = options
        .password
        .as_deref()
        .filter(|password| !password.is_empty())
    {
        native = native.password(password);
    }
    if let Some(database) = options
        .database
        .as_deref()
        .filter(|database| !database.is_empty())
    {
        native = native.database(database);
    }
    for (name, value) in &options.query {
        native = with_option(native, name, value)?;
    }
    Ok(native)
}

fn with_option(
    native: MySqlConnectOptions,
    name: &str,
    value: &str,
) -> Result<MySqlConnectOptions> {
    let invalid = || {
        Error::interface(format!(
            "invalid value for connection option \"{name}\": '{value}'"
        ))
    };
    Ok(match name {
        "host" => native.host(value),
        "port" => native.port(value.parse().map_err(|_| invalid())?),
        "user" => native.username(value),
        "password" | "passwd" => native.password(value),
        "database" | "db" => native.database(value),
        "unix_socket" => native.socket(value),
        "charset" => native.charset(checked_name(value).ok_or_else(invalid)?),
        "collation" => native.collation(checked_name(value).ok_or_else(invalid)?),
        "ssl_mode" => native.ssl_mode(value.parse::<MySqlSslMode>().map_err(|_| invalid())?),
        "ssl_ca" => native
            .ssl_mode(MySqlSslMode::VerifyCa)
            .ssl_ca(readable(name, value)?),
        "ssl_cert" => native.ssl_client_cert(readable(name, value)?),
        "ssl_key" => native.ssl_client_key(readable(name, value)?),
        "ssl_disabled" if truth(name, value)? => native.ssl_mode(MySqlSslMode::Disabled),
        "ssl_disabled" => native,
        "ssl" if truth(name, value)? => native.ssl_mode(MySqlSslMode::Required),
        "ssl" => native.ssl_mode(MySqlSslMode::Disabled),
        _ => return Err(unknown_option(name)),
    })
}

/// sqlx writes these names into a SET statement as they are.
fn checked_name(value: &str) -> Option<&str> {
    value
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        .then_some(value)
}
