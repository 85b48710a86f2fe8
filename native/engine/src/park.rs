//! Futures driven on the calling thread, where no runtime is: nearly all of SQLite's are ready at once.

use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};
use std::time::{Duration, Instant};

/// Drives a future on the calling thread by parking it; for futures that need no runtime.
struct Parked(Thread);

impl Wake for Parked {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

/// How long a parked thread may go without a pulse.
const PULSE: Duration = Duration::from_millis(50);

/// Drive a future that needs no runtime by parking this thread; `None` when `deadline` comes first.
pub fn wait<F: Future>(future: F, deadline: Option<Instant>) -> Option<F::Output> {
    wait_watched(future, deadline, None)
}

/// Wait until the deadline, or until the pulse says that nobody wants the answer.
pub(crate) fn wait_watched<F: Future>(
    future: F,
    deadline: Option<Instant>,
    pulse: Option<fn() -> bool>,
) -> Option<F::Output> {
    let mut future = pin!(future);
    // Nearly always ready at once, and then nobody has to be woken.
    if let Poll::Ready(output) = future
        .as_mut()
        .poll(&mut Context::from_waker(Waker::noop()))
    {
        return Some(output);
    }
    let waker = Waker::from(Arc::new(Parked(thread::current())));
    let mut context = Context::from_waker(&waker);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return Some(output);
        }
        let left = deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
        match (left, pulse) {
            (Some(Duration::ZERO), _) => return None,
            (_, Some(pulse)) if !pulse() => return None,
            (None, None) => thread::park(),
            (Some(left), None) => thread::park_timeout(left),
            (left, Some(_)) => thread::park_timeout(left.unwrap_or(PULSE).min(PULSE)),
        }
    }
}
