//! The MySQL driver against MariaDB: values, errors, transactions, cancellation.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::time::Duration;

use sqlmodel_rs_engine::driver::{Connection, Isolation, State};
use sqlmodel_rs_engine::error::{Kind, Violation};
use sqlmodel_rs_engine::{Dialect, SqlType, Value};
use support::{Rows, fresh, int, numeric, one, plan, run, scalars, untyped};

async fn connect(name: &str) -> Option<Connection> {
    let options = fresh(Dialect::Mysql, &format!("sqlmodel_rs_engine_{name}")).await?;
    Some(Connection::connect(&options).await.unwrap())
}

#[tokio::test]
async fn every_scalar_round_trips_through_a_table() {
    let Some(mut connection) = connect("scalars").await else {
        return;
    };
    for (name, value, kind) in scalars() {
        let column = match &kind {
            SqlType::Boolean => "BOOL",
            SqlType::SmallInteger => "SMALLINT",
            SqlType::Integer => "INTEGER",
            SqlType::BigInteger => "BIGINT",
            SqlType::Float { .. } | SqlType::Double => "DOUBLE",
            SqlType::Varchar { .. } => "VARCHAR(50)",
            SqlType::Text => "TEXT",
            SqlType::Binary { .. } => "BLOB",
            SqlType::Date => "DATE",
            SqlType::Time { .. } => "TIME(6)",
            SqlType::DateTime { .. } | SqlType::Interval { .. } => "DATETIME(6)",
            SqlType::Uuid => "CHAR(32)",
            _ => "JSON",
        };
        connection
            .execute_script(&format!("CREATE TABLE t_{name} (x {column})"))
            .await
            .unwrap();
        let insert = format!("INSERT INTO t_{name} VALUES (?), (?)");
        let binds = [(value.clone(), kind.clone()), (Value::Null, kind.clone())];
        let (_, done) = run(&mut connection, &insert, &binds).await.unwrap();
        assert_eq!(done.rowcount, 2);
        let select = format!("SELECT x FROM t_{name} WHERE x = ? OR x IS NULL ORDER BY x IS NULL");
        let (rows, _) = plan(&mut connection, &select, &binds[..1], &[kind])
            .await
            .unwrap();
        assert_eq!(
            rows.rows,
            [[format!("{value:?}")], ["Null".to_owned()]],
            "{name}"
        );
    }
}

#[tokio::test]
async fn decimals_stay_exact_in_arithmetic() {
    let Some(mut connection) = connect("decimals").await else {
        return;
    };
    connection
        .execute_script("CREATE TABLE t (x DECIMAL(30, 10), u BIGINT UNSIGNED)")
        .await
        .unwrap();
    let bind = |text: &str| (Value::Decimal(text.to_owned()), numeric());
    let insert = [
        bind("12345678901234567890.0000000001"),
        (Value::UInt(u64::MAX), SqlType::BigInteger),
    ];
    run(&mut connection, "INSERT INTO t VALUES (?, ?)", &insert)
        .await
        .unwrap();
    let sum = one(
        &mut connection,
        "SELECT x + ? FROM t",
        &[bind("0.0000000001")],
    )
    .await;
    assert_eq!(sum, "Decimal(\"12345678901234567890.0000000002\")");
    let sql = "SELECT count(*) FROM t WHERE x = ?";
    assert_eq!(
        one(
            &mut connection,
            sql,
            &[bind("12345678901234567890.0000000002")]
        )
        .await,
        "Int(0)"
    );
    assert_eq!(
        one(&mut connection, "SELECT u FROM t", &[]).await,
        "UInt(18446744073709551615)"
    );
}

#[tokio::test]
async fn cells_without_a_plan_follow_the_server() {
    let Some(mut connection) = connect("server_types").await else {
        return;
    };
    for (sql, expected) in [
        ("SELECT TRUE", "Int(1)"),
        ("SELECT 'a'", "Text(\"a\")"),
        ("SELECT X'00FF'", "Bytes([0, 255])"),
        ("SELECT 1.50", "Decimal(\"1.50\")"),
        ("SELECT 1e0", "Float(1.0)"),
        ("SELECT DATE '2024-02-29'", "Date(2024-02-29)"),
        (
            "SELECT TIMESTAMP '2024-02-29 01:02:03'",
            "DateTime(2024-02-29T01:02:03)",
        ),
        ("SELECT TIME '-25:00:00'", "Interval(-90000000000)"),
        ("SELECT NULL", "Null"),
        (
            "SELECT count(*) FROM information_schema.tables WHERE 0",
            "Int(0)",
        ),
    ] {
        assert_eq!(one(&mut connection, sql, &[]).await, expected, "{sql}");
    }
}

