//! How a running call learns that nobody waits for it any more.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use parking_lot::Mutex;
use sqlmodel_rs_engine::driver::sqlite::InterruptHandle;
use tokio::runtime::Handle;
use tokio::sync::Notify;

/// SQLite ignores an interrupt that comes before the first step, so it is repeated until the statement has ended.
const AGAIN: Duration = Duration::from_millis(20);

/// Raised once by the awaitable, seen by the task that owns the statement.
#[derive(Default)]
pub struct Cancel {
    raised: AtomicBool,
    notify: Notify,
    /// The SQLite statement that runs now; held while interrupting, so that no later statement is hit.
    running: Mutex<Option<InterruptHandle>>,
    /// Where interrupts are repeated.
    runtime: Option<Handle>,
}

impl Cancel {
    /// Make the flag of a call that may be interrupted from `runtime`.
    pub fn on(runtime: Handle) -> Arc<Self> {
        Arc::new(Cancel {
            runtime: Some(runtime),
            ..Cancel::default()
        })
    }

    /// Ask the call to stop.
    pub fn raise(self: &Arc<Self>) {
        if self.raised.swap(true, Ordering::AcqRel) {
            return;
        }
        self.notify.notify_one();
        if self.interrupt()
            && let Some(runtime) = &self.runtime
        {
            let flag = self.clone();
            runtime.spawn(async move {
                while flag.interrupt() {
                    tokio::time::sleep(AGAIN).await;
                }
            });
        }
    }

    /// Interrupt the SQLite statement of this call; false when none runs.
    fn interrupt(&self) -> bool {
        let running = self.running.lock();
        if let Some(handle) = &*running {
            handle.interrupt();
        }
        running.is_some()
    }

    /// Tell whether the call was asked to stop.
    pub fn is_raised(&self) -> bool {
        self.raised.load(Ordering::Acquire)
    }

    /// Wait until the call is asked to stop.
    pub async fn raised(&self) {
        if !self.is_raised() {
            self.notify.notified().await;
        }
    }

    /// Run work that `handle` can interrupt; None when the call was asked to stop before.
    pub fn interruptible<T>(
        &self,
        handle: Option<InterruptHandle>,
        work: impl FnOnce() -> T,
    ) -> Option<T> {
        struct Clear<'c>(&'c Cancel);
        impl Drop for Clear<'_> {
            fn drop(&mut self) {
                *self.0.running.lock() = None;
            }
        }
        *self.running.lock() = handle;
        let _clear = Clear(self);
        if self.is_raised() { None } else { Some(work()) }
    }
}
