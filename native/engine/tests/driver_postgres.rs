//! The PostgreSQL driver against a server: values, inference, errors, transactions, cancellation.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::time::Duration;

use sqlmodel_rs_engine::driver::{Connection, Isolation, State};
use sqlmodel_rs_engine::error::{Kind, Violation};
use sqlmodel_rs_engine::{Dialect, SqlType, Value};
use support::{Rows, fresh, int, numeric, one, plan, run, scalars, text, untyped};

async fn connect(name: &str) -> Option<Connection> {
    let options = fresh(Dialect::Postgres, &format!("sqlmodel_rs_engine_{name}")).await?;
    Some(Connection::connect(&options).await.unwrap())
}

#[tokio::test]
async fn every_scalar_round_trips() {
    let Some(mut connection) = connect("scalars").await else {
        return;
    };
    for (name, value, kind) in scalars() {
        let cast = match &kind {
            SqlType::SmallInteger => "SMALLINT",
            SqlType::Json { .. } => "JSON",
            SqlType::Boolean => "BOOLEAN",
            SqlType::Varchar { .. } => "VARCHAR",
            _ => "",
        };
        let sql = if cast.is_empty() {
            format!("SELECT $1 /* {name} */")
        } else {
            format!("SELECT $1::{cast}")
        };
        let bind = [(value.clone(), kind.clone())];
        let (rows, _) = plan(&mut connection, &sql, &bind, std::slice::from_ref(&kind))
            .await
            .unwrap();
        assert_eq!(rows.rows[0][0], format!("{value:?}"), "{name}");
        let (rows, _) = run(&mut connection, &sql, &bind).await.unwrap();
        assert_eq!(
            rows.rows[0][0],
            format!("{value:?}"),
            "{name} by the server's type"
        );
        let (rows, _) = plan(
            &mut connection,
            &sql,
            &[(Value::Null, kind.clone())],
            &[kind],
        )
        .await
        .unwrap();
        assert_eq!(rows.rows[0][0], "Null", "{name}");
    }
}

#[tokio::test]
async fn decimals_instants_and_jsonb_round_trip() {
    let Some(mut connection) = connect("decimals").await else {
        return;
    };
    for digits in [
        "0",
        "-12.340",
        "123456789012345678901234567890.000000001",
        "1e-20",
        "NaN",
    ] {
        let bind = [(Value::Decimal(digits.to_owned()), numeric())];
        let echoed = one(&mut connection, "SELECT $1::NUMERIC", &bind).await;
        let expected = one(&mut connection, &format!("SELECT '{digits}'::NUMERIC"), &[]).await;
        assert_eq!(echoed, expected);
    }
    let bind = [(
        Value::DateTimeUtc(support::datetime()),
        SqlType::DateTime { timezone: true },
    )];
    assert_eq!(
        one(
            &mut connection,
            "SELECT $1::TIMESTAMP WITH TIME ZONE",
            &bind
        )
        .await,
        "DateTimeUtc(2024-02-29T13:14:15.123456)"
    );
    let bind = [(
        Value::Json("{\"b\":1}".to_owned()),
        SqlType::Json { binary: true },
    )];
    assert_eq!(
        one(&mut connection, "SELECT $1::JSONB", &bind).await,
        "Json(\"{\\\"b\\\": 1}\")"
    );
    let out = [SqlType::Numeric {
        precision: None,
        scale: None,
        asdecimal: false,
    }];
    let (rows, _) = plan(&mut connection, "SELECT 1.5::NUMERIC", &[], &out)
        .await
        .unwrap();
    assert_eq!(rows.rows[0][0], "Float(1.5)");
    assert_eq!(
        one(&mut connection, "SELECT '1 mon 2 days'::INTERVAL", &[]).await,
        "Interval(2764800000000)"
    );
    assert_eq!(
        run(&mut connection, "SELECT 'infinity'::timestamp", &[])
            .await
            .err()
            .unwrap()
            .kind,
        Kind::Data
    );
    assert_eq!(one(&mut connection, "SELECT 1", &[]).await, "Int(1)");
}

