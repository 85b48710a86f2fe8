//! PostgreSQL over one sqlx connection: our own BEGIN/COMMIT/ROLLBACK and our own record of the transaction,
//! parameters encoded for the types the server expects, rows handed over in chunks.

mod cancel;
mod connect;
mod cursor;
mod encode;
mod registered;

use std::borrow::Cow;
use std::sync::Arc;

use futures_util::StreamExt;
use rustc_hash::FxHashMap;
use sqlx::postgres::{PgArguments, PgConnection, PgRow, PgTypeInfo};
use sqlx::{AssertSqlSafe, Column, Connection as _, Either, Executor, Row, SqlSafeStr, Statement};

use super::server::Server;
use super::{
    Control, Done, Isolation, RowSink, ServerOptions, State, already_begun, control_of, first_word,
    mentions,
};
use crate::decode::postgres::Decoder;
use crate::decode::{self, Cell, planned};
use crate::error::{Error, Kind, Result};
use crate::types::{SqlType, Value};

pub use cancel::Canceller;

/// Rows decoded in one burst.
const CHUNK: usize = 512;
/// Texts remembered before the server-side statements are dropped with them.
const REMEMBERED: usize = 2000;

/// What the parameters of a text were declared to be, in each of its prepared statements.
type Declared = Vec<Box<[u32]>>;

/// An open PostgreSQL connection.
pub struct Connection {
    server: Server<PgConnection>,
    /// Transactions are READ COMMITTED where nothing else is asked for; `None` while nobody knows.
    reads_committed: Option<bool>,
    /// sqlx caches statements by text alone, so a text must keep its parameter types.
    parameters: FxHashMap<Box<str>, Declared>,
    /// How many statements that makes.
    remembered: usize,
    cursors: cursor::Cursors,
    options: Arc<ServerOptions>,
    /// The session's number on the server; `None` where the server does not tell.
    process: Option<i32>,
    running: cancel::Running,
}

impl Connection {
    /// Connect and log in.
    ///
    /// # Errors
    /// `Kind::Connect` from the network or the server; `Kind::Interface` for an unknown option.
    pub async fn connect(options: &ServerOptions) -> Result<Self> {
        let mut inner = connect::connect(options).await?;
        let session = connect::session(&mut inner).await?;
        Ok(Connection {
            server: Server::new(inner),
            reads_committed: session
                .as_ref()
                .map(|session| reads_committed(&session.level)),
            parameters: FxHashMap::default(),
            remembered: 0,
            cursors: cursor::Cursors::default(),
            options: Arc::new(options.clone()),
            process: session.map(|session| session.process),
            running: cancel::Running::default(),
        })
    }

    /// Return what ends a statement of this session from outside.
    pub fn canceller(&self) -> Option<Canceller> {
        Some(Canceller {
            options: self.options.clone(),
            process: self.process?,
            running: self.running.clone(),
        })
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
        let before = self.server.enter()?;
        self.running.note(sql);
        let mut delivered = false;
        let mut result = self
            .run(sql, control, binds, out, sink, &mut delivered)
            .await;
        if let Err(error) = &result
            && is_stale_plan(error)
            && before == State::Idle
            && !delivered
        {
            self.forget().await?;
            result = self
                .run(sql, control, binds, out, sink, &mut delivered)
                .await;
        }
        self.leave(before, &result, sql, control);
        result
    }

    fn leave<T>(&mut self, before: State, result: &Result<T>, sql: &str, control: Control) {
        const SETTINGS: [&str; 5] = [
            "default_transaction_isolation",
            "characteristics",
            "set_config",
            "reset",
            "discard",
        ];
        self.server.leave(before, result, control);
        self.cursors.follow(self.server.state);
        if self.reads_committed.is_some() && mentions(sql, &SETTINGS) {
            self.reads_committed = None;
        }
    }

    /// Tell whether a transaction without a level of its own is READ COMMITTED; asks once.
    ///
    /// # Errors
    /// A lost connection.
    pub async fn reads_committed(&mut self) -> Result<bool> {
        if let Some(known) = self.reads_committed {
            return Ok(known);
        }
        let before = self.server.enter()?;
        let ask = sqlx::raw_sql("SHOW default_transaction_isolation");
        let answer = self.server.inner()?.fetch_one(ask).await;
        let result = answer
            .and_then(|row| row.try_get_unchecked::<String, _>(0))
            .map_err(Error::from);
        self.server.leave(before, &result, Control::Other);
        let level = result?;
        Ok(*self.reads_committed.insert(reads_committed(&level)))
    }

    async fn forget(&mut self) -> Result<()> {
        self.parameters.clear();
        self.remembered = 0;
        self.server.inner()?.clear_cached_statements().await?;
        Ok(())
    }

