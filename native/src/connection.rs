//! `Connection`: one borrowed database connection with blocking and awaitable calls, and `Result`, what a statement gave.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use pyo3::prelude::*;
use pyo3::types::{PyList, PyTuple};
use sqlmodel_rs_engine::Dialect;
use sqlmodel_rs_engine::driver::{self, State};
use sqlmodel_rs_engine::error::{Error, Kind};
use sqlmodel_rs_engine::pool::Pooled;
use tokio::sync::Mutex;

use crate::bridge::awaitable::Operation;
use crate::bridge::blocking::{self, Chunks};
use crate::bridge::cancel::Cancel;
use crate::bridge::direct;
use crate::bridge::queue::{Answer, Queues};
use crate::bridge::statement::{self, Call, Outcome, Params};
use crate::engine::{Level, Mode, Nothing, Side, awaited};
use crate::error;
use crate::hydrate::{Batch, Builder, Shape};
use crate::identity::IdentityMap;
use crate::lower::Compiled;

/// How long a cancelled statement may still take to end by itself before its connection is given up.
const GRACE: Duration = Duration::from_secs(2);

/// What a statement gave.
#[pyclass(frozen, get_all, module = "sqlmodel_rs._native", name = "Result")]
pub struct Outcomes {
    pub rowcount: u64,
    pub lastrowid: Option<i64>,
    pub keys: Py<PyTuple>,
    pub rows: Py<PyList>,
    /// A row is one value, not a tuple.
    pub single: bool,
    /// The statement returns rows, even if there are none.
    pub returns_rows: bool,
}

/// The connection as tasks and threads share it.
struct Shared {
    side: Arc<Side>,
    slot: Arc<Mutex<Option<Pooled>>>,
    /// The thread inside a blocking call, as a non-zero number.
    owner: AtomicU64,
    in_transaction: Arc<AtomicBool>,
}

impl Drop for Shared {
    fn drop(&mut self) {
        // A task that still runs holds the slot, and gives the connection back itself.
        if let Some(slot) = Arc::get_mut(&mut self.slot)
            && let Some(pooled) = slot.get_mut().take()
        {
            self.side.give_back(pooled);
        }
    }
}

/// A connection taken from an engine's pool.
#[pyclass(frozen, module = "sqlmodel_rs._native")]
pub struct Connection {
    shared: Shared,
    level: Level,
    queues: Arc<Queues>,
}

/// Everything a finished call needs to become Python objects.
struct Request {
    call: Call,
    builder: Builder,
    describe: Describe,
}

/// The statement as error messages and results show it.
struct Describe {
    compiled: Option<Py<Compiled>>,
    sql: Option<String>,
    params: Option<Py<PyAny>>,
}

impl Describe {
    fn nothing() -> Self {
        Describe {
            compiled: None,
            sql: None,
            params: None,
        }
    }

    fn error(&self, py: Python<'_>, error: &Error) -> PyErr {
        let given = self.params.as_ref().map(|params| params.bind(py).clone());
        let (sql, params) = match &self.compiled {
            None => (self.sql.as_deref(), given),
            Some(compiled) => {
                let compiled = compiled.get();
                let shown = Params::read(given.as_ref())
                    .and_then(|params| statement::shown(py, compiled, &params))
                    .ok();
                (Some(compiled.sql.as_str()), shown)
            }
        };
        error::from_engine(py, error, sql, params.as_ref())
    }
}

fn closed(py: Python<'_>) -> PyErr {
    error::named(py, "ResourceClosedError", "This Connection is closed")
}

/// Number the calling thread.
fn this_thread() -> u64 {
    thread_local! {
        static NUMBER: u64 = {
            static NEXT: AtomicU64 = AtomicU64::new(1);
            NEXT.fetch_add(1, Ordering::Relaxed)
        };
    }
    NUMBER.with(|number| *number)
}

impl Shared {
    /// Return the connection for one blocking call.
    fn enter<'s>(&'s self, py: Python<'_>) -> PyResult<Entered<'s>> {
        if self.side.is_inherited() {
            return Err(error::named(
                py,
                "InvalidRequestError",
                "this Connection belongs to the parent process; open a new one after fork",
            ));
        }
        let slot = match self.slot.try_lock() {
            Ok(slot) => slot,
            Err(_) if self.owner.load(Ordering::Acquire) == this_thread() => {
                return Err(error::named(
                    py,
                    "InvalidRequestError",
                    "this Connection is running a statement on this thread already",
                ));
            }
            Err(_) => direct::without_lock(py, || self.slot.blocking_lock()),
        };
        self.owner.store(this_thread(), Ordering::Release);
        let entered = Entered { shared: self, slot };
        if entered.slot.is_none() {
            Err(closed(py))
        } else {
            Ok(entered)
        }
    }
}