#[tokio::test]
async fn arrays_travel_both_ways() {
    let Some(mut connection) = connect("arrays").await else {
        return;
    };
    let array = |values: &[Value], item: SqlType| {
        [(
            Value::Array(values.to_vec()),
            SqlType::Array {
                item: Box::new(item),
                dimensions: 1,
            },
        )]
    };
    let bind = array(
        &[Value::Int(1), Value::Null, Value::Int(3)],
        SqlType::BigInteger,
    );
    assert_eq!(
        one(&mut connection, "SELECT $1::BIGINT[]", &bind).await,
        "Array([Int(1), Null, Int(3)])"
    );
    assert_eq!(
        one(&mut connection, "SELECT 3 = ANY($1::BIGINT[])", &bind).await,
        "Bool(true)"
    );
    let bind = array(
        &[Value::Text("a".into())],
        SqlType::Varchar { length: None },
    );
    assert_eq!(
        one(&mut connection, "SELECT 'a' = ANY($1::VARCHAR[])", &bind).await,
        "Bool(true)"
    );
    assert_eq!(
        one(
            &mut connection,
            "SELECT $1::INTEGER[]",
            &array(&[], SqlType::Integer)
        )
        .await,
        "Array([])"
    );
    let nested = array(
        &[
            Value::Array(vec![Value::Int(1), Value::Int(2)]),
            Value::Array(vec![Value::Int(3), Value::Int(4)]),
        ],
        SqlType::Integer,
    );
    assert_eq!(
        one(&mut connection, "SELECT $1::INTEGER[]", &nested).await,
        "Array([Array([Int(1), Int(2)]), Array([Int(3), Int(4)])])"
    );
    connection
        .execute_script("CREATE TYPE mood AS ENUM ('sad', 'ok')")
        .await
        .unwrap();
    let mood = SqlType::Enum {
        name: Some("mood".into()),
        values: vec!["sad".into(), "ok".into()],
        native: true,
    };
    let bind = array(&[Value::Text("ok".into())], mood);
    assert_eq!(
        one(
            &mut connection,
            "SELECT 'ok'::mood = ANY($1::mood[])",
            &bind
        )
        .await,
        "Bool(true)"
    );
}

#[tokio::test]
async fn enums_domains_and_untyped_values_follow_the_server() {
    let Some(mut connection) = connect("inference").await else {
        return;
    };
    connection
        .execute_script(
            "CREATE TYPE mood AS ENUM ('sad', 'ok'); CREATE DOMAIN percent AS INTEGER CHECK (VALUE <= 100); \
             CREATE TABLE t (id INTEGER, big BIGINT, m mood, p percent, at TIMESTAMPTZ, price NUMERIC(10, 2), doc JSONB)",
        )
        .await
        .unwrap();
    let kind = SqlType::Enum {
        name: Some("mood".into()),
        values: vec![],
        native: true,
    };
    let insert =
        "INSERT INTO t VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id, big, m, p, at, price, doc";
    let binds = [
        untyped(Value::Int(1)),
        untyped(Value::Int(1 << 40)),
        (Value::Text("ok".into()), kind.clone()),
        untyped(Value::Int(7)),
        untyped(Value::DateTimeUtc(support::datetime())),
        untyped(Value::Decimal("3.50".into())),
        untyped(Value::Json("[1]".into())),
    ];
    let (rows, done) = run(&mut connection, insert, &binds).await.unwrap();
    assert_eq!(done.rowcount, 1);
    assert_eq!(
        rows.rows[0],
        [
            "Int(1)",
            "Int(1099511627776)",
            "Text(\"ok\")",
            "Int(7)",
            "DateTimeUtc(2024-02-29T13:14:15.123456)",
            "Decimal(\"3.50\")",
            "Json(\"[1]\")"
        ]
    );
    let bad = [(Value::Text("nope".into()), kind)];
    let error = run(&mut connection, "SELECT * FROM t WHERE m = $1::mood", &bad)
        .await
        .err()
        .unwrap();
    assert_eq!(
        (error.kind, error.code.as_deref()),
        (Kind::Data, Some("22P02"))
    );
    let error = run(
        &mut connection,
        "INSERT INTO t (p) VALUES ($1)",
        &[untyped(Value::Int(101))],
    )
    .await
    .err()
    .unwrap();
    assert_eq!(error.kind, Kind::Integrity(Violation::Check));
}

#[tokio::test]
async fn one_text_with_two_declarations_never_sends_wrong_bytes() {
    let Some(mut connection) = connect("declarations").await else {
        return;
    };
    let sql = "SELECT $1 + 0::BIGINT";
    assert_eq!(
        one(
            &mut connection,
            sql,
            &[(Value::Int(5), SqlType::BigInteger)]
        )
        .await,
        "Int(5)"
    );
    assert_eq!(one(&mut connection, sql, &[int(6)]).await, "Int(6)");
    assert_eq!(
        one(
            &mut connection,
            sql,
            &[(Value::Int(7), SqlType::SmallInteger)]
        )
        .await,
        "Int(7)"
    );
    let undeclared = (text("8").0, SqlType::Null);
    assert_eq!(one(&mut connection, sql, &[undeclared]).await, "Int(8)");
    let declared = run(&mut connection, sql, &[text("8")]).await.err();
    assert_eq!(declared.unwrap().kind, Kind::Programming);
    let error = run(&mut connection, "SELECT $1::INTEGER", &[int(1 << 40)])
        .await
        .err()
        .unwrap();
    assert_eq!(
        (error.kind, error.message.contains("out of range")),
        (Kind::Data, true)
    );
}

