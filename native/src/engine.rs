//! `Engine`: where connections come from. Owns the pools and, made on first use, the runtimes of blocking and of awaitable calls.

use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use pyo3::exceptions::{PyRuntimeError, PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyFloat, PyInt, PyString};
use sqlmodel_rs_engine::Dialect;
use sqlmodel_rs_engine::driver::{ConnectOptions, Isolation, ServerOptions};
use sqlmodel_rs_engine::error::{Error, Kind};
use sqlmodel_rs_engine::pool::{Pool, PoolKind, PoolOptions, Pooled, Provider, Reset};
use tokio::runtime::{Builder, Runtime};

use crate::bridge::awaitable::Operation;
use crate::bridge::blocking;
use crate::bridge::cancel::Cancel;
use crate::bridge::direct;
use crate::bridge::queue::{Answer, LoopQueue, Queues, Reply};
use crate::connection::{Connection, function};
use crate::convert::codec::Codec;
use crate::error;
use crate::process;

/// How a transaction starts when nobody says otherwise.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Level {
    Default,
    /// Every statement commits itself; `begin` does nothing.
    Autocommit,
    Isolated(Isolation),
}

impl Level {
    /// Read a level as SQLAlchemy spells it.
    pub fn parse(py: Python<'_>, text: Option<&str>) -> PyResult<Level> {
        match text {
            None => Ok(Level::Default),
            Some(text) if text.eq_ignore_ascii_case("AUTOCOMMIT") => Ok(Level::Autocommit),
            Some(text) => match Isolation::parse(text) {
                Ok(level) => Ok(Level::Isolated(level)),
                Err(error) => Err(error::named(py, "ArgumentError", &error.message)),
            },
        }
    }
}

/// Who waits for the calls of a side.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    Blocking,
    Awaitable,
}

/// A pool with the runtime its sockets belong to. Connections never cross from one side to another.
pub struct Side {
    pub dialect: Dialect,
    pub mode: Mode,
    pub pool: Pool,
    runtime: Mutex<Option<Arc<Runtime>>>,
    /// The process that opened the connections.
    process: u32,
    /// Connections whose return has to wait until this thread has left a statement.
    deferred: Mutex<Vec<Pooled>>,
}

impl Side {
    fn new(dialect: Dialect, mode: Mode, pool: Pool) -> Arc<Side> {
        let deferred = Mutex::new(Vec::new());
        Arc::new(Side {
            dialect,
            mode,
            pool,
            runtime: Mutex::new(None),
            process: process::id(),
            deferred,
        })
    }

    /// Return the runtime, made on first use.
    pub fn runtime(&self) -> PyResult<Arc<Runtime>> {
        let mut slot = self.runtime.lock();
        if let Some(runtime) = &*slot {
            return Ok(runtime.clone());
        }
        let built = match self.mode {
            Mode::Blocking => Builder::new_current_thread().enable_all().build(),
            Mode::Awaitable => Builder::new_multi_thread()
                .worker_threads(1)
                .thread_name("sqlmodel_rs")
                .enable_all()
                .build(),
        };
        let runtime = Arc::new(built.map_err(|error| {
            PyRuntimeError::new_err(format!("no runtime could be started: {error}"))
        })?);
        *slot = Some(runtime.clone());
        Ok(runtime)
    }

    /// Tell whether this process is a fork of the one that opened the connections.
    pub fn is_inherited(&self) -> bool {
        self.process != process::id()
    }

    /// Draw the consequence of a lost connection: those at rest are as old, and are not trusted any more.
    pub fn heed<T>(&self, result: &Result<T, Error>) {
        if result.as_ref().is_err_and(|error| error.fatal) {
            self.pool.distrust();
        }
    }

    /// Give a connection back on the calling thread; failures close it.
    pub fn give_back(&self, pooled: Pooled) {
        if self.is_inherited() {
            std::mem::forget(pooled);
            return;
        }
        if self.dialect == Dialect::Sqlite {
            if direct::is_building() {
                self.deferred.lock().push(pooled);
                return;
            }
            let _ = error::guarded(|| self.pool.release_blocking(pooled));
            return;
        }
        let Ok(runtime) = self.runtime() else { return };
        let pool = self.pool.clone();
        match self.mode {
            Mode::Awaitable => {
                runtime.spawn(async move { pool.release(pooled).await });
            }
            Mode::Blocking if tokio::runtime::Handle::try_current().is_ok() => drop(pooled),
            Mode::Blocking => {
                let _ = error::guarded(|| {
                    // Without an answer in time the connection is dropped, which closes it.
                    runtime.block_on(async {
                        let _ = tokio::time::timeout(Duration::from_secs(2), pool.release(pooled))
                            .await;
                    });
                    Ok(())
                });
            }
        }
    }

