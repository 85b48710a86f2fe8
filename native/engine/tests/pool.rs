//! The pool: limits, time-outs, reset on return, shared memory databases, lost servers.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::time::Duration;

use sqlmodel_rs_engine::Dialect;
use sqlmodel_rs_engine::driver::{ConnectOptions, SqliteOptions, State};
use sqlmodel_rs_engine::error::Kind;
use sqlmodel_rs_engine::pool::{Pool, PoolKind, PoolOptions, Pooled};
use support::{Rows, fresh, one, run};

fn memory(options: PoolOptions) -> Pool {
    Pool::new(options, ConnectOptions::Sqlite(SqliteOptions::default()))
}

fn small() -> PoolOptions {
    PoolOptions {
        size: 1,
        max_overflow: 1,
        timeout: Duration::from_millis(20),
        ..PoolOptions::default()
    }
}

async fn script(pooled: &mut Pooled, sql: &str) {
    pooled
        .lock()
        .await
        .unwrap()
        .connection()
        .unwrap()
        .execute_script(sql)
        .await
        .unwrap();
}

async fn scalar(pooled: &mut Pooled, sql: &str) -> String {
    one(pooled.lock().await.unwrap().connection().unwrap(), sql, &[]).await
}

#[tokio::test]
async fn size_and_overflow_limit_what_is_out() {
    let pool = memory(small());
    let first = pool.acquire().await.unwrap();
    let second = pool.acquire().await.unwrap();
    let error = pool.acquire().await.err().unwrap();
    assert_eq!(error.kind, Kind::Timeout);
    assert_eq!(
        &*error.message,
        "QueuePool limit of size 1 overflow 1 reached, connection timed out, timeout 0.02"
    );
    assert_eq!((pool.status().checked_out, pool.status().overflow), (2, 1));
    pool.release(first).await.unwrap();
    pool.release(second).await.unwrap();
    assert_eq!(
        (pool.status().checked_in, pool.status().checked_out),
        (1, 0)
    );
    drop(pool.acquire().await.unwrap());
    assert_eq!(
        (pool.status().checked_in, pool.status().checked_out),
        (0, 0)
    );
    assert!(pool.acquire().await.is_ok());
}

#[test]
fn blocking_checkout_waits_for_another_thread() {
    let pool = memory(PoolOptions {
        max_overflow: 0,
        timeout: Duration::from_secs(20),
        ..small()
    });
    let held = pool.acquire_blocking().unwrap();
    let waiter = std::thread::spawn({
        let pool = pool.clone();
        move || {
            pool.acquire_blocking()
                .map(|pooled| pool.release_blocking(pooled))
        }
    });
    pool.release_blocking(held).unwrap();
    waiter.join().unwrap().unwrap().unwrap();
    let _held = pool.acquire_blocking().unwrap();
    let hurried = memory(PoolOptions {
        max_overflow: 0,
        ..small()
    });
    let _other = hurried.acquire_blocking().unwrap();
    assert_eq!(
        hurried.acquire_blocking().err().unwrap().kind,
        Kind::Timeout
    );
}

#[tokio::test]
async fn a_returned_connection_is_rolled_back() {
    let pool = memory(small());
    let mut pooled = pool.acquire().await.unwrap();
    script(
        &mut pooled,
        "CREATE TABLE a (x INT); BEGIN; INSERT INTO a VALUES (1)",
    )
    .await;
    pool.release(pooled).await.unwrap();
    let mut pooled = pool.acquire().await.unwrap();
    assert_eq!(
        scalar(&mut pooled, "SELECT count(*) FROM a").await,
        "Int(0)"
    );
    pooled.invalidate().await;
    assert!(!pooled.is_open() && pooled.lock().await.is_err());
    pool.release(pooled).await.unwrap();
    assert_eq!(pool.status().checked_in, 0);
}

