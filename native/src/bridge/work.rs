//! The part of a call that belongs to the engine: the connection is leased, the statement runs to its end or is stopped.

use std::mem::ManuallyDrop;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use sqlmodel_rs_engine::driver::{self, State};
use sqlmodel_rs_engine::error::{Error, Kind};
use sqlmodel_rs_engine::pool::Pooled;
use tokio::sync::Mutex;

use super::cancel::Cancel;
use super::statement::{Call, Outcome};
use crate::engine::Side;
use crate::error;
use crate::hydrate::Batch;

/// How long a cancelled statement may still take to end by itself before its connection is given up.
const GRACE: Duration = Duration::from_secs(2);

fn gone() -> Error {
    Error::new(Kind::Interface, "This Connection is closed")
}

/// Run a call on a borrowed connection, remembering what its transaction became.
pub async fn perform(
    pooled: &mut Pooled,
    call: Call,
    sink: &mut dyn driver::RowSink,
    in_transaction: &AtomicBool,
) -> Result<Outcome, Error> {
    if matches!(call, Call::Rollback) && !pooled.is_open() {
        // The transaction went with its connection.
        return Ok(Outcome::default());
    }
    let mut guard = pooled.lock().await?;
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
                cancel
                    .interruptible(handle, || call.perform_here(&mut guard, sink))
                    .unwrap_or_else(|| Err(stopped()))
            }
            _ => call.perform_here(&mut guard, sink),
        };
        in_transaction.store(guard.in_transaction(), Ordering::Release);
        result
    })
}

/// Close a connection whose statement a signal left half-way: its end is not waited for.
pub async fn abandon(pooled: &mut Pooled, in_transaction: &AtomicBool) {
    let unknown = match pooled.lock().await {
        Ok(mut guard) => guard
            .connection()
            .is_ok_and(|connection| connection.state() == State::Unknown),
        Err(_) => false,
    };
    if unknown {
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
                self.in_transaction.store(false, Ordering::Release);
                Err(stopped())
            }
        };
        drop(held);
        self.lease.side.heed(&result);
        (result, batch)
    }
}

fn stopped() -> Error {
    Error::new(Kind::Operational, "the statement was cancelled")
}
