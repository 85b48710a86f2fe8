//! `Connection`: one borrowed database connection with blocking and awaitable calls.

mod control;
pub mod describe;
pub mod function;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use pyo3::prelude::*;
use sqlmodel_rs_engine::Dialect;
use sqlmodel_rs_engine::pool::Pooled;

use crate::bridge::answer::{Describe, Outcomes, RowsAnswer, finish};
use crate::bridge::awaitable::Operation;
use crate::bridge::blocking::{self, Chunks};
use crate::bridge::cancel::Cancel;
use crate::bridge::direct;
use crate::bridge::prepared::Prepared;
use crate::bridge::queue::Queues;
use crate::bridge::request::Request;
use crate::bridge::statement::{self, Call, Outcome, Params};
use crate::bridge::work::{Lease, Running, Work, abandon, perform, perform_here};
use crate::convert::codec::{self, Codec};
use crate::engine::{Level, Mode, Nothing, Side, awaited};
use crate::error;
use crate::flush::RowBatch;
use crate::hydrate::{Batch, Builder, Shape};
use crate::identity::IdentityMap;
use crate::lower::Compiled;

/// The connection as tasks and threads share it.
struct Shared {
    lease: Lease,
    /// The thread inside a blocking call, as a non-zero number.
    owner: AtomicU64,
    in_transaction: Arc<AtomicBool>,
}