#[tokio::test]
async fn errors_carry_number_and_names() {
    let Some(mut connection) = connect("errors").await else {
        return;
    };
    connection
        .execute_script(
            "CREATE TABLE team (id INT PRIMARY KEY); CREATE TABLE hero (id INT PRIMARY KEY, name VARCHAR(9) NOT NULL, \
             age INT, team INT, CONSTRAINT uq_name UNIQUE (name), CONSTRAINT adult CHECK (age > 17), \
             CONSTRAINT fk FOREIGN KEY (team) REFERENCES team (id)); INSERT INTO hero VALUES (1, 'a', 20, NULL)",
        )
        .await
        .unwrap();
    for (sql, violation, constraint, column) in [
        (
            "INSERT INTO hero VALUES (2, 'a', 20, NULL)",
            Violation::Unique,
            Some("uq_name"),
            None,
        ),
        (
            "INSERT INTO hero VALUES (2, NULL, 20, NULL)",
            Violation::NotNull,
            None,
            Some("name"),
        ),
        (
            "INSERT INTO hero VALUES (2, 'b', 2, NULL)",
            Violation::Check,
            Some("adult"),
            None,
        ),
        (
            "INSERT INTO hero VALUES (2, 'b', 20, 9)",
            Violation::ForeignKey,
            Some("fk"),
            Some("team"),
        ),
    ] {
        let error = run(&mut connection, sql, &[]).await.err().unwrap();
        assert_eq!(error.kind, Kind::Integrity(violation), "{sql}: {error}");
        let names = (
            error
                .constraint
                .as_deref()
                .map(|name| name.trim_start_matches("hero.")),
            error.column.as_deref(),
        );
        assert_eq!(names, (constraint, column), "{error}");
    }
    for (sql, kind) in [
        ("SELECT * FROM nope", Kind::Programming),
        ("SELEC 1", Kind::Programming),
        (
            "INSERT INTO hero VALUES (2, 'far too long a name', 20, NULL)",
            Kind::Data,
        ),
    ] {
        assert_eq!(
            run(&mut connection, sql, &[]).await.err().unwrap().kind,
            kind,
            "{sql}"
        );
    }
    let error = run(&mut connection, "SELECT ?", &[int(1), int(2)])
        .await
        .err()
        .unwrap();
    assert_eq!((error.kind, error.fatal), (Kind::Programming, false));
    assert_eq!(one(&mut connection, "SELECT 1", &[]).await, "Int(1)");
}

#[tokio::test]
async fn rowcount_lastrowid_and_returning() {
    let Some(mut connection) = connect("rowcount").await else {
        return;
    };
    connection
        .execute_script("CREATE TABLE a (id INT AUTO_INCREMENT PRIMARY KEY, x INT)")
        .await
        .unwrap();
    let (_, done) = run(
        &mut connection,
        "INSERT INTO a (x) VALUES (?), (?)",
        &[int(1), int(1)],
    )
    .await
    .unwrap();
    assert_eq!((done.rowcount, done.lastrowid), (2, Some(1)));
    let (_, done) = run(&mut connection, "UPDATE a SET x = 1", &[])
        .await
        .unwrap();
    assert_eq!(done.rowcount, 2);
    let (rows, done) = run(
        &mut connection,
        "INSERT INTO a (x) VALUES (?), (?) RETURNING id",
        &[int(5), untyped(Value::Null)],
    )
    .await
    .unwrap();
    assert_eq!(
        (rows.rows, done.rowcount),
        (
            vec![vec!["Int(3)".to_owned()], vec!["Int(4)".to_owned()]],
            2
        )
    );
    let (rows, done) = run(&mut connection, "SELECT id, x AS y FROM a WHERE false", &[])
        .await
        .unwrap();
    assert_eq!(
        (rows.columns, done.rowcount),
        (vec!["id".to_owned(), "y".to_owned()], 0)
    );
    let (rows, _) = run(&mut connection, "SHOW TABLES", &[]).await.unwrap();
    assert_eq!(rows.rows, [["Text(\"a\")"]]);
}

#[tokio::test]
async fn transactions_keep_their_state() {
    let Some(mut connection) = connect("transactions").await else {
        return;
    };
    connection
        .execute_script("CREATE TABLE a (x INT)")
        .await
        .unwrap();
    connection
        .begin(Some(Isolation::ReadCommitted))
        .await
        .unwrap();
    run(&mut connection, "INSERT INTO a VALUES (1)", &[])
        .await
        .unwrap();
    run(&mut connection, "SAVEPOINT s", &[]).await.unwrap();
    run(&mut connection, "ROLLBACK TO SAVEPOINT s", &[])
        .await
        .unwrap();
    assert_eq!(connection.state(), State::InTransaction);
    connection.rollback().await.unwrap();
    assert_eq!(
        one(&mut connection, "SELECT count(*) FROM a", &[]).await,
        "Int(0)"
    );
    connection.begin(None).await.unwrap();
    run(&mut connection, "INSERT INTO a VALUES (1)", &[])
        .await
        .unwrap();
    connection.commit().await.unwrap();
    assert_eq!(
        (
            connection.state(),
            one(&mut connection, "SELECT count(*) FROM a", &[]).await
        ),
        (State::Idle, "Int(1)".into())
    );
}

#[tokio::test]
async fn a_dropped_statement_leaves_the_state_unknown_and_rollback_repairs_it() {
    let Some(mut connection) = connect("dropped").await else {
        return;
    };
    connection.begin(None).await.unwrap();
    let mut rows = Rows::default();
    let statement = connection.execute("SELECT SLEEP(0.2)", &[], &[], &mut rows);
    assert!(
        tokio::time::timeout(Duration::from_millis(50), statement)
            .await
            .is_err()
    );
    assert_eq!(connection.state(), State::Unknown);
    assert!(run(&mut connection, "SELECT 1", &[]).await.is_err());
    connection.rollback().await.unwrap();
    assert_eq!(one(&mut connection, "SELECT 42", &[]).await, "Int(42)");
}
