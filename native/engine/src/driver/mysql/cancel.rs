//! Ending a statement from a second connection.

use std::sync::Arc;

use sqlx::{AssertSqlSafe, Connection as _, Executor};

use super::connect;
use crate::driver::ServerOptions;
use crate::error::{Error, Result};

/// No such session: it has ended.
const UNKNOWN_SESSION: &str = "1094";

/// Ends what one session runs.
#[derive(Clone)]
pub struct Canceller {
    pub(super) options: Arc<ServerOptions>,
    pub(super) session: u64,
}

impl Canceller {
    /// See [`crate::driver::Canceller::cancel`].
    ///
    /// # Errors
    /// `Kind::Connect` when the server takes no second connection, and what it refuses.
    pub async fn cancel(&self) -> Result<bool> {
        let (mut second, _) = connect::open(&self.options, "SELECT 1").await?;
        let kill = format!("KILL QUERY {}", self.session);
        let killed = second.execute(sqlx::raw_sql(AssertSqlSafe(kill))).await;
        second.close().await?;
        match killed.map_err(Error::from) {
            Ok(_) => Ok(true),
            Err(error) if error.code.as_deref() == Some(UNKNOWN_SESSION) => Ok(false),
            Err(error) => Err(error),
        }
    }
}