/// A connection taken from an engine's pool.
#[pyclass(frozen, module = "sqlmodel_rs._native")]
pub struct Connection {
    shared: Shared,
    level: Level,
    queues: Arc<Queues>,
    codec: Option<Arc<Codec>>,
    fresh: bool,
    serial: u64,
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
        if self.lease.side.is_inherited() {
            return Err(error::named(
                py,
                "InvalidRequestError",
                "this Connection belongs to the parent process; open a new one after fork",
            ));
        }
        let slot = match self.lease.slot().try_lock() {
            Ok(slot) => slot,
            Err(_) if self.owner.load(Ordering::Acquire) == this_thread() => {
                return Err(error::named(
                    py,
                    "InvalidRequestError",
                    "this Connection is running a statement on this thread already",
                ));
            }
            Err(_) => direct::without_lock(py, || self.lease.slot().blocking_lock()),
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

impl Connection {
    pub fn new(
        side: Arc<Side>,
        pooled: Pooled,
        level: Level,
        queues: Arc<Queues>,
        codec: Option<Arc<Codec>>,
    ) -> Self {
        let (fresh, serial) = (pooled.is_fresh(), pooled.serial());
        let shared = Shared {
            lease: Lease::new(side, pooled),
            owner: AtomicU64::new(0),
            in_transaction: Arc::default(),
        };
        Connection {
            shared,
            level,
            queues,
            codec,
            fresh,
            serial,
        }
    }

    fn dialect(&self) -> Dialect {
        self.shared.lease.side.dialect
    }

    fn request(
        &self,
        compiled: &Bound<'_, Compiled>,
        params: Option<&Bound<'_, PyAny>>,
        identity: Option<Py<IdentityMap>>,
        populate_existing: bool,
    ) -> PyResult<Request> {
        let py = compiled.py();
        let given = Params::read(params)?;
        let statement = codec::within(self.codec.as_ref(), || {
            statement::encode(py, compiled.get(), &given, self.dialect())
        })?;
        let builder = Builder::new(
            py,
            Prepared::of(py, compiled.get())?.shape(py, compiled.get())?,
            identity,
            populate_existing,
        );
        let describe = Describe {
            compiled: Some(compiled.clone().unbind()),
            sql: None,
            params: params.map(|params| params.clone().unbind()),
            batch: None,
        };
        Ok(Request {
            call: statement.call(py, compiled.get(), self.dialect())?,
            builder,
            describe,
        })
    }

    /// Make the request for the next rows of a cursor.
    fn fetch_request(
        &self,
        compiled: &Bound<'_, Compiled>,
        cursor: u64,
        count: usize,
        identity: Option<Py<IdentityMap>>,
        populate_existing: bool,
    ) -> PyResult<Request> {
        let py = compiled.py();
        let shape = Prepared::of(py, compiled.get())?.shape(py, compiled.get())?;
        Ok(Request {
            call: Call::Fetch { cursor, count },
            builder: Builder::new(py, shape, identity, populate_existing),
            describe: Describe {
                compiled: Some(compiled.clone().unbind()),
                ..Describe::nothing()
            },
        })
    }

    /// Make the request of a batch; its rows leave it.
    fn write_request(&self, batch: &Bound<'_, RowBatch>) -> PyResult<Request> {
        let py = batch.py();
        let compiled = &batch.get().shape().compiled;
        let prepared = Prepared::of(py, compiled.get())?;
        let shape = prepared.shape(py, compiled.get())?;
        Ok(Request {
            call: Call::Write(vec![batch.get().rows()?], prepared.text.clone()),
            builder: Builder::new(py, shape, None, false),
            describe: Describe {
                compiled: Some(compiled.clone_ref(py)),
                batch: Some(batch.clone().unbind()),
                ..Describe::nothing()
            },
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
            batch: None,
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
        builder.codec.clone_from(&self.codec);
        let side = &self.shared.lease.side;
        side.settle();
        let in_transaction = &*self.shared.in_transaction;
        let mut entered = self.shared.enter(py)?;
        let Some(pooled) = entered.slot.as_mut() else {
            return Err(closed(py));
        };
        // A server's rollback may have rows to read first.
        let noted = matches!(call, Call::Begin(_)) || side.dialect == Dialect::Sqlite;
        let (result, built) = if noted && call.is_a_note() && pooled.is_at_rest() {
            // Nothing is sent and nothing is waited for.
            let mut rows = Batch::default();
            (
                perform_here(pooled, call, &mut rows, in_transaction, None),
                Ok(()),
            )
        } else if side.dialect == Dialect::Sqlite {
            self.refuse_inside_build(py)?;
            direct::run(py, &mut builder, |sink| {
                perform_here(pooled, call, sink, in_transaction, None)
            })
        } else {
            let runtime = side.runtime()?;
            let chunks = Chunks::default();
            let mut sink = chunks.clone();
            let running = Running::default();
            let work = perform(pooled, call, &mut sink, in_transaction, &running);
            match blocking::wait_building(py, &runtime, work, &chunks, &mut builder) {
                Ok(result) => (result, Ok(())),
                Err(error) => {
                    runtime.block_on(abandon(pooled, in_transaction, &running));
                    (Ok(Outcome::default()), Err(error))
                }
            }
        };
        drop(entered);
        side.heed(&result);
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
            mut builder,
            describe,
        } = request;
        builder.codec.clone_from(&self.codec);
        let side = self.shared.lease.side.clone();
        side.settle();
        let runtime = side.runtime()?;
        let cancel = Cancel::on(runtime.handle().clone());
        let work = Work {
            lease: self.shared.lease.clone(),
            in_transaction: self.shared.in_transaction.clone(),
            cancel: cancel.clone(),
        };
        if call.is_a_note() && self.is_at_rest() {
            // Nothing is sent and nothing is waited for: no other thread needs to see it.
            let (result, _) = work.run_here(call);
            return match result {
                Ok(_) => Ok(Operation::ended(py.None())),
                Err(error) => Err(describe.error(py, &error)),
            };
        }
        let (future, reply) = awaited(py, &self.queues)?;
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

    /// Tell whether nobody uses the connection and its database knows of no transaction.
    fn is_at_rest(&self) -> bool {
        let slot = self.shared.lease.slot().try_lock();
        slot.is_ok_and(|slot| slot.as_ref().is_some_and(Pooled::is_at_rest))
    }

    /// Give the connection back, on this thread.
    fn let_go(&self, py: Python<'_>) -> PyResult<()> {
        let side = &self.shared.lease.side;
        if side.is_inherited() {
            if let Ok(mut slot) = self.shared.lease.slot().try_lock() {
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
        error::fault("release");
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

    /// Answer None at once, to be awaited.
    fn nothing(&self, py: Python<'_>) -> PyResult<Operation> {
        let (future, reply) = awaited(py, &self.queues)?;
        reply.send(Nothing);
        Ok(Operation::new(future, Arc::default()))
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
        let py = compiled.py();
        error::shielded(py, || {
            let request = self.request(compiled, params, identity, populate_existing)?;
            self.run(py, request)
        })
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
        let py = compiled.py();
        error::shielded(py, || {
            let request = self.request(compiled, params, identity, populate_existing)?;
            self.start(py, request)
        })
    }

    /// Write the rows of a batch.
    fn write(&self, batch: &Bound<'_, RowBatch>) -> PyResult<Outcomes> {
        let py = batch.py();
        error::shielded(py, || {
            let request = self.write_request(batch)?;
            self.run(py, request)
        })
    }

    /// Write the rows of a batch; await the result.
    fn write_async(&self, batch: &Bound<'_, RowBatch>) -> PyResult<Operation> {
        let py = batch.py();
        error::shielded(py, || {
            let request = self.write_request(batch)?;
            self.start(py, request)
        })
    }

    /// Run a compiled statement whose rows are fetched bit by bit; `cursor` of the result is what to fetch by.
    #[pyo3(signature = (compiled, params=None))]
    fn open_cursor(
        &self,
        compiled: &Bound<'_, Compiled>,
        params: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Outcomes> {
        let py = compiled.py();
        error::shielded(py, || {
            let request = self.request(compiled, params, None, false)?;
            self.run(py, request.opening())
        })
    }

    /// Run a compiled statement whose rows are fetched bit by bit; await the result.
    #[pyo3(signature = (compiled, params=None))]
    fn open_cursor_async(
        &self,
        compiled: &Bound<'_, Compiled>,
        params: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Operation> {
        let py = compiled.py();
        error::shielded(py, || {
            let request = self.request(compiled, params, None, false)?;
            self.start(py, request.opening())
        })
    }

    /// Fetch the next rows of a cursor; fewer than `count` are the last ones.
    #[pyo3(signature = (compiled, cursor, count, identity=None, *, populate_existing=false))]
    fn fetch(
        &self,
        compiled: &Bound<'_, Compiled>,
        cursor: u64,
        count: usize,
        identity: Option<Py<IdentityMap>>,
        populate_existing: bool,
    ) -> PyResult<Outcomes> {
        let py = compiled.py();
        error::shielded(py, || {
            let request =
                self.fetch_request(compiled, cursor, count, identity, populate_existing)?;
            self.run(py, request)
        })
    }

    /// Fetch the next rows of a cursor; await them.
    #[pyo3(signature = (compiled, cursor, count, identity=None, *, populate_existing=false))]
    fn fetch_async(
        &self,
        compiled: &Bound<'_, Compiled>,
        cursor: u64,
        count: usize,
        identity: Option<Py<IdentityMap>>,
        populate_existing: bool,
    ) -> PyResult<Operation> {
        let py = compiled.py();
        error::shielded(py, || {
            let request =
                self.fetch_request(compiled, cursor, count, identity, populate_existing)?;
            self.start(py, request)
        })
    }

    /// Close a cursor; one that is closed stays so.
    fn close_cursor(&self, py: Python<'_>, cursor: u64) -> PyResult<()> {
        error::shielded(py, || self.send(py, Call::Close(cursor)))
    }

    /// Close a cursor; await it.
    fn close_cursor_async(&self, py: Python<'_>, cursor: u64) -> PyResult<Operation> {
        error::shielded(py, || self.start(py, self.control(py, Call::Close(cursor))))
    }

    /// Run SQL text in the database's own placeholders.
    #[pyo3(signature = (sql, params=None))]
    fn execute_raw(
        &self,
        py: Python<'_>,
        sql: String,
        params: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Outcomes> {
        error::shielded(py, || {
            let request = self.raw_request(py, sql, params)?;
            self.run(py, request)
        })
    }

    /// Run SQL text in the database's own placeholders; await the result.
    #[pyo3(signature = (sql, params=None))]
    fn execute_raw_async(
        &self,
        py: Python<'_>,
        sql: String,
        params: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Operation> {
        error::shielded(py, || {
            let request = self.raw_request(py, sql, params)?;
            self.start(py, request)
        })
    }

    /// Start a transaction. Under AUTOCOMMIT nothing happens.
    #[pyo3(signature = (isolation=None))]
    fn begin(&self, py: Python<'_>, isolation: Option<&str>) -> PyResult<()> {
        match self.begin_call(py, isolation)? {
            Some(call) => error::shielded(py, || self.send(py, call)),
            None => Ok(()),
        }
    }

    /// Start a transaction; await it.
    #[pyo3(signature = (isolation=None))]
    fn begin_async(&self, py: Python<'_>, isolation: Option<&str>) -> PyResult<Operation> {
        match self.begin_call(py, isolation)? {
            Some(call) => error::shielded(py, || self.start(py, self.control(py, call))),
            None => self.nothing(py),
        }
    }

    /// Commit; without a transaction nothing happens.
    fn commit(&self, py: Python<'_>) -> PyResult<()> {
        error::shielded(py, || self.send(py, Call::Commit))
    }

    /// Commit; await it.
    fn commit_async(&self, py: Python<'_>) -> PyResult<Operation> {
        error::shielded(py, || self.start(py, self.control(py, Call::Commit)))
    }

    /// Commit, then give the connection back to its pool; when the commit fails, it is kept.
    fn commit_and_release(&self, py: Python<'_>) -> PyResult<()> {
        error::shielded(py, || {
            self.send(py, Call::Commit)?;
            self.let_go(py)
        })
    }

    /// Roll back; without a transaction nothing happens.
    fn rollback(&self, py: Python<'_>) -> PyResult<()> {
        error::shielded(py, || self.send(py, Call::Rollback))
    }

    /// Roll back; await it.
    fn rollback_async(&self, py: Python<'_>) -> PyResult<Operation> {
        error::shielded(py, || self.start(py, self.control(py, Call::Rollback)))
    }

    /// Give the connection back to its pool, rolling back what is open. A second call does nothing.
    fn release(&self, py: Python<'_>) -> PyResult<()> {
        error::shielded(py, || self.let_go(py))
    }

    /// Give the connection back to its pool; await it.
    fn release_async(&self, py: Python<'_>) -> PyResult<Operation> {
        let side = self.shared.lease.side.clone();
        let lease = self.shared.lease.clone();
        let in_transaction = self.shared.in_transaction.clone();
        if self.is_at_rest()
            && let Ok(mut slot) = lease.slot().try_lock()
            && let Some(pooled) = slot.take()
        {
            in_transaction.store(false, Ordering::Release);
            let Some(work) = side.give_back_now(pooled)? else {
                return Ok(Operation::ended(py.None()));
            };
            let (future, reply) = awaited(py, &self.queues)?;
            side.runtime()?.spawn(async move {
                work.await;
                reply.send(Nothing);
            });
            return Ok(Operation::new(future, Arc::default()));
        }
        let (future, reply) = awaited(py, &self.queues)?;
        side.runtime()?.spawn(async move {
            let taken = lease.slot().lock().await.take();
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
        let runtime = self.shared.lease.side.runtime()?;
        let side = &self.shared.lease.side;
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

    /// Take the connection out of its pool: it is closed when it is given back.
    fn detach(&self, py: Python<'_>) -> PyResult<()> {
        let mut entered = self.shared.enter(py)?;
        if let Some(pooled) = entered.slot.as_mut() {
            pooled.detach();
        }
        Ok(())
    }

    /// Close the connection when it is given back; until then it is used as before.
    fn retire(&self, py: Python<'_>) -> PyResult<()> {
        let mut entered = self.shared.enter(py)?;
        if let Some(pooled) = entered.slot.as_mut() {
            pooled.retire();
        }
        Ok(())
    }

    /// Whether a transaction is open, or may be; what the parent process has open is none of a forked child's.
    #[getter]
    fn in_transaction(&self) -> bool {
        self.shared.in_transaction.load(Ordering::Acquire) && !self.shared.lease.side.is_inherited()
    }

    /// The connection's number; no other one of this process has it.
    #[getter]
    fn serial(&self) -> u64 {
        self.serial
    }

    /// Whether the connection was opened when it was taken from the pool, and not before.
    #[getter]
    fn fresh(&self) -> bool {
        self.fresh
    }

    /// Whether the connection was given back or closed.
    #[getter]
    fn closed(&self) -> bool {
        self.shared
            .lease
            .slot()
            .try_lock()
            .is_ok_and(|slot| slot.as_ref().is_none_or(|pooled| !pooled.is_open()))
    }
}
