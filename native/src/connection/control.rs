//! Calls without rows: a transaction begins or ends, a cursor is closed.

use pyo3::prelude::*;
use sqlmodel_rs_engine::Dialect;
use sqlmodel_rs_engine::pool::PoolKind;

use super::{Connection, closed};
use crate::bridge::answer::Describe;
use crate::bridge::statement::Call;
use crate::bridge::work::{Running, abandon, perform, perform_here};
use crate::bridge::{blocking, direct};
use crate::error;
use crate::hydrate::Batch;

impl Connection {
    /// Refuse what would wait for this thread's own statement: the connection of a database in memory is shared.
    pub(super) fn refuse_inside_build(&self, py: Python<'_>) -> PyResult<()> {
        if direct::is_building() && self.shared.lease.side.pool.options().kind == PoolKind::Static {
            return Err(error::named(
                py,
                "InvalidRequestError",
                "a statement was run on an in-memory database while the rows of another one were being built",
            ));
        }
        Ok(())
    }

    /// Run a call without rows on this thread.
    pub(super) fn send(&self, py: Python<'_>, call: Call) -> PyResult<()> {
        let side = &self.shared.lease.side;
        side.settle();
        let in_transaction = &*self.shared.in_transaction;
        let is_note = call.is_a_note() && self.is_at_rest();
        let mut entered = self.shared.enter(py)?;
        let Some(pooled) = entered.slot.as_mut() else {
            return Err(closed(py));
        };
        let mut none = Batch::default();
        let result = if is_note {
            // Nothing is sent and nothing is waited for.
            perform_here(pooled, call, &mut none, in_transaction, None)
        } else if side.dialect == Dialect::Sqlite {
            self.refuse_inside_build(py)?;
            let (result, interrupted) = direct::watched(py, || {
                perform_here(pooled, call, &mut none, in_transaction, None)
            });
            interrupted?;
            result
        } else {
            let runtime = side.runtime()?;
            let running = Running::default();
            let work = perform(pooled, call, &mut none, in_transaction, &running);
            match blocking::wait(py, &runtime, work) {
                Ok(result) => result,
                Err(error) => {
                    runtime.block_on(abandon(pooled, in_transaction, &running));
                    return Err(error);
                }
            }
        };
        drop(entered);
        side.heed(&result);
        result
            .map(drop)
            .map_err(|error| Describe::nothing().error(py, &error))
    }
}