    /// Give an idle connection back on the calling thread, which must not wait: what takes longer is returned, to be
    /// awaited elsewhere.
    pub fn give_back_now(
        &self,
        pooled: Pooled,
    ) -> PyResult<Option<impl Future<Output = ()> + Send + 'static>> {
        let runtime = self.runtime()?;
        let pool = self.pool.clone();
        let mut work = Box::pin(async move {
            // A connection that cannot be reset is closed by the pool.
            let _ = pool.release(pooled).await;
        });
        let _context = runtime.enter();
        let waker = std::task::Waker::noop();
        let done = work
            .as_mut()
            .poll(&mut std::task::Context::from_waker(waker))
            .is_ready();
        Ok(if done { None } else { Some(work) })
    }

    /// Give back what could not be given back earlier.
    pub fn settle(&self) {
        if direct::is_building() {
            return;
        }
        let waiting = std::mem::take(&mut *self.deferred.lock());
        for pooled in waiting {
            let _ = error::guarded(|| self.pool.release_blocking(pooled));
        }
    }
}

impl Drop for Side {
    fn drop(&mut self) {
        let Some(runtime) = self.runtime.lock().take() else {
            return;
        };
        if self.is_inherited() {
            // The parent's threads and sockets are not ours to stop.
            std::mem::forget(runtime);
            return;
        }
        if let Some(runtime) = Arc::into_inner(runtime) {
            runtime.shutdown_background();
        }
    }
}

struct Sides {
    process: u32,
    blocking: Arc<Side>,
    awaitable: Arc<Side>,
}

/// A database, its pools and its options. Nothing is opened before the first connection is asked for.
#[pyclass(frozen, module = "sqlmodel_rs._native")]
pub struct Engine {
    dialect: Dialect,
    connect: ConnectOptions,
    pool: PoolOptions,
    level: Level,
    sides: Mutex<Sides>,
    queues: Arc<Queues>,
    codec: Option<Arc<Codec>>,
    /// What a listener raised while a connection was about to be opened.
    refused: Arc<Mutex<Option<PyErr>>>,
    /// Where the connections of blocking callers come from: an asynchronous engine's are awaited afterwards.
    mode: Mode,
}

impl Sides {
    fn new(dialect: Dialect, pool: &PoolOptions, connect: &ConnectOptions) -> Sides {
        let first = Pool::new(pool.clone(), connect.clone());
        // SQLite connections belong to no runtime, and a database in memory must be one for both sides.
        let second = if dialect == Dialect::Sqlite {
            first.clone()
        } else {
            Pool::new(pool.clone(), connect.clone())
        };
        Sides {
            process: process::id(),
            blocking: Side::new(dialect, Mode::Blocking, first),
            awaitable: Side::new(dialect, Mode::Awaitable, second),
        }
    }
}

impl Engine {
    fn side(&self, mode: Mode) -> Arc<Side> {
        let mut sides = self.sides.lock();
        if sides.process != process::id() {
            let inherited = std::mem::replace(
                &mut *sides,
                Sides::new(self.dialect, &self.pool, &self.connect),
            );
            // A forked child shares its parent's sockets: closing them would end the parent's sessions.
            std::mem::forget(inherited);
        }
        match mode {
            Mode::Blocking => sides.blocking.clone(),
            Mode::Awaitable => sides.awaitable.clone(),
        }
    }

    fn both(&self) -> [Arc<Side>; 2] {
        [self.side(Mode::Blocking), self.side(Mode::Awaitable)]
    }
}

fn option<'py, T: FromPyObjectOwned<'py>>(
    options: &Bound<'py, PyDict>,
    name: &str,
) -> PyResult<Option<T>> {
    match options.get_item(name)? {
        Some(value) if !value.is_none() => value
            .extract::<T>()
            .map(Some)
            .map_err(|error| -> PyErr { error.into() }),
        _ => Ok(None),
    }
}

