//! MySQL and MariaDB over one sqlx connection: our own transaction statements and our own record of the state,
//! rows handed over in chunks and decoded by our plan.

mod cancel;
mod connect;
mod cursor;
mod encode;
mod name;

use std::sync::Arc;

use futures_util::StreamExt;
use sqlx::mysql::{MySqlConnection, MySqlRow};
use sqlx::{AssertSqlSafe, Column, Either, Executor, Row, SqlSafeStr, Statement};

use super::server::Server;
use super::{
    Control, Done, Isolation, RowSink, ServerOptions, State, already_begun, control_of, first_word,
    mentions,
};
use crate::decode::mysql::Decoder;
use crate::decode::{self, Cell, planned};
use crate::error::{Error, Kind, Result};
use crate::types::{SqlType, Value};
use encode::WireTypes;

pub use cancel::Canceller;

/// Rows decoded in one burst.
const CHUNK: usize = 512;

/// An open MySQL connection.
///
/// A transaction is begun by `autocommit=0`, as Python's drivers do: the server begins one with the first statement, and
/// another one after DDL, which ends a transaction by itself.
pub struct Connection {
    server: Server<MySqlConnection>,
    types: WireTypes,
    /// The session's `autocommit`; `None` while nobody knows.
    autocommit: Option<bool>,
    /// A statement was sent since the transaction began.
    touched: bool,
    levels: Option<Levels>,
    cursors: cursor::Cursors,
    options: Arc<ServerOptions>,
    /// The session's number on the server.
    session: u64,
}

/// The isolation of a session.
struct Levels {
    /// As it was opened, in the words of `SET TRANSACTION`.
    own: String,
    /// Asked for by the program.
    asked: Option<Isolation>,
}

impl Connection {
    /// Connect and log in.
    ///
    /// # Errors
    /// `Kind::Connect` from the network or the server; `Kind::Interface` for an unknown option.
    pub async fn connect(options: &ServerOptions) -> Result<Self> {
        let (inner, types, session) = connect::connect(options).await?;
        Ok(Connection {
            server: Server::new(inner),
            types,
            autocommit: None,
            touched: false,
            levels: None,
            cursors: cursor::Cursors::default(),
            options: Arc::new(options.clone()),
            session,
        })
    }

    /// Return what ends a statement of this session from outside.
    pub fn canceller(&self) -> Canceller {
        Canceller {
            options: self.options.clone(),
            session: self.session,
        }
    }

    /// Tell whether the server has INSERT .. RETURNING.
    pub fn insert_returning(&self) -> bool {
        self.types.insert_returning
    }

    /// Return how many bytes of values a statement may be sent with, some room left for what surrounds them.
    pub(super) fn packet_bytes(&self) -> usize {
        self.types.packet / 2
    }

    /// Run one statement. See [`super::Connection::execute`].
    ///
    /// # Errors
    /// Whatever the server refuses, and values that do not fit their parameter.
    pub async fn execute(
        &mut self,
        sql: &str,
        binds: &[(Value, SqlType)],
        out: &[SqlType],
        sink: &mut dyn RowSink,
    ) -> Result<Done> {
        let control = control_of(sql);
        self.settle(sql, control).await?;
        let before = self.server.enter()?;
        // MySQL refuses some statements in prepared form (1295); what takes no values and returns no cells goes as text.
        let result = if control != Control::Data && binds.is_empty() && !returns_rows(sql) {
            self.server.simple(sql).await.map(|rowcount| Done {
                rowcount,
                ..Done::default()
            })
        } else {
            self.run(sql, control, binds, out, sink).await
        };
        self.leave(before, &result, sql, control);
        result
    }

    /// Return what the columns of a statement are called. See [`super::Connection::describe`].
    ///
    /// # Errors
    /// A statement that the server refuses.
    pub async fn describe(&mut self, sql: &str) -> Result<Arc<[String]>> {
        self.finish_stream().await?;
        let before = self.server.enter()?;
        let text = AssertSqlSafe(sql).into_sql_str();
        let prepared = self.server.inner()?.prepare_with(text, &[]).await;
        let result = prepared.map_err(Error::from).map(|statement| {
            let names = statement.columns().iter();
            names.map(|column| column.name().to_owned()).collect()
        });
        self.leave(before, &result, sql, Control::Data);
        result
    }

    /// Bring `autocommit` to what the statement needs: off inside a transaction, on outside.
    async fn settle(&mut self, sql: &str, control: Control) -> Result<()> {
        self.finish_stream().await?;
        self.touched = true;
        let sets = control == Control::Other && first_word(sql).eq_ignore_ascii_case("SET");
        if self.server.state == State::Idle && !sets {
            self.set_autocommit(true).await?;
        }
        Ok(())
    }

