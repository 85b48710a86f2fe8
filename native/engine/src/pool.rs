//! A pool of connections with SQLAlchemy's semantics: size, overflow, timeout, recycle, pre-ping, reset on return.
//! It spawns nothing and sets no timers; what must happen on return happens inside `release`.

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};
use std::time::{Duration, Instant};

use parking_lot::Mutex;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::driver::{ConnectOptions, Connection, State};
use crate::error::{Error, Kind, Result};

/// How connections are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PoolKind {
    /// Up to `size` connections are kept, `max_overflow` more are opened under load.
    Queue,
    /// One connection, handed to everybody at once; each statement takes its turn.
    Static,
    /// Nothing is kept.
    Null,
}

/// The pool's numbers, as `create_engine` takes them.
#[derive(Clone, Debug)]
pub struct PoolOptions {
    pub kind: PoolKind,
    /// Connections kept; 0 keeps and opens without limit.
    pub size: usize,
    /// More connections under load; -1 is without limit.
    pub max_overflow: i64,
    pub timeout: Duration,
    /// Age at which a connection is replaced when it is taken next.
    pub recycle: Option<Duration>,
    /// Test a kept connection before it is handed out.
    pub pre_ping: bool,
}

impl Default for PoolOptions {
    fn default() -> Self {
        PoolOptions {
            kind: PoolKind::Queue,
            size: 5,
            max_overflow: 10,
            timeout: Duration::from_secs(30),
            recycle: None,
            pre_ping: false,
        }
    }
}

/// Numbers for `pool.status()`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PoolStatus {
    pub size: usize,
    /// Connections at rest in the pool.
    pub checked_in: usize,
    pub checked_out: usize,
    /// Open connections past `size`; negative while the pool is not full, as SQLAlchemy counts.
    pub overflow: i64,
}

/// A connection at rest.
struct Kept {
    connection: Connection,
    opened: Instant,
    generation: u64,
}

type Shared = Arc<tokio::sync::Mutex<Option<Connection>>>;

struct Inner {
    options: PoolOptions,
    connect: ConnectOptions,
    /// One permit for each connection that may be out at once; absent when there is no limit.
    permits: Option<Arc<Semaphore>>,
    idle: Mutex<Vec<Kept>>,
    shared: Mutex<Shared>,
    checked_out: Arc<AtomicUsize>,
    /// Raised by `dispose` and by a failed pre-ping; connections opened before are closed when they come back.
    generation: AtomicU64,
}

/// A pool; clones share it.
#[derive(Clone)]
pub struct Pool {
    inner: Arc<Inner>,
}

impl Pool {
    /// Make a pool. Nothing is opened before the first `acquire`.
    pub fn new(options: PoolOptions, connect: ConnectOptions) -> Self {
        let permits = match (
            options.kind,
            options.size,
            usize::try_from(options.max_overflow),
        ) {
            (PoolKind::Queue, size @ 1.., Ok(overflow)) => Some(Arc::new(Semaphore::new(
                size.saturating_add(overflow).min(Semaphore::MAX_PERMITS),
            ))),
            _ => None,
        };
        Pool {
            inner: Arc::new(Inner {
                options,
                connect,
                permits,
                idle: Mutex::new(Vec::new()),
                shared: Mutex::new(Shared::default()),
                checked_out: Arc::new(AtomicUsize::new(0)),
                generation: AtomicU64::new(0),
            }),
        }
    }

    /// Take a connection, waiting up to the pool's timeout. Needs a tokio runtime with time.
    ///
    /// # Errors
    /// `Kind::Timeout` when none comes back in time, `Kind::Connect` when none can be opened.
    pub async fn acquire(&self) -> Result<Pooled> {
        let permit = match &self.inner.permits {
            None => None,
            Some(permits) => match permits.clone().try_acquire_owned() {
                Ok(permit) => Some(permit),
                Err(_) => {
                    let waiting = permits.clone().acquire_owned();
                    let waited = tokio::time::timeout(self.inner.options.timeout, waiting).await;
                    Some(self.permit_of(waited.ok())?)
                }
            },
        };
        self.check_out(permit).await
    }

