//! Servers, a sink that owns what it sees, and shorthands for the driver tests.
#![allow(dead_code)]

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use sqlmodel_rs_engine::driver::{Cell, ConnectOptions, Connection, Done, RowSink, ServerOptions};
use sqlmodel_rs_engine::error::Result;
use sqlmodel_rs_engine::{Dialect, SqlType, Value};

pub fn server(variable: &str, default: &str) -> ServerOptions {
    let url = std::env::var(variable).unwrap_or_else(|_| default.to_owned());
    let rest = url.split_once("://").expect("a URL").1;
    let (login, place) = rest.split_once('@').unwrap_or(("", rest));
    let (address, database) = place.split_once('/').unwrap_or((place, ""));
    let (host, port) = address.split_once(':').unwrap_or((address, ""));
    let (username, password) = login.split_once(':').unwrap_or((login, ""));
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    ServerOptions {
        host: some(host),
        port: port.parse().ok(),
        username: some(username),
        password: some(password),
        database: some(database.split('?').next().unwrap_or("")),
        ..ServerOptions::default()
    }
}

/// Connect to a fresh database of this name; `None`, with a word about it, when the server is away and this is not CI.
pub async fn fresh(dialect: Dialect, name: &str) -> Option<ConnectOptions> {
    let (mut server, drop_sql) = match dialect {
        Dialect::Postgres => (
            server(
                "SQLMODEL_RS_TEST_POSTGRES",
                "postgresql://postgres@127.0.0.1:5432/postgres",
            ),
            format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"),
        ),
        _ => (
            server(
                "SQLMODEL_RS_TEST_MYSQL",
                "mysql://root@127.0.0.1:3306/mysql",
            ),
            format!("DROP DATABASE IF EXISTS {name}"),
        ),
    };
    let options = ConnectOptions::from_parts(dialect, server.clone()).unwrap();
    let mut admin = match Connection::connect(&options).await {
        Ok(admin) => admin,
        Err(error) if std::env::var("CI").as_deref() != Ok("true") => {
            println!("skipped: no {dialect:?} server ({error})");
            return None;
        }
        Err(error) => panic!("no {dialect:?} server: {error}"),
    };
    admin.execute_script(&drop_sql).await.unwrap();
    admin
        .execute_script(&format!("CREATE DATABASE {name}"))
        .await
        .unwrap();
    admin.close().await.unwrap();
    server.database = Some(name.to_owned());
    Some(ConnectOptions::from_parts(dialect, server).unwrap())
}

/// Cells that own their text: written out with `Debug`.
#[derive(Default)]
pub struct Rows {
    pub columns: Vec<String>,
    pub rows: Vec<Vec<String>>,
    pub limit: Option<usize>,
}

impl RowSink for Rows {
    fn columns(&mut self, names: &[&str]) {
        assert!(self.columns.is_empty(), "columns are announced once");
        self.columns = names.iter().map(|name| (*name).to_owned()).collect();
    }

    fn row(&mut self, cells: &[Cell<'_>]) -> bool {
        self.rows
            .push(cells.iter().map(|cell| format!("{cell:?}")).collect());
        self.limit.is_none_or(|limit| self.rows.len() < limit)
    }
}

pub async fn run(
    connection: &mut Connection,
    sql: &str,
    binds: &[(Value, SqlType)],
) -> Result<(Rows, Done)> {
    plan(connection, sql, binds, &[]).await
}

pub async fn plan(
    connection: &mut Connection,
    sql: &str,
    binds: &[(Value, SqlType)],
    out: &[SqlType],
) -> Result<(Rows, Done)> {
    let mut rows = Rows::default();
    let done = connection.execute(sql, binds, out, &mut rows).await?;
    Ok((rows, done))
}

/// Run and return the only cell.
pub async fn one(connection: &mut Connection, sql: &str, binds: &[(Value, SqlType)]) -> String {
    let (rows, _) = run(connection, sql, binds).await.unwrap();
    rows.rows[0][0].clone()
}

pub fn text(value: &str) -> (Value, SqlType) {
    (
        Value::Text(value.to_owned()),
        SqlType::Varchar { length: None },
    )
}

pub fn int(value: i64) -> (Value, SqlType) {
    (Value::Int(value), SqlType::Integer)
}

pub fn untyped(value: Value) -> (Value, SqlType) {
    (value, SqlType::Null)
}

pub fn numeric() -> SqlType {
    SqlType::Numeric {
        precision: None,
        scale: None,
        asdecimal: true,
    }
}

pub fn datetime() -> NaiveDateTime {
    NaiveDate::from_ymd_opt(2024, 2, 29)
        .unwrap()
        .and_time(time())
}

pub fn time() -> NaiveTime {
    NaiveTime::from_hms_micro_opt(13, 14, 15, 123_456).unwrap()
}

/// Every scalar type with a value that must come back as it went.
pub fn scalars() -> Vec<(&'static str, Value, SqlType)> {
    vec![
        ("bool", Value::Bool(true), SqlType::Boolean),
        ("small", Value::Int(-32768), SqlType::SmallInteger),
        ("int", Value::Int(2_147_483_647), SqlType::Integer),
        ("big", Value::Int(i64::MIN), SqlType::BigInteger),
        (
            "float",
            Value::Float(0.1),
            SqlType::Float { precision: None },
        ),
        ("double", Value::Float(-1.5e300), SqlType::Double),
        (
            "varchar",
            Value::Text("žluť 'x' \\".to_owned()),
            SqlType::Varchar { length: Some(50) },
        ),
        ("text", Value::Text(String::new()), SqlType::Text),
        (
            "bytes",
            Value::Bytes(vec![0, 1, 255]),
            SqlType::Binary { length: None },
        ),
        ("date", Value::Date(datetime().date()), SqlType::Date),
        (
            "time",
            Value::Time(time()),
            SqlType::Time { timezone: false },
        ),
        (
            "stamp",
            Value::DateTime(datetime()),
            SqlType::DateTime { timezone: false },
        ),
        (
            "span",
            Value::Interval(86_400_000_000 * 3 + 1),
            SqlType::Interval { native: false },
        ),
        (
            "uuid",
            Value::Uuid(0x0123_4567_89ab_cdef_0123_4567_89ab_cdef),
            SqlType::Uuid,
        ),
        (
            "json",
            Value::Json(r#"{"a": [1, null]}"#.to_owned()),
            SqlType::Json { binary: false },
        ),
    ]
}