/// A blocking call's hold on the connection.
struct Entered<'s> {
    shared: &'s Shared,
    slot: tokio::sync::MutexGuard<'s, Option<Pooled>>,
}

impl Drop for Entered<'_> {
    fn drop(&mut self) {
        self.shared.owner.store(0, Ordering::Release);
    }
}

fn gone() -> Error {
    Error::new(Kind::Interface, "This Connection is closed")
}

/// Run a call on a borrowed connection, remembering what its transaction became.
async fn perform(
    pooled: &mut Pooled,
    call: Call,
    sink: &mut dyn driver::RowSink,
    in_transaction: &AtomicBool,
) -> Result<Outcome, Error> {
    let mut guard = pooled.lock().await?;
    let connection = guard.connection()?;
    let result = call.perform(connection, sink).await;
    in_transaction.store(connection.state() != State::Idle, Ordering::Release);
    result
}

/// As `perform`, for SQLite on this thread.
fn perform_here(
    pooled: &mut Pooled,
    call: Call,
    sink: &mut dyn driver::RowSink,
    in_transaction: &AtomicBool,
    cancel: Option<&Cancel>,
) -> Result<Outcome, Error> {
    error::guarded(|| {
        let mut guard = pooled.lock_blocking()?;
        let connection = guard.connection()?;
        let result = match cancel {
            Some(cancel) if call.may_stop() => {
                let handle = connection.interrupt_handle();
                cancel
                    .interruptible(handle, || call.perform_here(connection, sink))
                    .unwrap_or_else(|| Err(stopped()))
            }
            _ => call.perform_here(connection, sink),
        };
        in_transaction.store(connection.state() != State::Idle, Ordering::Release);
        result
    })
}

impl Connection {
    pub fn new(side: Arc<Side>, pooled: Pooled, level: Level, queues: Arc<Queues>) -> Self {
        let shared = Shared {
            side,
            slot: Arc::new(Mutex::new(Some(pooled))),
            owner: AtomicU64::new(0),
            in_transaction: Arc::default(),
        };
        Connection {
            shared,
            level,
            queues,
        }
    }

    fn dialect(&self) -> Dialect {
        self.shared.side.dialect
    }

    fn request(
        &self,
        compiled: &Bound<'_, Compiled>,
        params: Option<&Bound<'_, PyAny>>,
        identity: Option<Py<IdentityMap>>,
        populate_existing: bool,
    ) -> PyResult<Request> {
        let py = compiled.py();
        let statement =
            statement::encode(py, compiled.get(), &Params::read(params)?, self.dialect())?;
        let builder = Builder::new(
            py,
            Shape::of(py, compiled.get())?,
            identity,
            populate_existing,
        );
        let describe = Describe {
            compiled: Some(compiled.clone().unbind()),
            sql: None,
            params: params.map(|params| params.clone().unbind()),
        };
        Ok(Request {
            call: Call::Run(statement),
            builder,
            describe,
        })
    }

