//! SQLite on the caller's thread: the interpreter lock is released while the database works and held while rows are built.

use std::cell::Cell as Flag;

use pyo3::ffi;
use pyo3::prelude::*;
use sqlmodel_rs_engine::driver::{Cell, RowSink};

use crate::hydrate::Builder;

/// After so many rows other threads get a turn and signals are looked at.
const ROWS_PER_TURN: usize = 2048;

thread_local! {
    static BUILDING: Flag<bool> = const { Flag::new(false) };
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
    names: Option<Vec<String>>,
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
    let mut sink = Direct {
        py,
        released: Released::new(py),
        builder,
        names: None,
        rows: 0,
        paused: false,
        error: None,
    };
    let result = work(&mut sink);
    sink.released.take_back();
    let failed = sink.error.take();
    if let Some(names) = sink.names.take() {
        sink.builder.columns(py, names);
    }
    drop(sink);
    (result, failed.map_or(Ok(()), Err))
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
        if let Some(names) = self.names.take() {
            self.builder.columns(self.py, names);
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
        self.names = Some(names.iter().map(|name| (*name).to_owned()).collect());
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
