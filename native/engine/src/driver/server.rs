//! What the servers' connections have in common: one sqlx connection, our own record of its transaction, and the
//! statements that begin and end one. Knows no values and no rows.

use futures_util::StreamExt;
use sqlx::{AssertSqlSafe, Connection, Either, Executor};

use super::{Control, State, control_of, state_after};
use crate::error::{Error, Kind, Result};

/// How many rows the end of a statement says it touched.
pub(super) trait Affected {
    fn rows_affected(&self) -> u64;
}

impl Affected for sqlx::postgres::PgQueryResult {
    fn rows_affected(&self) -> u64 {
        self.rows_affected()
    }
}

impl Affected for sqlx::mysql::MySqlQueryResult {
    fn rows_affected(&self) -> u64 {
        self.rows_affected()
    }
}

/// A connection to a server and what is known about its transaction.
pub(super) struct Server<C> {
    /// Away while a stream of rows holds it.
    pub(super) inner: Option<C>,
    pub(super) state: State,
}

impl<C> Server<C> {
    pub(super) fn new(inner: C) -> Self {
        Server {
            inner: Some(inner),
            state: State::Idle,
        }
    }

    /// Borrow the connection itself.
    pub(super) fn inner(&mut self) -> Result<&mut C> {
        self.inner.as_mut().ok_or_else(|| {
            Error::new(Kind::Internal, "the connection is busy with a stream").lost()
        })
    }

    /// Until `leave`, a dropped future leaves the state unknown.
    pub(super) fn enter(&mut self) -> Result<State> {
        let before = self.state;
        if before == State::Unknown {
            return Err(Error::new(
                Kind::Operational,
                "the connection was left in an unknown state; roll back or close it",
            ));
        }
        self.state = State::Unknown;
        Ok(before)
    }

    pub(super) fn leave<T>(&mut self, before: State, result: &Result<T>, control: Control) {
        self.state = match result {
            Ok(_) => state_after(control, before),
            Err(error) if error.fatal => State::Unknown,
            // A COMMIT that fails ends the transaction.
            Err(_) if control == Control::Ends => State::Idle,
            Err(_) => before,
        };
    }
}

impl<C> Server<C>
where
    C: Connection,
    for<'c> &'c mut C: Executor<'c, Database = C::Database>,
    <C::Database as sqlx::Database>::QueryResult: Affected,
{
    /// Send text as it is and drop its rows; returns how many rows were touched.
    pub(super) async fn simple(&mut self, sql: &str) -> Result<u64> {
        let mut affected = 0;
        let mut answer = self.inner()?.fetch_many(sqlx::raw_sql(AssertSqlSafe(sql)));
        while let Some(item) = answer.next().await {
            if let Either::Left(end) = item? {
                affected += end.rows_affected();
            }
        }
        Ok(affected)
    }

    /// Run several statements without values.
    pub(super) async fn script(&mut self, sql: &str) -> Result<()> {
        let before = self.enter()?;
        let result = self.simple(sql).await.map(drop);
        self.leave(before, &result, control_of(sql));
        result
    }

    /// Commit an open transaction.
    pub(super) async fn commit(&mut self) -> Result<()> {
        if self.state == State::Idle {
            Ok(())
        } else {
            self.script("COMMIT").await
        }
    }

    /// Roll back; also brings a connection of unknown state back to idle.
    pub(super) async fn rollback(&mut self) -> Result<()> {
        if self.state == State::Idle {
            return Ok(());
        }
        let abandoned = self.state == State::Unknown;
        self.state = State::Unknown;
        if abandoned {
            self.drain().await?;
        }
        self.simple("ROLLBACK").await?;
        self.state = State::Idle;
        Ok(())
    }

    /// Read what a dropped statement left unread. Its error, if it failed, comes first and is nobody's any more.
    async fn drain(&mut self) -> Result<()> {
        let inner = self.inner()?;
        match inner.ping().await {
            Ok(()) => Ok(()),
            Err(sqlx::Error::Database(_)) => Ok(inner.ping().await?),
            Err(error) => Err(error.into()),
        }
    }

    /// Ask the server for a sign of life.
    pub(super) async fn ping(&mut self) -> Result<()> {
        let before = self.enter()?;
        let result = self.inner()?.ping().await.map_err(Error::from);
        self.leave(before, &result, Control::Other);
        result
    }

    /// Say goodbye and close.
    pub(super) async fn close(self) -> Result<()> {
        match self.inner {
            Some(inner) => Ok(inner.close().await?),
            None => Ok(()),
        }
    }
}
