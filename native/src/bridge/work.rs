//! The part of a call that belongs to the engine: the connection is leased, the statement runs to its end or is stopped.

use std::mem::ManuallyDrop;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use sqlmodel_rs_engine::driver::{self, Canceller, State};
use sqlmodel_rs_engine::error::{Error, Kind};
use sqlmodel_rs_engine::pool::Pooled;
use tokio::sync::Mutex;

use super::cancel::Cancel;
use super::statement::{Call, Outcome};
use crate::engine::Side;
use crate::error;
use crate::hydrate::Batch;

/// How long a cancelled statement may still take to end by itself before its server is asked to end it.
const PATIENCE: Duration = Duration::from_millis(20);

/// How long a server may take to end a statement before its connection is given up.
const GRACE: Duration = Duration::from_secs(2);

/// What ends the statement of a call from outside, from when the connection is its own.
#[derive(Default)]
pub struct Running(parking_lot::Mutex<Option<Canceller>>);

impl Running {
    /// Ask the server to end the statement; false when it was not asked, or runs nothing.
    async fn cancel(&self) -> bool {
        let canceller = self.0.lock().take();
        match canceller {
            None => false,
            Some(canceller) => tokio::time::timeout(GRACE, canceller.cancel())
                .await
                .is_ok_and(|asked| asked.unwrap_or(false)),
        }
    }
}

fn gone() -> Error {
    Error::new(Kind::Interface, "This Connection is closed")
}

/// Run a call on a borrowed connection, remembering what its transaction became.
pub async fn perform(
    pooled: &mut Pooled,
    call: Call,
    sink: &mut dyn driver::RowSink,
    in_transaction: &AtomicBool,
    running: &Running,
) -> Result<Outcome, Error> {
    if matches!(call, Call::Rollback) && !pooled.is_open() {
        // The transaction went with its connection.
        return Ok(Outcome::default());
    }
    let mut guard = pooled.lock().await?;
    if call.may_stop() {
        *running.0.lock() = guard.connection()?.canceller();
    }
    error::fault("execute");
    let result = call.perform(&mut guard, sink).await;
    in_transaction.store(guard.in_transaction(), Ordering::Release);
    result
}

/// As `perform`, for SQLite on this thread.
pub fn perform_here(
    pooled: &mut Pooled,
    call: Call,
    sink: &mut dyn driver::RowSink,
    in_transaction: &AtomicBool,
    cancel: Option<&Cancel>,
) -> Result<Outcome, Error> {
    error::guarded(|| {
        if matches!(call, Call::Rollback) && !pooled.is_open() {
            return Ok(Outcome::default());
        }
        let mut guard = pooled.lock_blocking()?;
        error::fault("execute");
        let result = match cancel {
            Some(cancel) if call.may_stop() => {
                let handle = guard.connection()?.interrupt_handle();
                let result = cancel
                    .interruptible(handle, || call.perform_here(&mut guard, sink))
                    .unwrap_or_else(|| Err(stopped()));
                if cancel.is_raised() {
                    guard.connection()?.end_interrupt();
                }
                result
            }
            _ => call.perform_here(&mut guard, sink),
        };
        in_transaction.store(guard.in_transaction(), Ordering::Release);
        result
    })
}

/// Close a connection whose statement a signal left half-way, after asking its server to end the statement.
pub async fn abandon(pooled: &mut Pooled, in_transaction: &AtomicBool, running: &Running) {
    let unknown = match pooled.lock().await {
        Ok(mut guard) => guard
            .connection()
            .is_ok_and(|connection| connection.state() == State::Unknown),
        Err(_) => false,
    };
    if unknown {
        running.cancel().await;
        pooled.invalidate().await;
        in_transaction.store(false, Ordering::Release);
    }
}

/// A share of a connection's slot; the last one to let go gives the connection back.
pub struct Lease {
    pub side: Arc<Side>,
    slot: ManuallyDrop<Arc<Mutex<Option<Pooled>>>>,
}

impl Lease {
    pub fn new(side: Arc<Side>, pooled: Pooled) -> Self {
        Lease {
            side,
            slot: ManuallyDrop::new(Arc::new(Mutex::new(Some(pooled)))),
        }
    }

    /// Return the slot; it is empty once the connection was released.
    pub fn slot(&self) -> &Mutex<Option<Pooled>> {
        &self.slot
    }
}

impl Clone for Lease {
    fn clone(&self) -> Self {
        Lease {
            side: self.side.clone(),
            slot: self.slot.clone(),
        }
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        // SAFETY: taken once, here; nothing reads the field after drop.
        let slot = unsafe { ManuallyDrop::take(&mut self.slot) };
        // Of several shares that end at once, exactly one gets the slot.
        if let Some(pooled) = Arc::into_inner(slot).and_then(Mutex::into_inner) {
            self.side.give_back(pooled);
        }
    }
}

/// The part of an awaitable call that belongs to the engine's threads.
pub struct Work {
    pub lease: Lease,
    pub in_transaction: Arc<AtomicBool>,
    pub cancel: Arc<Cancel>,
}

impl Work {
    /// Run on SQLite, on this thread of the engine.
    pub fn run_here(self, call: Call) -> (Result<Outcome, Error>, Batch) {
        let mut batch = Batch::default();
        let mut held = self.lease.slot().blocking_lock();
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

    /// Run on a server.
    pub async fn run(self, call: Call) -> (Result<Outcome, Error>, Batch) {
        let mut batch = Batch::default();
        let mut held = self.lease.slot().lock().await;
        let Some(pooled) = held.as_mut() else {
            return (Err(gone()), batch);
        };
        if self.cancel.is_raised() && call.may_stop() {
            return (Err(stopped()), batch);
        }
        let may_stop = call.may_stop();
        let running = Running::default();
        let result = {
            let work = perform(pooled, call, &mut batch, &self.in_transaction, &running);
            let mut work = std::pin::pin!(work);
            tokio::select! {
                biased;
                result = &mut work => Some(result),
                () = self.cancel.raised(), if may_stop => stop(work, &running).await,
            }
        };
        let result = match result {
            Some(result) => result,
            None => {
                pooled.invalidate().await;
                self.in_transaction.store(false, Ordering::Release);
                Err(stopped())
            }
        };
        drop(held);
        self.lease.side.heed(&result);
        (result, batch)
    }
}

/// Wait for the end of a statement nobody wants any more, with its server's help; None leaves its connection unknown.
async fn stop<T>(
    mut work: std::pin::Pin<&mut impl Future<Output = Result<T, Error>>>,
    running: &Running,
) -> Option<Result<T, Error>> {
    if let Ok(result) = tokio::time::timeout(PATIENCE, &mut work).await {
        return Some(result);
    }
    let (result, asked) = tokio::join!(tokio::time::timeout(GRACE, work), running.cancel());
    let result = result.ok()?;
    // What the server was asked to end, and was not what ended, may still be going to hit the next statement.
    let ended = result.as_ref().is_err_and(Error::is_cancellation);
    (ended || !asked).then_some(result)
}

fn stopped() -> Error {
    Error::new(Kind::Operational, "the statement was cancelled")
}
