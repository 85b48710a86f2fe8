//! The completion queue of an event loop: the engine's threads put finished calls in, the loop's thread resolves futures.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use parking_lot::Mutex;
use pyo3::exceptions::PyRuntimeError;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use sqlmodel_rs_engine::error::{Error, Kind};

use crate::error;

/// How long the loop is kept before other callbacks get their turn.
const SLICE: Duration = Duration::from_millis(1);

/// How long interpreter exit waits for wake-ups that are under way.
const LAST_WAKE: Duration = Duration::from_secs(2);

/// Raised at interpreter exit: nobody may be woken any more.
static CLOSING: AtomicBool = AtomicBool::new(false);

static RUNNING_LOOP: PyOnceLock<Py<PyAny>> = PyOnceLock::new();

/// Threads of the engine that are inside `call_soon_threadsafe`, or about to be.
static WAKING: AtomicUsize = AtomicUsize::new(0);

/// Stop waking event loops, and wait for those who do: a foreign thread must not be inside Python when it ends.
#[pyfunction]
pub fn _stop_waking(py: Python<'_>) {
    CLOSING.store(true, Ordering::SeqCst);
    py.detach(|| {
        let deadline = Instant::now() + LAST_WAKE;
        while WAKING.load(Ordering::SeqCst) > 0 && Instant::now() < deadline {
            std::thread::sleep(Duration::from_micros(100));
        }
    });
}

/// Counts this thread among `WAKING`.
struct Waking;

impl Waking {
    /// Return None when the interpreter is about to end.
    fn enter() -> Option<Waking> {
        WAKING.fetch_add(1, Ordering::SeqCst);
        let waking = Waking;
        if CLOSING.load(Ordering::SeqCst) {
            None
        } else {
            Some(waking)
        }
    }
}

impl Drop for Waking {
    fn drop(&mut self) {
        WAKING.fetch_sub(1, Ordering::SeqCst);
    }
}

/// A finished call, on the way to its future.
pub trait Answer: Send {
    /// Make the Python value, until `deadline` or a little longer; None asks to be called again.
    fn advance(&mut self, py: Python<'_>, deadline: Instant) -> PyResult<Option<Py<PyAny>>>;
}

struct Completion {
    future: Py<PyAny>,
    answer: Box<dyn Answer>,
}

/// The queue of one event loop.
pub struct LoopQueue {
    event_loop: Py<PyAny>,
    wake: Py<PyAny>,
    arrived: Mutex<Vec<Completion>>,
    backlog: Mutex<VecDeque<Completion>>,
    pending: AtomicBool,
}

impl LoopQueue {
    fn new(event_loop: &Bound<'_, PyAny>) -> PyResult<Arc<LoopQueue>> {
        Ok(Arc::new(LoopQueue {
            event_loop: event_loop.clone().unbind(),
            wake: event_loop
                .getattr(intern!(event_loop.py(), "call_soon_threadsafe"))?
                .unbind(),
            arrived: Mutex::new(Vec::new()),
            backlog: Mutex::new(VecDeque::new()),
            pending: AtomicBool::new(false),
        }))
    }

    /// Make a future of this loop.
    pub fn future<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.event_loop
            .bind(py)
            .call_method0(intern!(py, "create_future"))
    }

    fn push(self: &Arc<Self>, future: Py<PyAny>, answer: Box<dyn Answer>) {
        self.arrived.lock().push(Completion { future, answer });
        if self.pending.swap(true, Ordering::AcqRel) {
            return;
        }
        let Some(_waking) = Waking::enter() else {
            return;
        };
        let woken = Python::try_attach(|py| -> PyResult<()> {
            let drain = Bound::new(
                py,
                Drain {
                    queue: self.clone(),
                },
            )?;
            self.wake.bind(py).call1((drain,)).map(drop)
        });
        if !matches!(woken, Some(Ok(()))) {
            // The loop is closed or the interpreter ends: nobody waits, so late completions are dropped.
            let dropped = std::mem::take(&mut *self.arrived.lock());
            self.pending.store(false, Ordering::Release);
            drop(dropped);
        }
    }