#[tokio::test]
async fn a_static_pool_shares_one_connection() {
    let pool = memory(PoolOptions {
        kind: PoolKind::Static,
        ..small()
    });
    let (mut first, mut second) = (pool.acquire().await.unwrap(), pool.acquire().await.unwrap());
    script(&mut first, "CREATE TABLE a (x INT)").await;
    first
        .lock()
        .await
        .unwrap()
        .connection()
        .unwrap()
        .begin(None)
        .await
        .unwrap();
    script(&mut first, "INSERT INTO a VALUES (1)").await;
    second
        .lock()
        .await
        .unwrap()
        .connection()
        .unwrap()
        .begin(None)
        .await
        .unwrap();
    assert_eq!(
        scalar(&mut second, "SELECT count(*) FROM a").await,
        "Int(1)"
    );
    // The second holder did not begin the transaction, so its return leaves it open.
    pool.release(second).await.unwrap();
    assert_eq!(
        first.lock().await.unwrap().connection().unwrap().state(),
        State::InTransaction
    );
    pool.release(first).await.unwrap();
    let mut third = pool.acquire_blocking().unwrap();
    assert_eq!(scalar(&mut third, "SELECT count(*) FROM a").await, "Int(0)");
    assert_eq!(
        third.lock_blocking().unwrap().connection().unwrap().state(),
        State::Idle
    );
    pool.dispose().await;
    let mut fresh = pool.acquire().await.unwrap();
    assert_eq!(
        scalar(&mut fresh, "SELECT count(*) FROM sqlite_schema").await,
        "Int(0)"
    );
}

#[tokio::test]
async fn null_pools_and_disposed_connections_are_not_kept() {
    let pool = memory(PoolOptions {
        kind: PoolKind::Null,
        ..small()
    });
    let pooled = pool.acquire().await.unwrap();
    pool.release(pooled).await.unwrap();
    assert_eq!(pool.status().checked_in, 0);
    let pool = memory(small());
    let pooled = pool.acquire().await.unwrap();
    pool.dispose().await;
    pool.release(pooled).await.unwrap();
    assert_eq!(pool.status().checked_in, 0);
    let pool = memory(PoolOptions {
        recycle: Some(Duration::ZERO),
        ..small()
    });
    let mut pooled = pool.acquire().await.unwrap();
    script(&mut pooled, "CREATE TABLE a (x INT)").await;
    pool.release(pooled).await.unwrap();
    let mut pooled = pool.acquire().await.unwrap();
    assert_eq!(
        scalar(&mut pooled, "SELECT count(*) FROM sqlite_schema").await,
        "Int(0)"
    );
}

#[tokio::test]
async fn pre_ping_replaces_a_killed_connection() {
    let Some(options) = fresh(Dialect::Postgres, "sqlmodel_rs_engine_ping").await else {
        return;
    };
    let pool = Pool::new(
        PoolOptions {
            pre_ping: true,
            ..PoolOptions::default()
        },
        options,
    );
    let (mut first, mut killer) = (pool.acquire().await.unwrap(), pool.acquire().await.unwrap());
    let pid = scalar(&mut first, "SELECT pg_backend_pid()").await;
    let pid = pid
        .trim_start_matches("Int(")
        .trim_end_matches(')')
        .to_owned();
    pool.release(first).await.unwrap();
    assert_eq!(
        scalar(
            &mut killer,
            &format!("SELECT pg_terminate_backend({pid}, 5000)")
        )
        .await,
        "Bool(true)"
    );
    let mut again = pool.acquire().await.unwrap();
    assert_ne!(
        scalar(&mut again, "SELECT pg_backend_pid()").await,
        format!("Int({pid})")
    );
}

#[tokio::test]
async fn a_cancelled_statement_never_comes_back_to_the_pool() {
    let Some(options) = fresh(Dialect::Postgres, "sqlmodel_rs_engine_cancel").await else {
        return;
    };
    let pool = Pool::new(
        PoolOptions {
            size: 1,
            max_overflow: 0,
            ..PoolOptions::default()
        },
        options,
    );
    for sql in ["SELECT pg_sleep(0.2)", "BEGIN"] {
        let mut pooled = pool.acquire().await.unwrap();
        {
            let mut guard = pooled.lock().await.unwrap();
            let mut rows = Rows::default();
            let statement = guard
                .connection()
                .unwrap()
                .execute(sql, &[], &[], &mut rows);
            let _ = tokio::time::timeout(Duration::from_micros(100), statement).await;
        }
        pool.release(pooled).await.unwrap();
        let mut pooled = pool.acquire().await.unwrap();
        let mut guard = pooled.lock().await.unwrap();
        let connection = guard.connection().unwrap();
        assert_eq!(connection.state(), State::Idle);
        let (rows, _) = run(connection, "SELECT 42", &[]).await.unwrap();
        assert_eq!(rows.rows, [["Int(42)"]]);
        drop(guard);
        pool.release(pooled).await.unwrap();
    }
}