/// Write a connection option as text; flags and numbers are written as Python does.
fn option_text(name: &str, value: &Bound<'_, PyAny>) -> PyResult<Option<String>> {
    if value.is_none() {
        return Ok(None);
    }
    let plain = value.is_instance_of::<PyString>()
        || value.is_instance_of::<PyBool>()
        || value.is_instance_of::<PyInt>()
        || value.is_instance_of::<PyFloat>();
    if !plain {
        return Err(PyTypeError::new_err(format!(
            "connection option {name:?} takes text, a number or a flag, not {}",
            value.get_type().name()?
        )));
    }
    Ok(Some(value.str()?.to_str()?.to_owned()))
}

fn connect_options(dialect: Dialect, options: &Bound<'_, PyDict>) -> PyResult<ConnectOptions> {
    let mut query = Vec::new();
    for group in ["query", "connect_args"] {
        let Some(given) = option::<Bound<'_, PyAny>>(options, group)? else {
            continue;
        };
        for item in given.call_method0("items")?.try_iter()? {
            let (name, value) = item?.extract::<(String, Bound<'_, PyAny>)>()?;
            if let Some(text) = option_text(&name, &value)? {
                query.push((name, text));
            }
        }
    }
    let server = ServerOptions {
        host: option(options, "host")?,
        port: option(options, "port")?,
        username: option(options, "username")?,
        password: option(options, "password")?,
        database: option(options, "database")?,
        query,
        connect_timeout: None,
    };
    let mut connect = ConnectOptions::from_parts(dialect, server)
        .map_err(|error| error::named(options.py(), "ArgumentError", &error.message))?;
    if let ConnectOptions::Sqlite(sqlite) = &mut connect {
        sqlite.pulse = Some(direct::pulse);
        sqlite.opened = Some(function::add_standard);
    }
    Ok(connect)
}

fn seconds(value: Option<f64>) -> Option<Duration> {
    value.and_then(|value| Duration::try_from_secs_f64(value).ok())
}

fn pool_options(options: &Bound<'_, PyDict>, connect: &ConnectOptions) -> PyResult<PoolOptions> {
    let standard = PoolOptions::default();
    let kind = match option::<String>(options, "poolclass")?.as_deref() {
        Some("queue") => PoolKind::Queue,
        Some("static") => PoolKind::Static,
        Some("null") => PoolKind::Null,
        None if connect.in_memory() => PoolKind::Static,
        None => PoolKind::Queue,
        Some(other) => {
            return Err(PyValueError::new_err(format!(
                "unknown poolclass {other:?}"
            )));
        }
    };
    Ok(PoolOptions {
        kind,
        size: option(options, "pool_size")?.unwrap_or(standard.size),
        max_overflow: option(options, "max_overflow")?.unwrap_or(standard.max_overflow),
        timeout: seconds(option(options, "pool_timeout")?).unwrap_or(standard.timeout),
        // -1 means never, and is no duration.
        recycle: seconds(option(options, "pool_recycle")?),
        pre_ping: option(options, "pool_pre_ping")?.unwrap_or(false),
        lifo: option(options, "pool_use_lifo")?.unwrap_or(false),
        reset: match option::<String>(options, "pool_reset_on_return")?.as_deref() {
            None | Some("rollback") => Reset::Rollback,
            Some("commit") => Reset::Commit,
            Some("none") => Reset::Nothing,
            Some(other) => {
                return Err(PyValueError::new_err(format!(
                    "unknown pool_reset_on_return {other:?}"
                )));
            }
        },
    })
}

const OPTIONS: [&str; 19] = [
    "database",
    "host",
    "port",
    "username",
    "password",
    "query",
    "poolclass",
    "pool_size",
    "max_overflow",
    "pool_timeout",
    "pool_recycle",
    "pool_pre_ping",
    "pool_use_lifo",
    "pool_reset_on_return",
    "isolation_level",
    "connect_args",
    "json_serializer",
    "json_deserializer",
    "echo",
];

