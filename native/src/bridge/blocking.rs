//! Blocking calls to servers: the caller's thread drives the engine's runtime without the interpreter lock, in slices, so
//! that signals get through and finished rows are built chunk by chunk outside the runtime.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use parking_lot::Mutex;
use pyo3::prelude::*;
use sqlmodel_rs_engine::driver::{Cell, RowSink};
use tokio::runtime::{Handle, Runtime};

use crate::error;
use crate::hydrate::{Batch, Builder};

/// How long a call may go without looking at signals.
const SLICE: Duration = Duration::from_millis(50);
/// Rows that are worth taking the interpreter lock for.
const CHUNK: usize = 512;

/// Collects decoded rows where the waiting thread can take them.
#[derive(Clone, Default)]
pub struct Chunks(Arc<Mutex<Batch>>);

impl Chunks {
    fn is_full(&self) -> bool {
        self.0.lock().count() >= CHUNK
    }

    /// Take the rows that wait.
    pub fn take(&self) -> Batch {
        std::mem::take(&mut *self.0.lock())
    }

    /// Give back the room of rows that were built; the next ones need none of their own.
    fn reuse(&self, mut batch: Batch) {
        batch.clear();
        let mut waiting = self.0.lock();
        if waiting.count() == 0 && waiting.columns.is_none() {
            *waiting = batch;
        }
    }
}

impl RowSink for Chunks {
    fn columns(&mut self, names: &[&str]) {
        self.0.lock().columns(names);
    }

    fn row(&mut self, cells: &[Cell<'_>]) -> bool {
        self.0.lock().row(cells)
    }
}

enum Step<T> {
    Done(T),
    Full,
}

/// Drive `future` to its end. A signal handler that raises drops the future, which leaves its connection unknown.
pub fn wait<T: Send>(
    py: Python<'_>,
    runtime: &Runtime,
    future: impl Future<Output = T> + Send,
) -> PyResult<T> {
    drive(py, runtime, future, None)
}

/// Drive `future` to its end and build the rows it puts into `chunks`.
pub fn wait_building<T: Send>(
    py: Python<'_>,
    runtime: &Runtime,
    future: impl Future<Output = T> + Send,
    chunks: &Chunks,
    builder: &mut Builder,
) -> PyResult<T> {
    drive(py, runtime, future, Some((chunks, builder)))
}

fn drive<T: Send>(
    py: Python<'_>,
    runtime: &Runtime,
    future: impl Future<Output = T> + Send,
    mut rows: Option<(&Chunks, &mut Builder)>,
) -> PyResult<T> {
    if Handle::try_current().is_ok() {
        return Err(error::named(
            py,
            "InvalidRequestError",
            "a blocking database call was made while another one runs on this thread",
        ));
    }
    let mut future = pin!(future);
    let mut failed: Option<PyErr> = None;
    loop {
        let chunks = rows.as_ref().map(|(chunks, _)| (*chunks).clone());
        let step = py.detach(|| {
            let next = poll_fn(|context| match future.as_mut().poll(context) {
                Poll::Ready(value) => Poll::Ready(Step::Done(value)),
                Poll::Pending if chunks.as_ref().is_some_and(Chunks::is_full) => {
                    Poll::Ready(Step::Full)
                }
                Poll::Pending => Poll::Pending,
            });
            runtime.block_on(async { tokio::time::timeout(SLICE, next).await })
        });
        if let Some((chunks, builder)) = &mut rows {
            let mut batch = chunks.take();
            // After a failure the answer is still read to its end; its rows are not wanted.
            if failed.is_none() {
                error::fault("build");
                failed = builder.build(py, &mut batch, 0, |_| false).err();
            }
            chunks.reuse(batch);
        }
        match (step, &mut failed) {
            (Ok(Step::Done(value)), failed) => return failed.take().map_or(Ok(value), Err),
            (Ok(Step::Full), _) => {}
            (Err(_), _) => py.check_signals()?,
        }
    }
}