#[tokio::test]
async fn a_refused_login_is_a_connect_error() {
    let Some(ConnectOptions::Postgres(mut server)) =
        fresh(Dialect::Postgres, "sqlmodel_rs_engine_login").await
    else {
        return;
    };
    server.database = Some("sqlmodel_rs_engine_absent".to_owned());
    let pool = Pool::new(
        PoolOptions {
            max_overflow: 0,
            size: 1,
            ..small()
        },
        ConnectOptions::Postgres(server),
    );
    for _ in 0..2 {
        let error = pool.acquire().await.err().unwrap();
        assert_eq!(
            (error.kind, error.code.as_deref()),
            (Kind::Connect, Some("3D000"))
        );
    }
}

#[tokio::test]
async fn a_transaction_is_told_when_a_statement_needs_it() {
    for dialect in [Dialect::Postgres, Dialect::Mysql] {
        let Some(options) = fresh(dialect, "sqlmodel_rs_engine_told").await else {
            return;
        };
        let pool = Pool::new(PoolOptions::default(), options);
        let mut pooled = pool.acquire().await.unwrap();
        script(&mut pooled, "CREATE TABLE a (x INT)").await;
        let mut guard = pooled.lock().await.unwrap();
        guard.begin(None).await.unwrap();
        assert!(guard.begin(None).await.is_err() && guard.in_transaction());
        assert_eq!(guard.state(), State::Idle);
        let mut rows = Rows::default();
        let read = guard
            .execute("SELECT x FROM a", &[], &[], &mut rows, true)
            .await;
        assert_eq!(read.unwrap().rowcount, 0);
        let told = guard.state() == State::InTransaction;
        assert_eq!(told, dialect == Dialect::Mysql);
        let insert = "INSERT INTO a VALUES (1)";
        let mut rows = Rows::default();
        guard
            .execute(insert, &[], &[], &mut rows, false)
            .await
            .unwrap();
        assert_eq!(guard.state(), State::InTransaction);
        guard.rollback().await.unwrap();
        assert!(!guard.in_transaction());
        drop(guard);
        assert_eq!(
            scalar(&mut pooled, "SELECT count(*) FROM a").await,
            "Int(0)"
        );
    }
}

#[tokio::test]
async fn cursors_give_their_rows_bit_by_bit() {
    let mut pools = vec![memory(small())];
    for dialect in [Dialect::Postgres, Dialect::Mysql] {
        if let Some(options) = fresh(dialect, "sqlmodel_rs_engine_cursor").await {
            pools.push(Pool::new(PoolOptions::default(), options));
        }
    }
    for pool in pools {
        let mut pooled = pool.acquire().await.unwrap();
        script(&mut pooled, "CREATE TABLE a (x INT)").await;
        let mut guard = pooled.lock().await.unwrap();
        guard.begin(None).await.unwrap();
        let mut rows = Rows::default();
        let insert = "INSERT INTO a VALUES (1), (2), (3), (4), (5)";
        guard
            .execute(insert, &[], &[], &mut rows, false)
            .await
            .unwrap();
        let select = "SELECT x FROM a ORDER BY x";
        let cursor = guard.open_cursor(select, &[], &[]).await.unwrap();
        let mut seen = Vec::new();
        for expected in [2, 2, 1] {
            let mut rows = Rows::default();
            let connection = guard.connection().unwrap();
            let done = connection.fetch(cursor, 2, &mut rows).await.unwrap();
            assert_eq!(
                (done.rowcount, &*done.columns),
                (expected, &["x".to_owned()][..])
            );
            seen.extend(rows.rows.concat());
            assert_eq!(
                one(connection, "SELECT count(*) FROM a", &[]).await,
                "Int(5)"
            );
        }
        assert_eq!(seen, ["Int(1)", "Int(2)", "Int(3)", "Int(4)", "Int(5)"]);
        let connection = guard.connection().unwrap();
        assert!(
            connection
                .fetch(cursor, 2, &mut Rows::default())
                .await
                .is_err()
        );
        let cursor = guard.open_cursor(select, &[], &[]).await.unwrap();
        guard.rollback().await.unwrap();
        drop(guard);
        pool.release(pooled).await.unwrap();
        let mut pooled = pool.acquire().await.unwrap();
        let mut guard = pooled.lock().await.unwrap();
        let connection = guard.connection().unwrap();
        assert!(
            connection
                .fetch(cursor, 2, &mut Rows::default())
                .await
                .is_err()
        );
    }
}