#[pymethods]
impl Engine {
    #[new]
    #[pyo3(signature = (backend, options=None, *, awaited=false))]
    fn new(
        py: Python<'_>,
        backend: &str,
        options: Option<Bound<'_, PyDict>>,
        awaited: bool,
    ) -> PyResult<Self> {
        let dialect = match backend {
            "sqlite" => Dialect::Sqlite,
            "postgresql" => Dialect::Postgres,
            "mysql" | "mariadb" => Dialect::Mysql,
            other => return Err(PyValueError::new_err(format!("unknown backend {other:?}"))),
        };
        let options = options.unwrap_or_else(|| PyDict::new(py));
        for name in options.keys() {
            let name: String = name.extract()?;
            if !OPTIONS.contains(&name.as_str()) {
                return Err(PyTypeError::new_err(format!(
                    "unknown engine option {name:?}"
                )));
            }
        }
        let connect = connect_options(dialect, &options)?;
        let pool = pool_options(&options, &connect)?;
        let level = Level::parse(
            py,
            option::<String>(&options, "isolation_level")?.as_deref(),
        )?;
        let codec = Codec {
            dumps: option(&options, "json_serializer")?,
            loads: option(&options, "json_deserializer")?,
        };
        let codec = (codec.dumps.is_some() || codec.loads.is_some()).then(|| Arc::new(codec));
        let sides = Mutex::new(Sides::new(dialect, &pool, &connect));
        Ok(Engine {
            dialect,
            connect,
            pool,
            level,
            sides,
            queues: Arc::default(),
            codec,
            refused: Arc::default(),
            mode: if awaited {
                Mode::Awaitable
            } else {
                Mode::Blocking
            },
        })
    }

    /// Whether the server has INSERT .. RETURNING; False before the first connection.
    #[getter]
    fn insert_returning(&self) -> bool {
        self.both().iter().any(|side| side.pool.insert_returning())
    }

    /// Take a connection from the pool, waiting for one up to the pool's timeout.
    fn acquire(&self, py: Python<'_>) -> PyResult<Connection> {
        let side = self.side(self.mode);
        side.settle();
        let at_hand = error::shielded(py, || Ok(side.pool.acquire_now()))?;
        let acquired = if let Some(pooled) = at_hand {
            Ok(pooled)
        } else if self.dialect == Dialect::Sqlite {
            let (acquired, interrupted) =
                direct::watched(py, || error::guarded(|| side.pool.acquire_blocking()));
            if let Err(error) = interrupted {
                if let Ok(pooled) = acquired {
                    side.give_back(pooled);
                }
                return Err(error);
            }
            acquired
        } else {
            let runtime = side.runtime()?;
            error::shielded(py, || blocking::wait(py, &runtime, side.pool.acquire()))?
        };
        let pooled = acquired.map_err(|error| match self.refused.lock().take() {
            Some(refused) => refused,
            None => error::from_engine(py, &error, None, None),
        })?;
        Ok(Connection::new(
            side,
            pooled,
            self.level,
            self.queues.clone(),
            self.codec.clone(),
        ))
    }

    /// Take a connection; await the answer.
    fn acquire_async(&self, py: Python<'_>) -> PyResult<Operation> {
        let side = self.side(Mode::Awaitable);
        side.settle();
        let (level, queues) = (self.level, self.queues.clone());
        let (refused, codec) = (self.refused.clone(), self.codec.clone());
        if let Some(pooled) = side.pool.acquire_now() {
            let connection = Connection::new(side, pooled, level, queues, codec);
            return Ok(Operation::ended(Py::new(py, connection)?.into_any()));
        }
        let (future, reply) = awaited(py, &self.queues)?;
        side.runtime()?.spawn(async move {
            let acquired = side.pool.acquire().await;
            let acquired = acquired.map(|pooled| Acquired::new(side, pooled, level, queues, codec));
            reply.send(AcquireAnswer(Some(acquired), refused));
        });
        Ok(Operation::new(future, Arc::new(Cancel::default())))
    }

    /// Close the connections at rest; those in use are closed when they come back. The engine stays usable.
    fn dispose(&self, py: Python<'_>) -> PyResult<()> {
        for side in self.both() {
            side.settle();
            if self.dialect == Dialect::Sqlite || side.mode == Mode::Awaitable {
                direct::without_lock(py, || {
                    error::guarded(|| {
                        side.pool.dispose_blocking();
                        Ok(())
                    })
                })
                .map_err(|error| error::from_engine(py, &error, None, None))?;
            } else {
                blocking::wait(py, &*side.runtime()?, side.pool.dispose())?;
            }
        }
        Ok(())
    }

    /// Forget the connections at rest without closing them: they belong to the parent of this process, too.
    fn abandon(&self) {
        for side in self.both() {
            side.pool.abandon();
        }
    }

    /// Close the connections at rest; await the end of it.
    fn dispose_async(&self, py: Python<'_>) -> PyResult<Operation> {
        let side = self.side(Mode::Awaitable);
        let (future, reply) = awaited(py, &self.queues)?;
        side.runtime()?.spawn(async move {
            side.pool.dispose().await;
            reply.send(Nothing);
        });
        Ok(Operation::new(future, Arc::new(Cancel::default())))
    }

