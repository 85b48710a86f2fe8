//! SQLite on the caller's thread: the interpreter lock is released while the database works and held while rows are built.

use std::cell::{Cell as Flag, OnceCell, RefCell};
use std::time::{Duration, Instant};

use pyo3::ffi;
use pyo3::prelude::*;
use sqlmodel_rs_engine::driver::{Cell, RowSink};

use crate::error;
use crate::hydrate::Builder;

/// After so many rows other threads get a turn and signals are looked at.
const ROWS_PER_TURN: usize = 2048;

/// How long a call may go without looking at signals.
const SLICE: Duration = Duration::from_millis(50);

thread_local! {
    static BUILDING: Flag<bool> = const { Flag::new(false) };
    static IS_MAIN: OnceCell<bool> = const { OnceCell::new() };
    static WATCH: RefCell<Option<Watch>> = const { RefCell::new(None) };
}

/// The main thread's watch for signals during a call.
#[derive(Default)]
struct Watch {
    /// When signals were looked at last; the first pulse of a call only starts the clock.
    looked: Option<Instant>,
    /// What a signal handler raised.
    raised: Option<PyErr>,
}

/// Tell whether this is the thread that runs signal handlers.
fn is_main(py: Python<'_>) -> bool {
    let asked = |py: Python<'_>| -> PyResult<bool> {
        let threading = py.import("threading")?;
        let main = threading.call_method0("main_thread")?.getattr("ident")?;
        main.eq(threading.call_method0("get_ident")?)
    };
    IS_MAIN.with(|known| *known.get_or_init(|| asked(py).unwrap_or(false)))
}

/// Watches for signals until it ends; inside it, `pulse` may find one.
struct Watching(Option<Option<Watch>>);

impl Watching {
    fn start(py: Python<'_>) -> Self {
        Watching(is_main(py).then(|| WATCH.replace(Some(Watch::default()))))
    }

    /// Return what a signal handler raised meanwhile.
    fn end(mut self) -> PyResult<()> {
        let raised = self.restore().and_then(|watch| watch.raised);
        raised.map_or(Ok(()), Err)
    }

    fn restore(&mut self) -> Option<Watch> {
        self.0.take().and_then(|outer| WATCH.replace(outer))
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        self.restore();
    }
}

/// Look at signals when it is time; false when a handler raised, which ends the statement.
///
/// SQLite calls it on the statement's thread, with or without the interpreter lock.
pub fn pulse() -> bool {
    let due = WATCH.with_borrow_mut(|watch| {
        let Some(watch) = watch else { return false };
        if watch.raised.is_some() {
            return true;
        }
        let now = Instant::now();
        let due = watch
            .looked
            .is_some_and(|looked| now.duration_since(looked) >= SLICE);
        if due || watch.looked.is_none() {
            watch.looked = Some(now);
        }
        due
    });
    !due || look()
}

fn look() -> bool {
    // SAFETY: a watch exists, so this is the main thread inside a call from Python; the state is given back below.
    // pyo3's own attach counts on its own detach, which `Released` does not use.
    let state = unsafe { ffi::PyGILState_Ensure() };
    // SAFETY: the lock is held.
    let signals = unsafe { Python::assume_attached() }.check_signals();
    let quiet = WATCH.with_borrow_mut(|watch| match (watch, signals) {
        (Some(watch), Err(error)) => {
            watch.raised.get_or_insert(error);
            false
        }
        (watch, _) => watch.as_ref().is_none_or(|watch| watch.raised.is_none()),
    });
    // SAFETY: the state that was taken above, given back once.
    unsafe { ffi::PyGILState_Release(state) };
    quiet
}