    async fn run(
        &mut self,
        sql: &str,
        control: Control,
        binds: &[(Value, SqlType)],
        out: &[SqlType],
        sink: &mut dyn RowSink,
        delivered: &mut bool,
    ) -> Result<Done> {
        let (sql, arguments) = self.arguments(sql, binds).await?;
        let sql = &*sql;
        // Utility statements are not worth a cached statement.
        let persistent = control == Control::Data || !binds.is_empty();
        let mut done = Done::default();
        let mut decoders: Vec<Decoder> = Vec::new();
        let mut unnamed: Vec<PgRow> = Vec::new();
        let mut failure = None;
        {
            let query = sqlx::query_with(AssertSqlSafe(sql), arguments).persistent(persistent);
            let mut chunks = self.server.inner()?.fetch_many(query).ready_chunks(CHUNK);
            let mut wanted = true;
            while let Some(chunk) = chunks.next().await {
                let mut cells: Vec<Cell<'static>> = Vec::with_capacity(decoders.len());
                for item in chunk {
                    match item? {
                        Either::Left(end) => done.rowcount += end.rows_affected(),
                        Either::Right(row) if wanted => {
                            if !*delivered {
                                *delivered = true;
                                done.columns = announce(row.columns(), sink);
                                decoders = decoders_of(&row, out);
                            }
                            if decoders.iter().any(Decoder::is_registered) {
                                unnamed.push(row);
                                continue;
                            }
                            let mut current = decode::recycle(std::mem::take(&mut cells));
                            match fill(&row, &decoders, None, out, &mut current) {
                                Ok(()) => wanted = sink.row(&current),
                                Err(error) => {
                                    // The answer is still read to its end, so that the connection stays usable.
                                    failure = Some(error);
                                    wanted = false;
                                }
                            }
                            cells = decode::recycle(current);
                        }
                        Either::Right(_) => {}
                    }
                }
            }
        }
        if let Some(failure) = failure {
            return Err(failure);
        }
        if !unnamed.is_empty() {
            let names = registered::Names::of(self.server.inner()?, &unnamed, &decoders).await?;
            for row in &unnamed {
                let mut cells = Vec::with_capacity(decoders.len());
                fill(row, &decoders, Some(&names), out, &mut cells)?;
                if !sink.row(&cells) {
                    break;
                }
            }
        }
        // A cursor without rows has columns, too.
        let described = persistent || first_word(sql).eq_ignore_ascii_case("FETCH");
        if !*delivered && described {
            // Cached by now: no round trip.
            let statement = self
                .server
                .inner()?
                .prepare_with(AssertSqlSafe(sql).into_sql_str(), &[])
                .await?;
            if !statement.columns().is_empty() {
                done.columns = announce(statement.columns(), sink);
            }
        }
        Ok(done)
    }

    /// Return which of the prepared statements of a text has its parameters declared like this.
    async fn place(&mut self, sql: &str, declared: &[u32]) -> Result<usize> {
        let place = |known: &Declared| known.iter().position(|one| **one == *declared);
        if let Some(at) = self.parameters.get(sql).and_then(place) {
            return Ok(at);
        }
        if self.remembered >= REMEMBERED {
            self.forget().await?;
        }
        self.remembered += 1;
        let known = self.parameters.entry(sql.into()).or_default();
        known.push(declared.into());
        Ok(known.len() - 1)
    }

