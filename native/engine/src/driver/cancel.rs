//! Stopping a statement on its server: a second, short connection asks the server to end what the first one runs.
//! A server reads nothing while it works, so closing the socket would let the statement run to its end.

use super::{Connection, mysql, postgres};
use crate::error::Result;

/// Ends what one connection runs. Belongs to the connection, but lives beside it.
#[derive(Clone)]
pub enum Canceller {
    Postgres(postgres::Canceller),
    Mysql(mysql::Canceller),
}

impl Canceller {
    /// Ask the server to end the statement; false where it runs no more. The statement fails a little later.
    ///
    /// # Errors
    /// `Kind::Connect` when the server takes no second connection, and what it refuses.
    pub async fn cancel(&self) -> Result<bool> {
        match self {
            Canceller::Postgres(inner) => inner.cancel().await,
            Canceller::Mysql(inner) => inner.cancel().await,
        }
    }
}

impl Connection {
    /// Return what ends the running statement from outside; SQLite has [`Connection::interrupt_handle`].
    pub fn canceller(&self) -> Option<Canceller> {
        match self {
            Connection::Sqlite(_) => None,
            Connection::Postgres(inner) => inner.canceller().map(Canceller::Postgres),
            Connection::Mysql(inner) => Some(Canceller::Mysql(inner.canceller())),
        }
    }
}
