//! The SQLite driver: values, errors, cache, transactions, interrupt.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::time::Duration;

use sqlmodel_rs_engine::driver::{
    ConnectOptions, Connection, Isolation, ServerOptions, SqliteOptions, State,
};
use sqlmodel_rs_engine::error::{Kind, Violation};
use sqlmodel_rs_engine::{Dialect, SqlType, Value};
use support::{Rows, int, numeric, one, plan, run, scalars, text, untyped};

async fn memory() -> Connection {
    Connection::connect(&ConnectOptions::Sqlite(SqliteOptions::default()))
        .await
        .unwrap()
}

#[tokio::test]
async fn every_scalar_round_trips() {
    let mut connection = memory().await;
    for (name, value, kind) in scalars() {
        let (rows, _) = plan(
            &mut connection,
            "SELECT ?1",
            &[(value.clone(), kind.clone())],
            &[kind],
        )
        .await
        .unwrap();
        assert_eq!(
            rows.rows[0][0],
            format!("{value:?}").replace("String", ""),
            "{name}"
        );
    }
}

#[tokio::test]
async fn decimals_are_stored_as_real_and_read_with_fixed_digits() {
    let mut connection = memory().await;
    let bind = [(Value::Decimal("1.25".to_owned()), numeric())];
    let (rows, _) = plan(
        &mut connection,
        "SELECT ?1, typeof(?1)",
        &bind,
        &[numeric()],
    )
    .await
    .unwrap();
    assert_eq!(
        rows.rows[0],
        ["Decimal(\"1.2500000000\")", "Text(\"real\")"]
    );
}

#[tokio::test]
async fn stored_text_has_sqlalchemys_format() {
    let mut connection = memory().await;
    let bind = [(
        Value::DateTime(support::datetime()),
        SqlType::DateTime { timezone: false },
    )];
    assert_eq!(
        one(&mut connection, "SELECT ?1", &bind).await,
        "Text(\"2024-02-29 13:14:15.123456\")"
    );
    let bind = [(Value::Uuid(255), SqlType::Uuid)];
    assert_eq!(
        one(&mut connection, "SELECT ?1", &bind).await,
        "Text(\"000000000000000000000000000000ff\")"
    );
}

#[tokio::test]
async fn text_that_is_no_datetime_is_a_data_error() {
    let mut connection = memory().await;
    let out = [SqlType::DateTime { timezone: false }];
    let error = plan(&mut connection, "SELECT 'soon'", &[], &out)
        .await
        .err()
        .unwrap();
    assert_eq!(error.kind, Kind::Data);
    assert_eq!(one(&mut connection, "SELECT 1", &[]).await, "Int(1)");
}

#[tokio::test]
async fn constraint_errors_are_classified_and_named() {
    let mut connection = memory().await;
    connection
        .execute_script(
            "PRAGMA foreign_keys=ON; CREATE TABLE team (id INTEGER PRIMARY KEY); CREATE TABLE hero (id INTEGER PRIMARY \
             KEY, name TEXT NOT NULL UNIQUE, age INT CONSTRAINT adult CHECK (age > 17), team INT REFERENCES team (id)); \
             INSERT INTO hero VALUES (1, 'a', 20, NULL)",
        )
        .await
        .unwrap();
    for (sql, violation, column, constraint) in [
        (
            "INSERT INTO hero VALUES (2, 'a', 20, NULL)",
            Violation::Unique,
            Some("name"),
            None,
        ),
        (
            "INSERT INTO hero VALUES (1, 'b', 20, NULL)",
            Violation::Unique,
            Some("id"),
            None,
        ),
        (
            "INSERT INTO hero VALUES (2, NULL, 20, NULL)",
            Violation::NotNull,
            Some("name"),
            None,
        ),
        (
            "INSERT INTO hero VALUES (2, 'b', 2, NULL)",
            Violation::Check,
            None,
            Some("adult"),
        ),
        (
            "INSERT INTO hero VALUES (2, 'b', 20, 9)",
            Violation::ForeignKey,
            None,
            None,
        ),
    ] {
        let error = run(&mut connection, sql, &[]).await.err().unwrap();
        assert_eq!(error.kind, Kind::Integrity(violation), "{sql}");
        assert_eq!(
            (error.column.as_deref(), error.constraint.as_deref()),
            (column, constraint),
            "{sql}"
        );
    }
    let error = run(&mut connection, "SELECT * FROM nope", &[])
        .await
        .err()
        .unwrap();
    assert_eq!(
        (error.kind, &*error.message),
        (Kind::Operational, "no such table: nope")
    );
}