    /// Take a SQLite connection on a thread without a runtime.
    ///
    /// # Errors
    /// As [`Pool::acquire`]; `Kind::Interface` for a server's pool.
    pub fn acquire_blocking(&self) -> Result<Pooled> {
        if !matches!(self.inner.connect, ConnectOptions::Sqlite(_)) {
            return Err(Error::interface("acquire_blocking is for SQLite"));
        }
        let permit = match &self.inner.permits {
            None => None,
            Some(permits) => match permits.clone().try_acquire_owned() {
                Ok(permit) => Some(permit),
                Err(_) => {
                    let deadline = Instant::now().checked_add(self.inner.options.timeout);
                    Some(self.permit_of(wait(permits.clone().acquire_owned(), deadline))?)
                }
            },
        };
        // SQLite's futures never wait but for a turn on the shared connection.
        wait(self.check_out(permit), None)
            .unwrap_or_else(|| Err(Error::interface("the pool did not answer")))
    }

    fn permit_of<E>(
        &self,
        waited: Option<Result<OwnedSemaphorePermit, E>>,
    ) -> Result<OwnedSemaphorePermit> {
        match waited {
            Some(Ok(permit)) => Ok(permit),
            _ => Err(Error::new(
                Kind::Timeout,
                format!(
                    "QueuePool limit of size {} overflow {} reached, connection timed out, timeout {:.2}",
                    self.inner.options.size,
                    self.inner.options.max_overflow,
                    self.inner.options.timeout.as_secs_f64()
                ),
            )),
        }
    }

    async fn check_out(&self, permit: Option<OwnedSemaphorePermit>) -> Result<Pooled> {
        let generation = self.inner.generation.load(Ordering::Acquire);
        if self.inner.options.kind == PoolKind::Static {
            let shared = self.inner.shared.lock().clone();
            let mut slot = shared.lock().await;
            if slot.is_none() {
                let mut connection = Connection::connect(&self.inner.connect).await?;
                if let Connection::Sqlite(inner) = &mut connection {
                    inner.share();
                }
                *slot = Some(connection);
            }
            drop(slot);
            return Ok(self.hand_out(Slot::Shared(shared), Instant::now(), generation, None));
        }
        while let Some(kept) = self.next_kept() {
            if let Some(kept) = self.usable(kept).await {
                return Ok(self.hand_out(
                    Slot::Owned(Some(kept.connection)),
                    kept.opened,
                    kept.generation,
                    permit,
                ));
            }
        }
        // Read again: a failed pre-ping has raised it.
        let generation = self.inner.generation.load(Ordering::Acquire);
        let connection = Connection::connect(&self.inner.connect).await?;
        Ok(self.hand_out(
            Slot::Owned(Some(connection)),
            Instant::now(),
            generation,
            permit,
        ))
    }

    /// Take the connection that rested longest, as SQLAlchemy's queue does.
    fn next_kept(&self) -> Option<Kept> {
        let mut idle = self.inner.idle.lock();
        if idle.is_empty() {
            None
        } else {
            Some(idle.remove(0))
        }
    }

    async fn usable(&self, mut kept: Kept) -> Option<Kept> {
        let too_old = self
            .inner
            .options
            .recycle
            .is_some_and(|limit| kept.opened.elapsed() > limit);
        if too_old || kept.generation != self.inner.generation.load(Ordering::Acquire) {
            // A connection that cannot say goodbye is gone all the same.
            let _ = kept.connection.close().await;
            return None;
        }
        if self.inner.options.pre_ping && kept.connection.ping().await.is_err() {
            // A server that dropped one connection dropped the others too.
            self.inner.generation.fetch_add(1, Ordering::AcqRel);
            return None;
        }
        Some(kept)
    }