    /// Call `options` for every connection that is opened from now on; it returns what the engine was made with.
    fn on_connect(&self, options: Py<PyAny>) {
        let options = Arc::new(options);
        for side in self.both() {
            let (dialect, options) = (self.dialect, options.clone());
            let refused = self.refused.clone();
            let provider: Provider = Arc::new(move || {
                let ask = |py: Python<'_>| -> PyResult<ConnectOptions> {
                    let given = options.bind(py).call0()?.cast_into::<PyDict>()?;
                    connect_options(dialect, &given)
                };
                // Outside a runtime this is a blocking call to SQLite, whose lock was released behind pyo3's back.
                let asked = match tokio::runtime::Handle::try_current() {
                    Ok(_) => Python::attach(ask),
                    Err(_) => direct::with_lock(ask),
                };
                asked.map_err(|error| {
                    *refused.lock() = Some(error);
                    Error::new(Kind::Connect, "a listener refused to connect")
                })
            });
            side.pool.provide(provider);
        }
    }

    /// Return the numbers of connections closed since the last call; the first call starts the record.
    fn take_closed(&self) -> Vec<u64> {
        let [first, second] = self.both();
        let mut closed = first.pool.take_closed();
        if self.dialect != Dialect::Sqlite {
            closed.extend(second.pool.take_closed());
        }
        closed
    }

    /// Return the pool's numbers: size, checked_in, checked_out, overflow.
    fn pool_status<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let [first, second] = self.both();
        let mut status = first.pool.status();
        if self.dialect != Dialect::Sqlite {
            let other = second.pool.status();
            status.overflow +=
                i64::try_from(other.checked_in + other.checked_out).unwrap_or(i64::MAX);
            status.checked_in += other.checked_in;
            status.checked_out += other.checked_out;
        }
        let answer = PyDict::new(py);
        answer.set_item("size", status.size)?;
        answer.set_item("checked_in", status.checked_in)?;
        answer.set_item("checked_out", status.checked_out)?;
        answer.set_item("overflow", status.overflow)?;
        Ok(answer)
    }
}

/// A connection on the way to whoever awaits it; dropped on the way, it goes back to its pool.
struct Acquired(Option<Making>);

/// What a Python connection is made of.
type Making = (Arc<Side>, Pooled, Level, Arc<Queues>, Option<Arc<Codec>>);

impl Acquired {
    fn new(
        side: Arc<Side>,
        pooled: Pooled,
        level: Level,
        queues: Arc<Queues>,
        codec: Option<Arc<Codec>>,
    ) -> Self {
        Acquired(Some((side, pooled, level, queues, codec)))
    }
}

impl Drop for Acquired {
    fn drop(&mut self) {
        if let Some((side, pooled, ..)) = self.0.take() {
            side.give_back(pooled);
        }
    }
}

struct AcquireAnswer(Option<Result<Acquired, Error>>, Arc<Mutex<Option<PyErr>>>);

impl Answer for AcquireAnswer {
    fn advance(
        &mut self,
        py: Python<'_>,
        _deadline: std::time::Instant,
    ) -> PyResult<Option<Py<PyAny>>> {
        match self.0.take() {
            Some(Ok(mut acquired)) => match acquired.0.take() {
                Some((side, pooled, level, queues, codec)) => {
                    let connection = Connection::new(side, pooled, level, queues, codec);
                    Ok(Some(Py::new(py, connection)?.into_any()))
                }
                None => Ok(Some(py.None())),
            },
            Some(Err(error)) => Err(match self.1.lock().take() {
                Some(refused) => refused,
                None => error::from_engine(py, &error, None, None),
            }),
            None => Ok(Some(py.None())),
        }
    }
}

/// The answer None.
pub struct Nothing;

impl Answer for Nothing {
    fn advance(
        &mut self,
        py: Python<'_>,
        _deadline: std::time::Instant,
    ) -> PyResult<Option<Py<PyAny>>> {
        Ok(Some(py.None()))
    }
}

/// Return the future and the reply of a new awaitable call.
pub fn awaited(py: Python<'_>, queues: &Queues) -> PyResult<(Py<PyAny>, Reply)> {
    let queue: Arc<LoopQueue> = queues.running(py)?;
    let future = queue.future(py)?.unbind();
    let reply = Reply::new(queue, future.clone_ref(py));
    Ok((future, reply))
}