#[tokio::test]
async fn foreign_keys_are_off_and_double_quotes_are_names() {
    let mut connection = memory().await;
    assert_eq!(
        one(&mut connection, "PRAGMA foreign_keys", &[]).await,
        "Int(0)"
    );
    assert!(run(&mut connection, "SELECT \"nope\"", &[]).await.is_err());
}

#[tokio::test]
async fn rowcount_and_lastrowid_belong_to_the_statement() {
    let mut connection = memory().await;
    let (_, done) = run(
        &mut connection,
        "CREATE TABLE a (id INTEGER PRIMARY KEY, x INT)",
        &[],
    )
    .await
    .unwrap();
    assert_eq!((done.rowcount, done.lastrowid), (0, None));
    let (_, done) = run(
        &mut connection,
        "INSERT INTO a (x) VALUES (?1), (?2)",
        &[int(1), int(1)],
    )
    .await
    .unwrap();
    assert_eq!((done.rowcount, done.lastrowid), (2, Some(2)));
    let (rows, done) = run(&mut connection, "UPDATE a SET x = 2 RETURNING id", &[])
        .await
        .unwrap();
    assert_eq!((rows.rows.len(), done.rowcount), (2, 2));
    let (_, done) = run(&mut connection, "CREATE TABLE b (id INT)", &[])
        .await
        .unwrap();
    assert_eq!(done.rowcount, 0);
    let (rows, done) = run(&mut connection, "SELECT id, x AS y FROM a WHERE 0", &[])
        .await
        .unwrap();
    assert_eq!(
        (&rows.columns[..], &done.columns[..]),
        (
            &["id".to_owned(), "y".to_owned()][..],
            &["id".to_owned(), "y".to_owned()][..]
        )
    );
}

#[tokio::test]
async fn a_cached_statement_follows_schema_changes_and_leaves_no_lock() {
    let mut connection = memory().await;
    connection
        .execute_script("CREATE TABLE a (x INT); INSERT INTO a VALUES (1), (2)")
        .await
        .unwrap();
    let mut first = Rows {
        limit: Some(1),
        ..Rows::default()
    };
    connection
        .execute("SELECT * FROM a", &[], &[], &mut first)
        .await
        .unwrap();
    assert_eq!(first.rows.len(), 1);
    connection
        .execute_script("ALTER TABLE a ADD COLUMN y TEXT")
        .await
        .unwrap();
    let (rows, _) = run(&mut connection, "SELECT * FROM a", &[]).await.unwrap();
    assert_eq!(rows.columns, ["x", "y"]);
    assert_eq!(rows.rows[1], ["Int(2)", "Null"]);
    connection.execute_script("DROP TABLE a").await.unwrap();
}

#[tokio::test]
async fn wrong_counts_and_second_statements_are_refused() {
    let mut connection = memory().await;
    let error = run(&mut connection, "SELECT ?1, ?2", &[int(1)])
        .await
        .err()
        .unwrap();
    assert_eq!(error.kind, Kind::Programming);
    let error = run(&mut connection, "SELECT 1; SELECT 2", &[])
        .await
        .err()
        .unwrap();
    assert_eq!(
        &*error.message,
        "You can only execute one statement at a time."
    );
    assert!(run(&mut connection, "SELECT 1; -- done", &[]).await.is_ok());
    assert!(run(&mut connection, "", &[]).await.is_ok());
}

#[tokio::test]
async fn transactions_are_sqlites_own_truth() {
    let mut connection = memory().await;
    connection
        .execute_script("CREATE TABLE a (x INT)")
        .await
        .unwrap();
    connection.begin(None).await.unwrap();
    assert_eq!(
        connection.begin(None).await.unwrap_err().kind,
        Kind::Interface
    );
    run(&mut connection, "INSERT INTO a VALUES (1)", &[])
        .await
        .unwrap();
    assert_eq!(connection.state(), State::InTransaction);
    connection.rollback().await.unwrap();
    connection.rollback().await.unwrap();
    assert_eq!(
        one(&mut connection, "SELECT count(*) FROM a", &[]).await,
        "Int(0)"
    );
    connection.begin(Some(Isolation::Immediate)).await.unwrap();
    run(&mut connection, "COMMIT", &[]).await.unwrap();
    assert_eq!(connection.state(), State::Idle);
}