    fn hand_out(
        &self,
        slot: Slot,
        opened: Instant,
        generation: u64,
        permit: Option<OwnedSemaphorePermit>,
    ) -> Pooled {
        self.inner.checked_out.fetch_add(1, Ordering::AcqRel);
        Pooled {
            slot,
            opened,
            generation,
            began: false,
            _permit: permit,
            out: CheckedOut(self.inner.checked_out.clone()),
        }
    }

    /// Give a connection back: roll back an open transaction, close what is lost, unknown or past the size.
    ///
    /// # Errors
    /// None today; a connection that fails to reset is closed and replaced later.
    pub async fn release(&self, pooled: Pooled) -> Result<()> {
        let Pooled {
            slot,
            opened,
            generation,
            began,
            _permit: permit,
            out,
        } = pooled;
        match slot {
            Slot::Owned(None) => {}
            Slot::Owned(Some(connection)) => {
                if let Some(connection) = reset(connection).await {
                    self.keep(Kept {
                        connection,
                        opened,
                        generation,
                    })
                    .await;
                }
            }
            Slot::Shared(shared) => {
                drop(out);
                let last = self.inner.checked_out.load(Ordering::Acquire) == 0;
                let mut slot = shared.lock().await;
                if let Some(connection) = slot.as_mut()
                    && (last || began)
                    && connection.rollback().await.is_err()
                {
                    *slot = None;
                }
                return Ok(());
            }
        }
        drop((permit, out));
        Ok(())
    }

    /// Give a SQLite connection back on a thread without a runtime.
    ///
    /// # Errors
    /// As [`Pool::release`].
    pub fn release_blocking(&self, pooled: Pooled) -> Result<()> {
        wait(self.release(pooled), None).unwrap_or(Ok(()))
    }

    async fn keep(&self, kept: Kept) {
        let current = kept.generation == self.inner.generation.load(Ordering::Acquire);
        let surplus = {
            let mut idle = self.inner.idle.lock();
            let room = self.inner.options.size == 0 || idle.len() < self.inner.options.size;
            if self.inner.options.kind == PoolKind::Queue && current && room {
                idle.push(kept);
                None
            } else {
                Some(kept)
            }
        };
        if let Some(kept) = surplus {
            // A connection that cannot say goodbye is gone all the same.
            let _ = kept.connection.close().await;
        }
    }

    /// Close the connections at rest; those that are out are closed when they come back. The pool stays usable.
    pub async fn dispose(&self) {
        for kept in self.retire() {
            let _ = kept.connection.close().await;
        }
    }

    /// Close the connections at rest without telling the servers.
    pub fn dispose_blocking(&self) {
        drop(self.retire());
    }

    fn retire(&self) -> Vec<Kept> {
        self.inner.generation.fetch_add(1, Ordering::AcqRel);
        // Holders of a shared connection keep it until they let go.
        *self.inner.shared.lock() = Shared::default();
        std::mem::take(&mut *self.inner.idle.lock())
    }

    /// Return the pool's numbers.
    pub fn status(&self) -> PoolStatus {
        let checked_in = self.inner.idle.lock().len();
        let checked_out = self.inner.checked_out.load(Ordering::Acquire);
        let signed = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
        PoolStatus {
            size: self.inner.options.size,
            checked_in,
            checked_out,
            overflow: signed(checked_in + checked_out) - signed(self.inner.options.size),
        }
    }

    /// Return the options the pool was made with.
    pub fn options(&self) -> &PoolOptions {
        &self.inner.options
    }
}

/// Roll back what is open; `None` when the connection was closed instead.
async fn reset(mut connection: Connection) -> Option<Connection> {
    match connection.state() {
        State::Idle => Some(connection),
        State::InTransaction => match connection.rollback().await {
            Ok(()) => Some(connection),
            Err(_) => None,
        },
        State::Unknown => None,
    }
}

enum Slot {
    Owned(Option<Connection>),
    Shared(Shared),
}