/// Take the interpreter lock on a thread that is inside a call from Python and may have released it with `Released`.
pub fn with_lock<T>(work: impl FnOnce(Python<'_>) -> T) -> T {
    struct Ensured(ffi::PyGILState_STATE);
    impl Drop for Ensured {
        fn drop(&mut self) {
            // SAFETY: the state that was taken below, given back once.
            unsafe { ffi::PyGILState_Release(self.0) };
        }
    }
    // SAFETY: the interpreter runs, since this thread was called from it. pyo3's own attach would take the lock for held.
    let _ensured = Ensured(unsafe { ffi::PyGILState_Ensure() });
    // SAFETY: the lock is held until `_ensured` is dropped.
    work(unsafe { Python::assume_attached() })
}

/// Tell whether this thread is inside a SQLite statement whose rows it is building.
pub fn is_building() -> bool {
    BUILDING.get()
}

/// Marks this thread as building; restores the former mark, also when a panic passes.
struct Building(bool);

impl Building {
    fn enter() -> Self {
        Building(BUILDING.replace(true))
    }
}

impl Drop for Building {
    fn drop(&mut self) {
        BUILDING.set(self.0);
    }
}

/// The interpreter lock, released until this is dropped or taken back.
struct Released(Option<*mut ffi::PyThreadState>);

impl Released {
    fn new(_py: Python<'_>) -> Self {
        // SAFETY: the lock is held, as `Python` proves; nothing below touches Python before `take_back`.
        Released(Some(unsafe { ffi::PyEval_SaveThread() }))
    }

    fn take_back(&mut self) {
        if let Some(state) = self.0.take() {
            // SAFETY: the state this thread saved, restored once.
            unsafe { ffi::PyEval_RestoreThread(state) };
        }
    }

    fn release(&mut self) {
        if self.0.is_none() {
            // SAFETY: `take_back` restored the lock on this thread.
            self.0 = Some(unsafe { ffi::PyEval_SaveThread() });
        }
    }
}

impl Drop for Released {
    fn drop(&mut self) {
        self.take_back();
    }
}

/// Builds each row as SQLite steps to it.
pub struct Direct<'py, 'b> {
    py: Python<'py>,
    released: Released,
    builder: &'b mut Builder,
    columns: Option<usize>,
    rows: usize,
    paused: bool,
    error: Option<PyErr>,
}

// SAFETY: `RowSink` asks for `Send` because the other drivers' futures move; this sink is made, used and dropped inside
// one call of `run` and never leaves its thread.
unsafe impl Send for Direct<'_, '_> {}

/// Run `work` without the interpreter lock, giving it a sink that builds rows with the lock.
pub fn run<T>(
    py: Python<'_>,
    builder: &mut Builder,
    work: impl FnOnce(&mut dyn RowSink) -> T,
) -> (T, PyResult<()>) {
    let watching = Watching::start(py);
    let mut sink = Direct {
        py,
        released: Released::new(py),
        builder,
        columns: None,
        rows: 0,
        paused: false,
        error: None,
    };
    let result = work(&mut sink);
    sink.released.take_back();
    let failed = sink.error.take();
    if let Some(count) = sink.columns.take() {
        sink.builder.columns(py, count);
    }
    drop(sink);
    let interrupted = watching.end();
    (result, failed.map_or(interrupted, Err))
}

/// Run `work` without the interpreter lock, looking at signals where SQLite or the pool waits.
pub fn watched<T>(py: Python<'_>, work: impl FnOnce() -> T) -> (T, PyResult<()>) {
    let watching = Watching::start(py);
    let result = without_lock(py, work);
    (result, watching.end())
}

/// Run `work` without the interpreter lock.
pub fn without_lock<T>(py: Python<'_>, work: impl FnOnce() -> T) -> T {
    let _released = Released::new(py);
    work()
}

impl Direct<'_, '_> {
    /// Take the lock for the rows that come; the collector rests until the statement ends.
    fn enter(&mut self) {
        if self.released.0.is_some() {
            self.released.take_back();
            // SAFETY: the lock is held.
            self.paused = unsafe { ffi::PyGC_Disable() } == 1;
        }
    }

    fn leave(&mut self) {
        if std::mem::take(&mut self.paused) {
            // SAFETY: called only while the lock is held.
            unsafe { ffi::PyGC_Enable() };
        }
    }

    fn build(&mut self, cells: &[Cell<'_>]) -> PyResult<()> {
        error::fault("build");
        if let Some(count) = self.columns.take() {
            self.builder.columns(self.py, count);
        }
        self.builder.row(self.py, cells)
    }
}

impl Drop for Direct<'_, '_> {
    fn drop(&mut self) {
        self.released.take_back();
        self.leave();
    }
}

impl RowSink for Direct<'_, '_> {
    fn columns(&mut self, names: &[&str]) {
        self.columns = Some(names.len());
    }

    fn row(&mut self, cells: &[Cell<'_>]) -> bool {
        self.enter();
        let building = Building::enter();
        let mut built = self.build(cells);
        drop(building);
        self.rows += 1;
        if built.is_ok() && self.rows.is_multiple_of(ROWS_PER_TURN) {
            built = self.py.check_signals();
            self.leave();
            self.released.release();
        }
        match built {
            Ok(()) => true,
            Err(error) => {
                self.enter();
                self.error = Some(error);
                false
            }
        }
    }
}