#[tokio::test]
async fn interrupt_stops_a_statement_from_another_thread() {
    let mut connection = memory().await;
    let handle = connection.interrupt_handle().unwrap();
    let stopper = std::thread::spawn(move || {
        for _ in 0..200 {
            std::thread::sleep(Duration::from_millis(5));
            handle.interrupt();
        }
        handle
    });
    let endless =
        "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c";
    let error = run(&mut connection, endless, &[]).await.err().unwrap();
    assert_eq!(
        (error.kind, &*error.message),
        (Kind::Operational, "interrupted")
    );
    connection.close().await.unwrap();
    stopper.join().unwrap().interrupt();
}

#[tokio::test]
async fn a_locked_file_is_an_operational_error_after_the_timeout() {
    let path = std::env::temp_dir().join(format!("sqlmodel_rs_lock_{}.db", std::process::id()));
    let server = ServerOptions {
        database: Some(path.to_string_lossy().into_owned()),
        query: vec![("timeout".to_owned(), "0.01".to_owned())],
        ..ServerOptions::default()
    };
    let options = ConnectOptions::from_parts(Dialect::Sqlite, server).unwrap();
    let mut first = Connection::connect(&options).await.unwrap();
    let mut second = Connection::connect(&options).await.unwrap();
    first.begin(Some(Isolation::Immediate)).await.unwrap();
    let error = second.begin(Some(Isolation::Immediate)).await.unwrap_err();
    assert_eq!(
        (error.kind, &*error.message),
        (Kind::Operational, "database is locked")
    );
    first.rollback().await.unwrap();
    second.begin(Some(Isolation::Immediate)).await.unwrap();
    drop((first, second));
    std::fs::remove_file(path).unwrap();
}

#[tokio::test]
async fn a_pulse_stops_a_statement_and_a_wait_for_a_lock() {
    let path = std::env::temp_dir().join(format!("sqlmodel_rs_pulse_{}.db", std::process::id()));
    let options = |pulse: fn() -> bool| {
        ConnectOptions::Sqlite(SqliteOptions {
            path: path.display().to_string(),
            busy_timeout: std::time::Duration::from_secs(60),
            pulse: Some(pulse),
            ..SqliteOptions::default()
        })
    };
    let mut first = Connection::connect(&options(|| true)).await.unwrap();
    let mut second = Connection::connect(&options(|| false)).await.unwrap();
    let sql = "WITH RECURSIVE r(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM r WHERE i < 100000) \
               SELECT count(*) FROM r";
    assert_eq!(one(&mut first, sql, &[]).await, "Int(100000)");
    let error = run(&mut second, sql, &[]).await.err().unwrap();
    assert_eq!(
        (error.kind, &*error.message),
        (Kind::Operational, "interrupted")
    );
    first.begin(Some(Isolation::Immediate)).await.unwrap();
    let error = second.begin(Some(Isolation::Immediate)).await.unwrap_err();
    assert_eq!(&*error.message, "database is locked");
    drop((first, second));
    std::fs::remove_file(path).unwrap();
}

#[tokio::test]
async fn a_missing_folder_cannot_be_opened() {
    let options = SqliteOptions {
        path: "/nonexistent/a.db".to_owned(),
        ..SqliteOptions::default()
    };
    let error = Connection::connect(&ConnectOptions::Sqlite(options))
        .await
        .err()
        .unwrap();
    assert_eq!(
        (error.kind, &*error.message),
        (
            Kind::Connect,
            "unable to open database file: /nonexistent/a.db"
        )
    );
}

#[tokio::test]
async fn values_without_a_type_bind_as_they_are() {
    let mut connection = memory().await;
    assert_eq!(
        one(&mut connection, "SELECT ?1", &[untyped(Value::Int(7))]).await,
        "Int(7)"
    );
    assert_eq!(
        one(&mut connection, "SELECT ?1", &[untyped(Value::Null)]).await,
        "Null"
    );
    assert_eq!(
        one(&mut connection, "SELECT ?1", &[text("a\0b")]).await,
        "Text(\"a\\0b\")"
    );
    assert_eq!(
        one(
            &mut connection,
            "SELECT typeof(?1)",
            &[untyped(Value::Bytes(vec![]))]
        )
        .await,
        "Text(\"blob\")"
    );
    assert_eq!(
        run(
            &mut connection,
            "SELECT ?1",
            &[untyped(Value::UInt(u64::MAX))]
        )
        .await
        .err()
        .unwrap()
        .kind,
        Kind::Data
    );
}