    fn drain(self: &Arc<Self>, py: Python<'_>) -> PyResult<()> {
        let deadline = Instant::now() + SLICE;
        self.pending.store(false, Ordering::Release);
        let arrived = std::mem::take(&mut *self.arrived.lock());
        self.backlog.lock().extend(arrived);
        loop {
            let Some(mut next) = self.backlog.lock().pop_front() else {
                return Ok(());
            };
            if next.resolve(py, deadline)? == Progress::Unfinished {
                self.backlog.lock().push_front(next);
            }
            if Instant::now() >= deadline && !self.backlog.lock().is_empty() {
                let drain = Bound::new(
                    py,
                    Drain {
                        queue: self.clone(),
                    },
                )?;
                return self
                    .event_loop
                    .bind(py)
                    .call_method1(intern!(py, "call_soon"), (drain,))
                    .map(drop);
            }
        }
    }
}

#[derive(PartialEq, Eq)]
enum Progress {
    Finished,
    Unfinished,
}

impl Completion {
    fn resolve(&mut self, py: Python<'_>, deadline: Instant) -> PyResult<Progress> {
        let future = self.future.bind(py);
        if future.call_method0(intern!(py, "done"))?.is_truthy()? {
            return Ok(Progress::Finished);
        }
        let answer = match error::shielded(py, || self.answer.advance(py, deadline)) {
            Ok(None) => return Ok(Progress::Unfinished),
            Ok(Some(value)) => Ok(value),
            Err(error) => Err(error),
        };
        // Building rows may have run Python code that cancelled the waiter.
        if future.call_method0(intern!(py, "done"))?.is_truthy()? {
            return Ok(Progress::Finished);
        }
        match answer {
            Ok(value) => future.call_method1(intern!(py, "set_result"), (value,))?,
            Err(error) => {
                future.call_method1(intern!(py, "set_exception"), (error.into_value(py),))?
            }
        };
        Ok(Progress::Finished)
    }
}

/// The callback that the loop runs.
#[pyclass(frozen, module = "sqlmodel_rs._native")]
struct Drain {
    queue: Arc<LoopQueue>,
}

#[pymethods]
impl Drain {
    fn __call__(&self, py: Python<'_>) -> PyResult<()> {
        self.queue.drain(py)
    }
}

/// Owns a future until its answer is sent; dropped without one, it answers that the engine failed.
pub struct Reply {
    queue: Arc<LoopQueue>,
    future: Option<Py<PyAny>>,
}

impl Reply {
    pub fn new(queue: Arc<LoopQueue>, future: Py<PyAny>) -> Self {
        Reply {
            queue,
            future: Some(future),
        }
    }

    /// Send the answer to the loop.
    pub fn send(mut self, answer: impl Answer + 'static) {
        if let Some(future) = self.future.take() {
            self.queue.push(future, Box::new(answer));
        }
    }
}

struct Broken;

impl Answer for Broken {
    fn advance(&mut self, py: Python<'_>, _deadline: Instant) -> PyResult<Option<Py<PyAny>>> {
        let broken = Error::new(
            Kind::Internal,
            "the engine dropped a call before it was finished",
        )
        .lost();
        Err(error::from_engine(py, &broken, None, None))
    }
}

impl Drop for Reply {
    fn drop(&mut self) {
        if let Some(future) = self.future.take() {
            self.queue.push(future, Box::new(Broken));
        }
    }
}

/// The queues of the event loops an engine has met.
#[derive(Default)]
pub struct Queues(Mutex<Vec<Arc<LoopQueue>>>);

impl Queues {
    /// Return the queue of the running loop.
    ///
    /// Raises RuntimeError when no loop runs on this thread.
    pub fn running(&self, py: Python<'_>) -> PyResult<Arc<LoopQueue>> {
        let current = RUNNING_LOOP
            .get_or_try_init(py, || {
                py.import("asyncio")?
                    .getattr("_get_running_loop")
                    .map(Bound::unbind)
            })?
            .bind(py)
            .call0()?;
        if current.is_none() {
            return Err(PyRuntimeError::new_err("no running event loop"));
        }
        if let Some(queue) = self
            .0
            .lock()
            .iter()
            .find(|queue| queue.event_loop.is(&current))
        {
            return Ok(queue.clone());
        }
        let queue = LoopQueue::new(&current)?;
        let known = std::mem::take(&mut *self.0.lock());
        let mut open = vec![queue.clone()];
        for former in known {
            if !former
                .event_loop
                .bind(py)
                .call_method0(intern!(py, "is_closed"))?
                .is_truthy()?
            {
                open.push(former);
            }
        }
        self.0.lock().extend(open);
        Ok(queue)
    }
}