/// Counts one connection as out for as long as it lives.
struct CheckedOut(Arc<AtomicUsize>);

impl Drop for CheckedOut {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}

/// A connection taken from a pool. Dropped without `release` it is closed, not kept.
pub struct Pooled {
    slot: Slot,
    opened: Instant,
    generation: u64,
    /// This holder began the transaction of a shared connection.
    began: bool,
    _permit: Option<OwnedSemaphorePermit>,
    out: CheckedOut,
}

impl Pooled {
    /// Take the connection for one statement; on a shared connection others wait meanwhile.
    ///
    /// # Errors
    /// `Kind::Interface` after `invalidate`.
    pub async fn lock(&mut self) -> Result<Guard<'_>> {
        match &mut self.slot {
            Slot::Owned(Some(connection)) => Ok(Guard(GuardKind::Owned(connection))),
            Slot::Owned(None) => Err(closed()),
            Slot::Shared(shared) => {
                let slot = shared.lock().await;
                let open = slot.as_ref().map(Connection::state);
                match open {
                    None => Err(closed()),
                    Some(before) => Ok(Guard(GuardKind::Shared {
                        slot,
                        began: &mut self.began,
                        before,
                    })),
                }
            }
        }
    }

    /// As [`Pooled::lock`], on a thread without a runtime.
    ///
    /// # Errors
    /// `Kind::Interface` after `invalidate`.
    pub fn lock_blocking(&mut self) -> Result<Guard<'_>> {
        wait(self.lock(), None).unwrap_or_else(|| Err(closed()))
    }

    /// Close the connection; it will not go back to the pool.
    pub async fn invalidate(&mut self) {
        match &mut self.slot {
            Slot::Owned(connection) => drop(connection.take()),
            Slot::Shared(shared) => drop(shared.lock().await.take()),
        }
    }

    /// Return false after `invalidate`.
    pub fn is_open(&self) -> bool {
        match &self.slot {
            Slot::Owned(connection) => connection.is_some(),
            Slot::Shared(shared) => shared.try_lock().map_or(true, |slot| slot.is_some()),
        }
    }
}

fn closed() -> Error {
    Error::interface("This Connection is closed")
}

enum GuardKind<'p> {
    Owned(&'p mut Connection),
    Shared {
        slot: tokio::sync::MutexGuard<'p, Option<Connection>>,
        began: &'p mut bool,
        before: State,
    },
}

/// The connection, for one statement.
pub struct Guard<'p>(GuardKind<'p>);

impl Guard<'_> {
    /// Borrow the connection.
    ///
    /// # Errors
    /// `Kind::Interface` when it was closed.
    pub fn connection(&mut self) -> Result<&mut Connection> {
        match &mut self.0 {
            GuardKind::Owned(connection) => Ok(connection),
            GuardKind::Shared { slot, .. } => slot.as_mut().ok_or_else(closed),
        }
    }
}

impl Drop for Guard<'_> {
    fn drop(&mut self) {
        if let GuardKind::Shared {
            slot,
            began,
            before,
        } = &mut self.0
        {
            let after = slot.as_ref().map_or(State::Idle, Connection::state);
            match (*before, after) {
                (State::Idle, State::InTransaction) => **began = true,
                (_, State::Idle) => **began = false,
                _ => {}
            }
        }
    }
}

/// Drives a future on the calling thread by parking it; for futures that need no runtime.
struct Parked(Thread);

impl Wake for Parked {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

fn wait<F: Future>(future: F, deadline: Option<Instant>) -> Option<F::Output> {
    let mut future = pin!(future);
    let waker = Waker::from(Arc::new(Parked(thread::current())));
    let mut context = Context::from_waker(&waker);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return Some(output);
        }
        match deadline.map(|deadline| deadline.saturating_duration_since(Instant::now())) {
            None => thread::park(),
            Some(left) if left.is_zero() => return None,
            Some(left) => thread::park_timeout(left),
        }
    }
}