    fn raw_request(
        &self,
        py: Python<'_>,
        sql: String,
        params: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Request> {
        let statement = statement::encode_raw(sql.clone(), params)?;
        let describe = Describe {
            compiled: None,
            sql: Some(sql),
            params: params.map(|params| params.clone().unbind()),
        };
        let builder = Builder::new(py, Shape::unknown(), None, false);
        Ok(Request {
            call: Call::Run(statement),
            builder,
            describe,
        })
    }

    fn control(&self, py: Python<'_>, call: Call) -> Request {
        Request {
            call,
            builder: Builder::new(py, Shape::unknown(), None, false),
            describe: Describe::nothing(),
        }
    }

    fn begin_call(&self, py: Python<'_>, isolation: Option<&str>) -> PyResult<Option<Call>> {
        let level = match Level::parse(py, isolation)? {
            Level::Default => self.level,
            given => given,
        };
        Ok(match level {
            Level::Default => Some(Call::Begin(None)),
            Level::Autocommit => None,
            Level::Isolated(isolation) => Some(Call::Begin(Some(isolation))),
        })
    }

    /// Run a request on this thread.
    fn run(&self, py: Python<'_>, request: Request) -> PyResult<Outcomes> {
        let Request {
            call,
            mut builder,
            describe,
        } = request;
        let side = &self.shared.side;
        side.settle();
        let in_transaction = &*self.shared.in_transaction;
        let mut entered = self.shared.enter(py)?;
        let Some(pooled) = entered.slot.as_mut() else {
            return Err(closed(py));
        };
        let (result, built) = if side.dialect == Dialect::Sqlite {
            if direct::is_building()
                && side.pool.options().kind == sqlmodel_rs_engine::pool::PoolKind::Static
            {
                return Err(error::named(
                    py,
                    "InvalidRequestError",
                    "a statement was run on an in-memory database while the rows of another one were being built",
                ));
            }
            direct::run(py, &mut builder, |sink| {
                perform_here(pooled, call, sink, in_transaction, None)
            })
        } else {
            let runtime = side.runtime()?;
            let chunks = Chunks::default();
            let mut sink = chunks.clone();
            let work = perform(pooled, call, &mut sink, in_transaction);
            match blocking::wait_building(py, &runtime, work, &chunks, &mut builder) {
                Ok(result) => (result, Ok(())),
                Err(error) => (Ok(Outcome::default()), Err(error)),
            }
        };
        drop(entered);
        built?;
        match result {
            Ok(outcome) => finish(py, &describe, &mut builder, outcome),
            Err(error) => Err(describe.error(py, &error)),
        }
    }

    /// Start a request and return what to await.
    fn start(&self, py: Python<'_>, request: Request) -> PyResult<Operation> {
        let Request {
            call,
            builder,
            describe,
        } = request;
        let side = self.shared.side.clone();
        side.settle();
        let (future, reply) = awaited(py, &self.queues)?;
        let runtime = side.runtime()?;
        let cancel = Cancel::on(runtime.handle().clone());
        let work = Work {
            slot: Lease {
                side: side.clone(),
                slot: Some(self.shared.slot.clone()),
            },
            in_transaction: self.shared.in_transaction.clone(),
            cancel: cancel.clone(),
        };
        if side.dialect == Dialect::Sqlite {
            runtime.spawn_blocking(move || {
                let (result, batch) = work.run_here(call);
                reply.send(RowsAnswer {
                    result: Some(result),
                    batch,
                    at: 0,
                    builder,
                    describe,
                });
            });
        } else {
            runtime.spawn(async move {
                let (result, batch) = work.run(call).await;
                reply.send(RowsAnswer {
                    result: Some(result),
                    batch,
                    at: 0,
                    builder,
                    describe,
                });
            });
        }
        Ok(Operation::new(future, cancel))
    }

    /// Answer None at once, to be awaited.
    fn nothing(&self, py: Python<'_>) -> PyResult<Operation> {
        let (future, reply) = awaited(py, &self.queues)?;
        reply.send(Nothing);
        Ok(Operation::new(future, Arc::default()))
    }
}

/// A task's share of a connection's slot; the last one to let go gives the connection back.
struct Lease {
    side: Arc<Side>,
    slot: Option<Arc<Mutex<Option<Pooled>>>>,
}

impl Drop for Lease {
    fn drop(&mut self) {
        if let Some(slot) = self.slot.take().and_then(Arc::into_inner)
            && let Some(pooled) = slot.into_inner()
        {
            self.side.give_back(pooled);
        }
    }
}

/// The part of an awaitable call that belongs to the engine's threads.
struct Work {
    slot: Lease,
    in_transaction: Arc<AtomicBool>,
    cancel: Arc<Cancel>,
}

impl Work {
    fn run_here(self, call: Call) -> (Result<Outcome, Error>, Batch) {
        let mut batch = Batch::default();
        let Some(slot) = &self.slot.slot else {
            return (Err(gone()), batch);
        };
        let mut held = slot.blocking_lock();
        let result = match held.as_mut() {
            None => Err(gone()),
            Some(_) if self.cancel.is_raised() && call.may_stop() => Err(stopped()),
            Some(pooled) => perform_here(
                pooled,
                call,
                &mut batch,
                &self.in_transaction,
                Some(&self.cancel),
            ),
        };
        drop(held);
        (result, batch)
    }