    async fn set_autocommit(&mut self, on: bool) -> Result<()> {
        if self.autocommit == Some(on) {
            return Ok(());
        }
        // A dropped call leaves the session's setting unknown.
        self.autocommit = None;
        let sql = if on {
            "SET autocommit=1"
        } else {
            "SET autocommit=0"
        };
        self.server.script(sql).await?;
        self.autocommit = Some(on);
        Ok(())
    }

    fn leave<T>(&mut self, before: State, result: &Result<T>, sql: &str, control: Control) {
        self.server.leave(before, result, control);
        if self.autocommit == Some(false)
            && before == State::InTransaction
            && self.server.state == State::Idle
        {
            // The next statement begins another transaction.
            self.server.state = before;
        }
        if control == Control::Other && mentions(sql, &["autocommit"]) {
            self.autocommit = None;
        }
        if control == Control::Other
            && mentions(sql, &["isolation", "tx_isolation", "transaction_isolation"])
        {
            self.levels = None;
        }
    }

    async fn run(
        &mut self,
        sql: &str,
        control: Control,
        binds: &[(Value, SqlType)],
        out: &[SqlType],
        sink: &mut dyn RowSink,
    ) -> Result<Done> {
        let arguments = encode::arguments(&self.types, binds)?;
        let persistent = control == Control::Data || !binds.is_empty();
        if !binds.is_empty() || sql.contains('?') {
            self.check_count(sql, binds.len()).await?;
        }
        let mut done = Done::default();
        let (mut rows, mut last_id) = (0, 0);
        let mut decoders: Option<Vec<Decoder>> = None;
        let mut failure = None;
        {
            let query = sqlx::query_with(AssertSqlSafe(sql), arguments).persistent(persistent);
            let mut chunks = self.server.inner()?.fetch_many(query).ready_chunks(CHUNK);
            let mut wanted = true;
            while let Some(chunk) = chunks.next().await {
                let mut cells: Vec<Cell<'static>> = Vec::new();
                for item in chunk {
                    match item? {
                        Either::Left(end) => {
                            done.rowcount += end.rows_affected();
                            last_id = last_id.max(end.last_insert_id());
                        }
                        Either::Right(row) => {
                            rows += 1;
                            if !wanted {
                                continue;
                            }
                            let decoders = decoders.get_or_insert_with(|| {
                                done.columns = announce(row.columns(), sql, binds, sink);
                                decoders_of(&row)
                            });
                            let mut current = decode::recycle(std::mem::take(&mut cells));
                            match fill(&row, decoders, out, &mut current) {
                                Ok(()) => wanted = sink.row(&current),
                                Err(error) => {
                                    // The answer is still read to its end, so that the connection stays usable.
                                    failure = Some(error);
                                    wanted = false;
                                }
                            }
                            cells = decode::recycle(current);
                        }
                    }
                }
            }
        }
        if let Some(failure) = failure {
            return Err(failure);
        }
        if decoders.is_none() && persistent {
            // Cached by now: no round trip.
            let statement = self
                .server
                .inner()?
                .prepare_with(AssertSqlSafe(sql).into_sql_str(), &[])
                .await?;
            if !statement.columns().is_empty() {
                done.columns = announce(statement.columns(), sql, binds, sink);
            }
        }
        // The end of a result set reports no affected rows; every row of RETURNING is one.
        done.rowcount = done.rowcount.max(rows);
        done.lastrowid = i64::try_from(last_id).ok().filter(|id| *id != 0);
        Ok(done)
    }

    /// Refuse a wrong number of values here: sqlx would notice it half-way and wait for ever at the next statement.
    async fn check_count(&mut self, sql: &str, given: usize) -> Result<()> {
        let statement = self
            .server
            .inner()?
            .prepare_with(AssertSqlSafe(sql).into_sql_str(), &[])
            .await?;
        match statement.parameters() {
            Some(Either::Right(expected)) if expected != given => Err(Error::new(
                Kind::Programming,
                format!(
                    "the statement has {expected} placeholders but {given} parameters were passed"
                ),
            )),
            _ => Ok(()),
        }
    }

    /// Run several statements by the text protocol.
    ///
    /// # Errors
    /// The first failure; what ran before it stays.
    pub async fn execute_script(&mut self, sql: &str) -> Result<()> {
        let control = control_of(sql);
        self.settle(sql, control).await?;
        let before = self.server.enter()?;
        let result = self.server.simple(sql).await;
        self.leave(before, &result, sql, control);
        result.map(drop)
    }