#[tokio::test]
async fn errors_carry_sqlstate_and_names() {
    let Some(mut connection) = connect("errors").await else {
        return;
    };
    connection
        .execute_script(
            "CREATE TABLE team (id INT PRIMARY KEY); CREATE TABLE hero (id INT PRIMARY KEY, name TEXT NOT NULL \
             CONSTRAINT uq_name UNIQUE, age INT CONSTRAINT adult CHECK (age > 17), team INT CONSTRAINT fk REFERENCES team); \
             INSERT INTO hero VALUES (1, 'a', 20, NULL)",
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
            None,
        ),
    ] {
        let error = run(&mut connection, sql, &[]).await.err().unwrap();
        assert_eq!(error.kind, Kind::Integrity(violation), "{sql}");
        assert_eq!(error.table.as_deref(), Some("hero"));
        assert_eq!(
            (error.constraint.as_deref(), error.column.as_deref()),
            (constraint, column)
        );
    }
    for (sql, kind) in [
        ("SELECT * FROM nope", Kind::Programming),
        ("SELEC 1", Kind::Programming),
        ("SELECT 1/0", Kind::Data),
        ("SELECT 'x'::INT", Kind::Data),
    ] {
        assert_eq!(
            run(&mut connection, sql, &[]).await.err().unwrap().kind,
            kind,
            "{sql}"
        );
    }
    for binds in [vec![int(1)], vec![untyped(Value::Int(1))]] {
        let error = run(&mut connection, "SELECT $1::INTEGER, $2::INTEGER", &binds)
            .await
            .err()
            .unwrap();
        assert_eq!((error.kind, error.fatal), (Kind::Programming, false));
    }
    assert_eq!(one(&mut connection, "SELECT 1", &[]).await, "Int(1)");
}

#[tokio::test]
async fn many_rows_arrive_in_order_and_may_be_cut_short() {
    let Some(mut connection) = connect("rows").await else {
        return;
    };
    let (rows, done) = run(
        &mut connection,
        "SELECT g FROM generate_series(1, 2000) g",
        &[],
    )
    .await
    .unwrap();
    assert_eq!(
        (rows.rows.len(), done.rowcount, rows.rows[1999][0].as_str()),
        (2000, 2000, "Int(2000)")
    );
    let mut cut = Rows {
        limit: Some(3),
        ..Rows::default()
    };
    connection
        .execute(
            "SELECT g FROM generate_series(1, 2000) g",
            &[],
            &[],
            &mut cut,
        )
        .await
        .unwrap();
    assert_eq!(cut.rows.len(), 3);
    let (rows, done) = run(&mut connection, "SELECT 1 AS a, 2 AS b WHERE false", &[])
        .await
        .unwrap();
    assert_eq!(
        (rows.columns.clone(), rows.rows.len()),
        (vec!["a".to_owned(), "b".to_owned()], 0)
    );
    assert_eq!(done.columns[..], rows.columns[..]);
}

#[tokio::test]
async fn a_changed_table_does_not_break_a_cached_statement() {
    let Some(mut connection) = connect("stale").await else {
        return;
    };
    connection
        .execute_script("CREATE TABLE a (x INT)")
        .await
        .unwrap();
    run(&mut connection, "SELECT * FROM a", &[]).await.unwrap();
    connection
        .execute_script("ALTER TABLE a ADD COLUMN y INT")
        .await
        .unwrap();
    let (rows, _) = run(&mut connection, "SELECT * FROM a", &[]).await.unwrap();
    assert_eq!(rows.columns, ["x", "y"]);
}

#[tokio::test]
async fn transactions_keep_their_state() {
    let Some(mut connection) = connect("transactions").await else {
        return;
    };
    connection
        .execute_script("CREATE TABLE a (x INT UNIQUE DEFERRABLE INITIALLY DEFERRED)")
        .await
        .unwrap();
    connection
        .begin(Some(Isolation::Serializable))
        .await
        .unwrap();
    assert_eq!(
        one(&mut connection, "SHOW transaction_isolation", &[]).await,
        "Text(\"serializable\")"
    );
    assert!(run(&mut connection, "SELECT 1/0", &[]).await.is_err());
    assert_eq!(connection.state(), State::InTransaction);
    let error = run(&mut connection, "SELECT 1", &[]).await.err().unwrap();
    assert_eq!(error.code.as_deref(), Some("25P02"));
    connection.rollback().await.unwrap();
    connection.begin(None).await.unwrap();
    run(&mut connection, "INSERT INTO a VALUES (1), (1)", &[])
        .await
        .unwrap();
    let error = connection.commit().await.unwrap_err();
    assert_eq!(
        (error.kind, connection.state()),
        (Kind::Integrity(Violation::Unique), State::Idle)
    );
    assert_eq!(
        one(&mut connection, "SELECT count(*) FROM a", &[]).await,
        "Int(0)"
    );
    run(&mut connection, "BEGIN", &[]).await.unwrap();
    assert_eq!(connection.state(), State::InTransaction);
    run(&mut connection, "COMMIT", &[]).await.unwrap();
    assert_eq!(connection.state(), State::Idle);
}

#[tokio::test]
async fn a_dropped_statement_leaves_the_state_unknown_and_rollback_repairs_it() {
    let Some(mut connection) = connect("dropped").await else {
        return;
    };
    for sql in [
        "SELECT pg_sleep(0.2)",
        "SELECT pg_sleep(0.1), 1 / (random() * 0)::INT",
    ] {
        connection.begin(None).await.unwrap();
        let mut rows = Rows::default();
        let statement = connection.execute(sql, &[], &[], &mut rows);
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
}
