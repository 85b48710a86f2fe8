//! Ending a statement from a second connection.

use std::sync::Arc;

use parking_lot::Mutex;
use sqlx::postgres::PgConnection;
use sqlx::{Connection as _, Row};

use super::connect;
use crate::driver::ServerOptions;
use crate::error::{Error, Result};

/// So much of a statement is compared with what the server says it runs.
const COMPARED: usize = 400;

/// Ends the statement only where the session still runs it: behind a pooler, the session may serve another client.
const CANCEL: &str = "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE pid = $1 AND state = 'active' \
    AND query <> '' AND left(query, 200) = left($2, least(length(query), 200))";

/// The beginning of the statement that was sent last.
#[derive(Clone, Default)]
pub(super) struct Running(Arc<Mutex<String>>);

impl Running {
    pub(super) fn note(&self, sql: &str) {
        let mut text = self.0.lock();
        text.clear();
        text.push_str(&sql[..sql.floor_char_boundary(COMPARED)]);
    }
}

/// Ends what one session runs.
#[derive(Clone)]
pub struct Canceller {
    pub(super) options: Arc<ServerOptions>,
    pub(super) process: i32,
    pub(super) running: Running,
}

impl Canceller {
    /// See [`crate::driver::Canceller::cancel`].
    ///
    /// # Errors
    /// `Kind::Connect` when the server takes no second connection, and what it refuses.
    pub async fn cancel(&self) -> Result<bool> {
        let mut second: PgConnection = connect::connect(&self.options).await?;
        let text = self.running.0.lock().clone();
        let asked = sqlx::query(CANCEL)
            .bind(self.process)
            .bind(text)
            .fetch_optional(&mut second)
            .await
            .map_err(Error::from)?;
        let done = asked.is_some_and(|row| row.try_get::<bool, _>(0).unwrap_or(false));
        second.close().await?;
        Ok(done)
    }
}
