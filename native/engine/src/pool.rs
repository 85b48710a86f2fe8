//! A pool of connections with SQLAlchemy's semantics: size, overflow, timeout, recycle, pre-ping, reset on return.
//! It spawns nothing and sets no timers; what must happen on return happens inside `release`.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use parking_lot::Mutex;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::driver::{ConnectOptions, Connection, State};
use crate::error::{Error, Kind, Result};
use crate::park::wait_watched;
use crate::transaction::Transaction;

pub use crate::park::wait;

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
    /// Take the connection that came back last, so that those not needed grow old.
    pub lifo: bool,
    pub reset: Reset,
}

/// What happens to a transaction that is open when its connection comes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reset {
    Rollback,
    Commit,
    /// It stays open for the next borrower.
    Nothing,
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
            lifo: false,
            reset: Reset::Rollback,
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

/// A connection and what the pool remembers of it.
struct Kept {
    connection: Connection,
    opened: Instant,
    generation: u64,
    serial: Serial,
}

/// Counts the connections of all pools, so that a number names one of them.
static OPENED: AtomicU64 = AtomicU64::new(0);

/// The number of a connection; it is told to those who ask when the connection is gone.
struct Serial {
    number: u64,
    closed: Arc<Closed>,
}

impl Drop for Serial {
    fn drop(&mut self) {
        if let Some(closed) = &mut *self.closed.0.lock() {
            closed.push(self.number);
        }
    }
}

/// The numbers of connections that were closed, from the first time that somebody asks.
#[derive(Default)]
struct Closed(Mutex<Option<Vec<u64>>>);

type Shared = Arc<tokio::sync::Mutex<Option<Kept>>>;