    async fn run(self, call: Call) -> (Result<Outcome, Error>, Batch) {
        let mut batch = Batch::default();
        let Some(slot) = &self.slot.slot else {
            return (Err(gone()), batch);
        };
        let mut held = slot.lock().await;
        let Some(pooled) = held.as_mut() else {
            return (Err(gone()), batch);
        };
        if self.cancel.is_raised() && call.may_stop() {
            return (Err(stopped()), batch);
        }
        let may_stop = call.may_stop();
        let result = {
            let mut work = std::pin::pin!(perform(pooled, call, &mut batch, &self.in_transaction));
            tokio::select! {
                biased;
                result = &mut work => Some(result),
                () = self.cancel.raised(), if may_stop => tokio::time::timeout(GRACE, work).await.ok(),
            }
        };
        let result = match result {
            Some(result) => result,
            None => {
                pooled.invalidate().await;
                Err(stopped())
            }
        };
        drop(held);
        (result, batch)
    }
}

fn stopped() -> Error {
    Error::new(Kind::Operational, "the statement was cancelled")
}

/// Make the Python result of a finished statement.
fn finish(
    py: Python<'_>,
    describe: &Describe,
    builder: &mut Builder,
    outcome: Outcome,
) -> PyResult<Outcomes> {
    let returns_rows = !outcome.columns.is_empty();
    let from_database = outcome.columns;
    let keys = match &describe.compiled {
        Some(compiled) if !compiled.get().columns.is_empty() => {
            PyTuple::new(py, compiled.get().columns.iter().map(|column| &column.key))?
        }
        _ => PyTuple::new(py, &from_database)?,
    };
    if returns_rows {
        builder.columns(py, from_database);
    }
    Ok(Outcomes {
        rowcount: outcome.rowcount,
        lastrowid: outcome.lastrowid,
        keys: keys.unbind(),
        rows: builder.rows(py),
        single: builder.single(),
        returns_rows,
    })
}

/// A finished call whose rows are built on the loop's thread, a slice at a time.
struct RowsAnswer {
    result: Option<Result<Outcome, Error>>,
    batch: Batch,
    at: usize,
    builder: Builder,
    describe: Describe,
}

impl Answer for RowsAnswer {
    fn advance(&mut self, py: Python<'_>, deadline: Instant) -> PyResult<Option<Py<PyAny>>> {
        match self.result.take() {
            Some(Ok(outcome)) => {
                let enough = |built: usize| built.is_multiple_of(64) && Instant::now() >= deadline;
                self.at = self.builder.build(py, &mut self.batch, self.at, enough)?;
                if self.at < self.batch.count() {
                    self.result = Some(Ok(outcome));
                    return Ok(None);
                }
                let result = finish(py, &self.describe, &mut self.builder, outcome)?;
                Ok(Some(Py::new(py, result)?.into_any()))
            }
            Some(Err(error)) => Err(self.describe.error(py, &error)),
            None => Ok(Some(py.None())),
        }
    }
}

#[pymethods]
impl Connection {
    /// Run a compiled statement: once, or once for each dict of a list.
    #[pyo3(signature = (compiled, params=None, identity=None, *, populate_existing=false))]
    fn execute(
        &self,
        compiled: &Bound<'_, Compiled>,
        params: Option<&Bound<'_, PyAny>>,
        identity: Option<Py<IdentityMap>>,
        populate_existing: bool,
    ) -> PyResult<Outcomes> {
        let request = self.request(compiled, params, identity, populate_existing)?;
        self.run(compiled.py(), request)
    }

    /// Run a compiled statement; await the result.
    #[pyo3(signature = (compiled, params=None, identity=None, *, populate_existing=false))]
    fn execute_async(
        &self,
        compiled: &Bound<'_, Compiled>,
        params: Option<&Bound<'_, PyAny>>,
        identity: Option<Py<IdentityMap>>,
        populate_existing: bool,
    ) -> PyResult<Operation> {
        let request = self.request(compiled, params, identity, populate_existing)?;
        self.start(compiled.py(), request)
    }