    /// Start a transaction. Nothing is sent when the session is set up for one.
    ///
    /// # Errors
    /// `Kind::Interface` when one is open already.
    pub async fn begin(&mut self, isolation: Option<Isolation>) -> Result<()> {
        if self.server.state == State::InTransaction {
            return Err(already_begun());
        }
        self.finish_stream().await?;
        self.isolate(isolation).await?;
        self.set_autocommit(false).await?;
        self.server.state = State::InTransaction;
        self.touched = false;
        Ok(())
    }

    /// Give the session the isolation level asked for, or the one it was opened with.
    async fn isolate(&mut self, wanted: Option<Isolation>) -> Result<()> {
        let known = self.levels.as_ref().and_then(|levels| levels.asked);
        if known == wanted {
            return Ok(());
        }
        let own = match self.levels.take() {
            Some(levels) => levels.own,
            None => self.own_level().await?,
        };
        let name = match wanted {
            Some(level) => level.standard_name()?,
            None => &own,
        };
        let sql = format!("SET SESSION TRANSACTION ISOLATION LEVEL {name}");
        // Before the answer: a dropped call is repeated by the next transaction.
        self.server.script(&sql).await?;
        self.levels = Some(Levels { own, asked: wanted });
        Ok(())
    }

    async fn own_level(&mut self) -> Result<String> {
        // MariaDB and MySQL spell the variable differently, depending on the version.
        const ASK: &str =
            "SHOW VARIABLES WHERE Variable_name IN ('transaction_isolation', 'tx_isolation')";
        let before = self.server.enter()?;
        let answer = self.server.inner()?.fetch_one(sqlx::raw_sql(ASK)).await;
        let result = answer
            .and_then(|row| row.try_get_unchecked::<String, _>(1))
            .map_err(Error::from);
        self.server.leave(before, &result, Control::Other);
        Ok(result?.replace('-', " "))
    }

    /// Commit an open transaction.
    ///
    /// # Errors
    /// A lost connection, or a cluster that refuses the transaction.
    pub async fn commit(&mut self) -> Result<()> {
        self.finish_stream().await?;
        self.forget_untouched();
        self.server.commit().await
    }

    /// Roll back; also brings a connection of unknown state back to idle.
    ///
    /// # Errors
    /// A lost connection.
    pub async fn rollback(&mut self) -> Result<()> {
        self.finish_stream().await?;
        self.forget_untouched();
        self.server.rollback().await
    }

    /// The server knows of no transaction before its first statement.
    fn forget_untouched(&mut self) {
        if self.server.state == State::InTransaction && !self.touched {
            self.server.state = State::Idle;
        }
    }

    /// Ask the server for a sign of life.
    ///
    /// # Errors
    /// A lost connection.
    pub async fn ping(&mut self) -> Result<()> {
        self.finish_stream().await?;
        self.server.ping().await
    }

    /// Say goodbye and close.
    ///
    /// # Errors
    /// A connection that was lost already.
    pub async fn close(self) -> Result<()> {
        self.server.close().await
    }

    /// Return what is known about the transaction.
    pub fn state(&self) -> State {
        self.server.state
    }
}

/// Statements outside the data language that answer with rows; all of them can be prepared.
fn returns_rows(sql: &str) -> bool {
    matches!(
        first_word(sql).to_ascii_uppercase().as_str(),
        "SHOW"
            | "DESCRIBE"
            | "DESC"
            | "EXPLAIN"
            | "CALL"
            | "ANALYZE"
            | "CHECK"
            | "OPTIMIZE"
            | "REPAIR"
            | "CHECKSUM"
    )
}

fn announce<C: Column>(
    columns: &[C],
    sql: &str,
    binds: &[(Value, SqlType)],
    sink: &mut dyn RowSink,
) -> Arc<[String]> {
    let mut names: Vec<String> = columns.iter().map(|one| one.name().to_owned()).collect();
    if !binds.is_empty() && names.iter().any(|name| name.contains('?')) {
        name::with_values(sql, &mut names, binds);
    }
    sink.columns(&names.iter().map(String::as_str).collect::<Vec<_>>());
    names.into()
}

fn decoders_of(row: &MySqlRow) -> Vec<Decoder> {
    row.columns()
        .iter()
        .map(|column| Decoder::new(column.type_info()))
        .collect()
}

fn fill<'r>(
    row: &'r MySqlRow,
    decoders: &[Decoder],
    out: &[SqlType],
    cells: &mut Vec<Cell<'r>>,
) -> Result<()> {
    for (index, decoder) in decoders.iter().enumerate() {
        cells.push(decoder.cell(row.try_get_raw(index)?, planned(out, index))?);
    }
    Ok(())
}