    /// Return the text and the types that the parameters are declared with; the text tells statements that declare
    /// different ones apart by the blanks behind it.
    async fn declare<'s>(
        &mut self,
        sql: &'s str,
        binds: &[(Value, SqlType)],
    ) -> Result<(Cow<'s, str>, Box<[u32]>)> {
        let declared: Box<[u32]> = binds
            .iter()
            .map(|(value, kind)| match kind {
                SqlType::Null => encode::oid_of_value(value),
                kind => encode::declared_oid(kind),
            })
            .collect();
        let sql = match self.place(sql, &declared).await? {
            0 => Cow::Borrowed(sql),
            at => Cow::Owned(format!("{sql}{:at$}", "")),
        };
        Ok((sql, declared))
    }

    /// Encode the values for the types this text's parameters have.
    async fn arguments<'s>(
        &mut self,
        sql: &'s str,
        binds: &[(Value, SqlType)],
    ) -> Result<(Cow<'s, str>, PgArguments)> {
        if binds.is_empty() {
            return Ok((Cow::Borrowed(sql), PgArguments::default()));
        }
        let (sql, declared) = self.declare(sql, binds).await?;
        if !declared.contains(&0) {
            return Ok((sql, encode::by_oid(&declared, binds)?));
        }
        let types: Vec<PgTypeInfo> = declared.iter().map(|oid| encode::type_info(*oid)).collect();
        let statement = self
            .server
            .inner()?
            .prepare_with(AssertSqlSafe(&*sql).into_sql_str(), &types)
            .await?;
        match statement.parameters() {
            Some(Either::Left(types)) => {
                let arguments = encode::by_type(types, binds)?;
                Ok((sql, arguments))
            }
            _ => Err(Error::new(
                Kind::Internal,
                "the prepared statement does not tell its parameters",
            )),
        }
    }

    /// Return what the columns of a statement are called. See [`super::Connection::describe`].
    ///
    /// # Errors
    /// A statement that the server refuses.
    pub async fn describe(
        &mut self,
        sql: &str,
        binds: &[(Value, SqlType)],
    ) -> Result<Arc<[String]>> {
        let before = self.server.enter()?;
        let (text, declared) = self.declare(sql, binds).await?;
        let types: Vec<PgTypeInfo> = declared.iter().map(|oid| encode::type_info(*oid)).collect();
        let text = AssertSqlSafe(&*text).into_sql_str();
        let prepared = self.server.inner()?.prepare_with(text, &types).await;
        let result = prepared.map_err(Error::from).map(|statement| {
            let names = statement.columns().iter();
            names.map(|column| column.name().to_owned()).collect()
        });
        self.leave(before, &result, sql, Control::Data);
        result
    }

    /// Run several statements by the simple protocol.
    ///
    /// # Errors
    /// The first failure; statements without their own BEGIN are rolled back together.
    pub async fn execute_script(&mut self, sql: &str) -> Result<()> {
        let before = self.server.enter()?;
        self.running.note(sql);
        let result = self.server.simple(sql).await;
        self.leave(before, &result, sql, control_of(sql));
        result.map(drop)
    }

    /// Start a transaction.
    ///
    /// # Errors
    /// `Kind::Interface` when one is open already.
    pub async fn begin(&mut self, isolation: Option<Isolation>) -> Result<()> {
        if self.server.state == State::InTransaction {
            return Err(already_begun());
        }
        match isolation {
            None => self.server.script("BEGIN").await,
            Some(level) => {
                let sql = format!("BEGIN ISOLATION LEVEL {}", level.standard_name()?);
                self.server.script(&sql).await
            }
        }
    }

    /// Commit an open transaction.
    ///
    /// # Errors
    /// Deferred constraints and serialization failures; the transaction is over then, too.
    pub async fn commit(&mut self) -> Result<()> {
        let result = self.server.commit().await;
        self.cursors.follow(self.server.state);
        result
    }

    /// Roll back; also brings a connection of unknown state back to idle.
    ///
    /// # Errors
    /// A lost connection.
    pub async fn rollback(&mut self) -> Result<()> {
        let result = self.server.rollback().await;
        self.cursors.follow(self.server.state);
        result
    }

    /// Ask the server for a sign of life.
    ///
    /// # Errors
    /// A lost connection.
    pub async fn ping(&mut self) -> Result<()> {
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

fn reads_committed(level: &str) -> bool {
    level == "read committed" || level == "read uncommitted"
}

fn announce<C: Column>(columns: &[C], sink: &mut dyn RowSink) -> Arc<[String]> {
    let names: Vec<&str> = columns.iter().map(Column::name).collect();
    sink.columns(&names);
    names.into_iter().map(str::to_owned).collect()
}

fn decoders_of(row: &PgRow, out: &[SqlType]) -> Vec<Decoder> {
    row.columns()
        .iter()
        .enumerate()
        .map(|(index, column)| Decoder::new(column.type_info(), planned(out, index)))
        .collect()
}

fn fill<'r>(
    row: &'r PgRow,
    decoders: &[Decoder],
    names: Option<&'r registered::Names>,
    out: &[SqlType],
    cells: &mut Vec<Cell<'r>>,
) -> Result<()> {
    for (index, decoder) in decoders.iter().enumerate() {
        let value = row.try_get_raw(index)?;
        cells.push(match value.as_bytes() {
            Ok(bytes) => match (decoder, names) {
                (Decoder::Registered { oid }, Some(names)) => names.cell(*oid, bytes),
                _ => decoder.cell(bytes, planned(out, index))?,
            },
            // The only failure of `as_bytes` is NULL.
            Err(_) => Cell::Null,
        });
    }
    Ok(())
}

/// DDL after the statement was prepared changed its columns.
fn is_stale_plan(error: &Error) -> bool {
    error.code.as_deref() == Some("0A000")
        && error
            .message
            .starts_with("cached plan must not change result type")
}