    /// Run SQL text in the database's own placeholders.
    #[pyo3(signature = (sql, params=None))]
    fn execute_raw(
        &self,
        py: Python<'_>,
        sql: String,
        params: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Outcomes> {
        let request = self.raw_request(py, sql, params)?;
        self.run(py, request)
    }

    /// Run SQL text in the database's own placeholders; await the result.
    #[pyo3(signature = (sql, params=None))]
    fn execute_raw_async(
        &self,
        py: Python<'_>,
        sql: String,
        params: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Operation> {
        let request = self.raw_request(py, sql, params)?;
        self.start(py, request)
    }

    /// Start a transaction. Under AUTOCOMMIT nothing happens.
    #[pyo3(signature = (isolation=None))]
    fn begin(&self, py: Python<'_>, isolation: Option<&str>) -> PyResult<()> {
        match self.begin_call(py, isolation)? {
            Some(call) => self.run(py, self.control(py, call)).map(drop),
            None => Ok(()),
        }
    }

    /// Start a transaction; await it.
    #[pyo3(signature = (isolation=None))]
    fn begin_async(&self, py: Python<'_>, isolation: Option<&str>) -> PyResult<Operation> {
        match self.begin_call(py, isolation)? {
            Some(call) => self.start(py, self.control(py, call)),
            None => self.nothing(py),
        }
    }

    /// Commit; without a transaction nothing happens.
    fn commit(&self, py: Python<'_>) -> PyResult<()> {
        self.run(py, self.control(py, Call::Commit)).map(drop)
    }

    /// Commit; await it.
    fn commit_async(&self, py: Python<'_>) -> PyResult<Operation> {
        self.start(py, self.control(py, Call::Commit))
    }

    /// Roll back; without a transaction nothing happens.
    fn rollback(&self, py: Python<'_>) -> PyResult<()> {
        self.run(py, self.control(py, Call::Rollback)).map(drop)
    }

    /// Roll back; await it.
    fn rollback_async(&self, py: Python<'_>) -> PyResult<Operation> {
        self.start(py, self.control(py, Call::Rollback))
    }

    /// Give the connection back to its pool, rolling back what is open. A second call does nothing.
    fn release(&self, py: Python<'_>) -> PyResult<()> {
        let side = &self.shared.side;
        if side.is_inherited() {
            if let Ok(mut slot) = self.shared.slot.try_lock() {
                std::mem::forget(slot.take());
            }
            return Ok(());
        }
        let taken = match self.shared.enter(py) {
            Ok(mut entered) => entered.slot.take(),
            Err(error) if error.get_type(py).name()? == "ResourceClosedError" => None,
            Err(error) => return Err(error),
        };
        self.shared.in_transaction.store(false, Ordering::Release);
        let Some(pooled) = taken else { return Ok(()) };
        if side.dialect == Dialect::Sqlite || side.mode == Mode::Awaitable {
            direct::without_lock(py, || side.give_back(pooled));
            return Ok(());
        }
        let runtime = side.runtime()?;
        match blocking::wait(py, &runtime, side.pool.release(pooled))? {
            Ok(()) => Ok(()),
            Err(error) => Err(error::from_engine(py, &error, None, None)),
        }
    }

    /// Give the connection back to its pool; await it.
    fn release_async(&self, py: Python<'_>) -> PyResult<Operation> {
        let side = self.shared.side.clone();
        let slot = self.shared.slot.clone();
        let in_transaction = self.shared.in_transaction.clone();
        let (future, reply) = awaited(py, &self.queues)?;
        side.runtime()?.spawn(async move {
            let taken = slot.lock().await.take();
            in_transaction.store(false, Ordering::Release);
            if let Some(pooled) = taken {
                // A connection that cannot be reset is closed by the pool.
                let _ = side.pool.release(pooled).await;
            }
            reply.send(Nothing);
        });
        Ok(Operation::new(future, Arc::default()))
    }

    /// Close the connection; it does not go back to its pool.
    fn invalidate(&self, py: Python<'_>) -> PyResult<()> {
        let mut entered = self.shared.enter(py)?;
        let Some(mut pooled) = entered.slot.take() else {
            return Ok(());
        };
        drop(entered);
        self.shared.in_transaction.store(false, Ordering::Release);
        let runtime = self.shared.side.runtime()?;
        let side = &self.shared.side;
        match side.mode {
            Mode::Blocking => {
                blocking::wait(py, &runtime, async move { pooled.invalidate().await })
            }
            Mode::Awaitable => {
                runtime.spawn(async move { pooled.invalidate().await });
                Ok(())
            }
        }
    }

    /// Whether a transaction is open, or may be.
    #[getter]
    fn in_transaction(&self) -> bool {
        self.shared.in_transaction.load(Ordering::Acquire)
    }

    /// Whether the connection was given back or closed.
    #[getter]
    fn closed(&self) -> bool {
        self.shared.slot.try_lock().is_ok_and(|slot| slot.is_none())
    }
}