/// Gives the options for a connection that is about to be opened.
pub type Provider = Arc<dyn Fn() -> Result<ConnectOptions> + Send + Sync>;

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
    closed: Arc<Closed>,
    provider: Mutex<Option<Provider>>,
    /// Whether the server has INSERT .. RETURNING, from the first connection on.
    insert_returning: AtomicBool,
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
                closed: Arc::default(),
                provider: Mutex::new(None),
                insert_returning: AtomicBool::new(false),
            }),
        }
    }

    /// Tell whether the server has INSERT .. RETURNING; false before the first connection.
    pub fn insert_returning(&self) -> bool {
        self.inner.insert_returning.load(Ordering::Acquire)
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

    /// Take a connection at rest that can be handed out as it is; `None` where one has to be opened or waited for.
    pub fn acquire_now(&self) -> Option<Pooled> {
        if self.inner.options.kind != PoolKind::Queue || self.inner.options.pre_ping {
            return None;
        }
        let permit = match &self.inner.permits {
            None => None,
            Some(permits) => Some(permits.clone().try_acquire_owned().ok()?),
        };
        let kept = self.next_kept()?;
        if self.is_stale(&kept) {
            // Closing it waits for its server.
            self.inner.idle.lock().insert(0, kept);
            return None;
        }
        let serial = kept.serial.number;
        Some(self.hand_out(Slot::Owned(Some(kept)), serial, false, permit))
    }

    /// Take a SQLite connection on a thread without a runtime.
    ///
    /// # Errors
    /// As [`Pool::acquire`]; `Kind::Interface` for a server's pool.
    pub fn acquire_blocking(&self) -> Result<Pooled> {
        let ConnectOptions::Sqlite(sqlite) = &self.inner.connect else {
            return Err(Error::interface("acquire_blocking is for SQLite"));
        };
        let permit = match &self.inner.permits {
            None => None,
            Some(permits) => match permits.clone().try_acquire_owned() {
                Ok(permit) => Some(permit),
                Err(_) => {
                    let deadline = Instant::now().checked_add(self.inner.options.timeout);
                    let waiting = permits.clone().acquire_owned();
                    Some(self.permit_of(wait_watched(waiting, deadline, sqlite.pulse))?)
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
        if self.inner.options.kind == PoolKind::Static {
            let shared = self.inner.shared.lock().clone();
            let mut slot = shared.lock().await;
            let fresh = slot.is_none();
            if fresh {
                let mut kept = self.open().await?;
                if let Connection::Sqlite(inner) = &mut kept.connection {
                    inner.share();
                }
                *slot = Some(kept);
            }
            let serial = slot.as_ref().map_or(0, |kept| kept.serial.number);
            drop(slot);
            return Ok(self.hand_out(Slot::Shared(shared), serial, fresh, None));
        }
        while let Some(kept) = self.next_kept() {
            if let Some(kept) = self.usable(kept).await {
                let serial = kept.serial.number;
                return Ok(self.hand_out(Slot::Owned(Some(kept)), serial, false, permit));
            }
        }
        let kept = self.open().await?;
        let serial = kept.serial.number;
        Ok(self.hand_out(Slot::Owned(Some(kept)), serial, true, permit))
    }

    async fn open(&self) -> Result<Kept> {
        let provider = self.inner.provider.lock().clone();
        let generation = self.inner.generation.load(Ordering::Acquire);
        let connection = match provider {
            None => Connection::connect(&self.inner.connect).await?,
            Some(provider) => Connection::connect(&provider()?).await?,
        };
        let known = connection.insert_returning();
        self.inner.insert_returning.store(known, Ordering::Release);
        Ok(Kept {
            connection,
            opened: Instant::now(),
            generation,
            serial: Serial {
                number: OPENED.fetch_add(1, Ordering::AcqRel) + 1,
                closed: self.inner.closed.clone(),
            },
        })
    }

    /// Ask for the options of every connection that is opened from now on.
    pub fn provide(&self, provider: Provider) {
        *self.inner.provider.lock() = Some(provider);
    }

    /// Return the numbers of the connections closed since the last call; the first call starts the record.
    pub fn take_closed(&self) -> Vec<u64> {
        self.inner
            .closed
            .0
            .lock()
            .replace(Vec::new())
            .unwrap_or_default()
    }

    /// Take the connection that rested longest, as SQLAlchemy's queue does, or the one that came back last.
    fn next_kept(&self) -> Option<Kept> {
        let mut idle = self.inner.idle.lock();
        if self.inner.options.lifo {
            idle.pop()
        } else if idle.is_empty() {
            None
        } else {
            Some(idle.remove(0))
        }
    }

    /// Tell whether a connection is older than it may be.
    fn is_stale(&self, kept: &Kept) -> bool {
        let limit = self.inner.options.recycle;
        limit.is_some_and(|limit| kept.opened.elapsed() > limit)
            || kept.generation != self.inner.generation.load(Ordering::Acquire)
    }

    async fn usable(&self, mut kept: Kept) -> Option<Kept> {
        if self.is_stale(&kept) {
            // A connection that cannot say goodbye is gone all the same.
            let _ = kept.connection.close().await;
            return None;
        }
        if self.inner.options.pre_ping && kept.connection.ping().await.is_err() {
            self.distrust();
            return None;
        }
        Some(kept)
    }

    fn hand_out(
        &self,
        slot: Slot,
        serial: u64,
        fresh: bool,
        permit: Option<OwnedSemaphorePermit>,
    ) -> Pooled {
        self.inner.checked_out.fetch_add(1, Ordering::AcqRel);
        Pooled {
            slot,
            serial,
            fresh,
            began: false,
            transaction: Transaction::default(),
            _permit: permit,
            out: CheckedOut(self.inner.checked_out.clone()),
        }
    }

    /// Give a connection back: end an open transaction, close what is lost, unknown or past the size.
    ///
    /// # Errors
    /// None today; a connection that fails to reset is closed and replaced later.
    pub async fn release(&self, pooled: Pooled) -> Result<()> {
        let Pooled {
            slot,
            serial: _,
            fresh: _,
            began,
            transaction: _,
            _permit: permit,
            out,
        } = pooled;
        match slot {
            Slot::Owned(None) => {}
            Slot::Owned(Some(mut kept)) => {
                let usable = self.reset(&mut kept.connection).await;
                // Nobody uses it any more, however long closing it may take.
                drop(out);
                if usable {
                    self.keep(kept).await;
                }
                drop(permit);
                return Ok(());
            }
            Slot::Shared(shared) => {
                drop(out);
                let last = self.inner.checked_out.load(Ordering::Acquire) == 0;
                let mut slot = shared.lock().await;
                if let Some(kept) = slot.as_mut()
                    && (last || began)
                    && !self.reset(&mut kept.connection).await
                {
                    *slot = None;
                }
                return Ok(());
            }
        }
        drop((permit, out));
        Ok(())
    }

    /// End what is open, as the options say; false when the connection cannot be used again.
    async fn reset(&self, connection: &mut Connection) -> bool {
        connection.close_cursors().await;
        match (connection.state(), self.inner.options.reset) {
            (State::Unknown, _) => false,
            (State::Idle, _) | (State::InTransaction, Reset::Nothing) => true,
            (State::InTransaction, Reset::Commit) => connection.commit().await.is_ok(),
            (State::InTransaction, Reset::Rollback) => connection.rollback().await.is_ok(),
        }
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

    /// Leave the connections at rest to whoever else has them, as a forked process does.
    pub fn abandon(&self) {
        std::mem::forget(self.retire());
    }

    fn retire(&self) -> Vec<Kept> {
        self.inner.generation.fetch_add(1, Ordering::AcqRel);
        // Holders of a shared connection keep it until they let go.
        *self.inner.shared.lock() = Shared::default();
        std::mem::take(&mut *self.inner.idle.lock())
    }

    /// Hand out no connection opened so far: a server that dropped one dropped the others too.
    pub fn distrust(&self) {
        self.inner.generation.fetch_add(1, Ordering::AcqRel);
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

enum Slot {
    Owned(Option<Kept>),
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
    serial: u64,
    /// This holder began the transaction of a shared connection.
    began: bool,
    /// The connection was opened for this holder.
    fresh: bool,
    transaction: Transaction,
    _permit: Option<OwnedSemaphorePermit>,
    out: CheckedOut,
}

impl Pooled {
    /// Take the connection for one statement; on a shared connection others wait meanwhile.
    ///
    /// # Errors
    /// `Kind::Interface` after `invalidate`.
    pub async fn lock(&mut self) -> Result<Guard<'_>> {
        let transaction = &mut self.transaction;
        let kind = match &mut self.slot {
            Slot::Owned(Some(kept)) => GuardKind::Owned(&mut kept.connection),
            Slot::Owned(None) => return Err(closed()),
            Slot::Shared(shared) => {
                let slot = shared.lock().await;
                let before = slot.as_ref().map(state_of).ok_or_else(closed)?;
                GuardKind::Shared {
                    slot,
                    began: &mut self.began,
                    before,
                }
            }
        };
        Ok(Guard { kind, transaction })
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
        self.transaction = Transaction::default();
        match &mut self.slot {
            Slot::Owned(connection) => drop(connection.take()),
            Slot::Shared(shared) => drop(shared.lock().await.take()),
        }
    }

    /// Return the connection's number; no other one of this process has it.
    pub fn serial(&self) -> u64 {
        self.serial
    }

    /// Return true for a connection of this holder alone whose database knows of no transaction.
    pub fn is_at_rest(&self) -> bool {
        matches!(&self.slot, Slot::Owned(Some(kept)) if kept.connection.state() == State::Idle)
    }

    /// Return true when the connection was opened for this holder.
    pub fn is_fresh(&self) -> bool {
        self.fresh
    }

    /// Take the connection out of the pool: it is closed when it is given back, and another one may take its place.
    pub fn detach(&mut self) {
        self.retire();
        if matches!(self.slot, Slot::Owned(Some(_))) {
            self._permit = None;
        }
    }

    /// Let the connection be used to the end of this borrowing: it is closed when it is given back.
    pub fn retire(&mut self) {
        if let Slot::Owned(Some(kept)) = &mut self.slot {
            kept.generation = u64::MAX;
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

fn state_of(kept: &Kept) -> State {
    kept.connection.state()
}

fn closed() -> Error {
    Error::interface("This Connection is closed")
}

enum GuardKind<'p> {
    Owned(&'p mut Connection),
    Shared {
        slot: tokio::sync::MutexGuard<'p, Option<Kept>>,
        began: &'p mut bool,
        before: State,
    },
}

/// The connection, for one statement.
pub struct Guard<'p> {
    kind: GuardKind<'p>,
    transaction: &'p mut Transaction,
}

impl Guard<'_> {
    /// Borrow the connection itself, past the borrower's transaction.
    ///
    /// # Errors
    /// `Kind::Interface` when it was closed.
    pub fn connection(&mut self) -> Result<&mut Connection> {
        self.parts().map(|(connection, _)| connection)
    }

    /// Borrow the connection and the borrower's transaction.
    pub(crate) fn parts(&mut self) -> Result<(&mut Connection, &mut Transaction)> {
        let connection = match &mut self.kind {
            GuardKind::Owned(connection) => connection,
            GuardKind::Shared { slot, .. } => &mut slot.as_mut().ok_or_else(closed)?.connection,
        };
        Ok((connection, self.transaction))
    }

    pub(crate) fn transaction(&self) -> &Transaction {
        self.transaction
    }

    /// Return what the connection knows of its transaction.
    pub fn state(&self) -> State {
        match &self.kind {
            GuardKind::Owned(connection) => connection.state(),
            GuardKind::Shared { slot, .. } => slot.as_ref().map_or(State::Idle, state_of),
        }
    }
}

impl Drop for Guard<'_> {
    fn drop(&mut self) {
        if let GuardKind::Shared {
            slot,
            began,
            before,
        } = &mut self.kind
        {
            let after = slot.as_ref().map_or(State::Idle, state_of);
            match (*before, after) {
                (State::Idle, State::InTransaction) => **began = true,
                (_, State::Idle) => **began = false,
                _ => {}
            }
        }
    }
}
