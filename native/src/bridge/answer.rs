//! What a finished statement becomes in Python: `Result`, or the exception that shows the statement.

use std::time::Instant;

use pyo3::prelude::*;
use pyo3::types::{PyList, PyTuple};
use sqlmodel_rs_engine::error::Error;

use super::culprit;
use super::prepared::Prepared;
use super::queue::Answer;
use super::statement::{self, Outcome, Params};
use crate::error;
use crate::flush::RowBatch;
use crate::hydrate::{Batch, Builder};
use crate::lower::{Compiled, StatementKind, exception};

/// What a statement gave.
#[pyclass(frozen, get_all, module = "sqlmodel_rs._native", name = "Result")]
pub struct Outcomes {
    pub rowcount: u64,
    pub lastrowid: Option<i64>,
    pub keys: Py<PyTuple>,
    pub rows: Py<PyList>,
    /// A row is one value, not a tuple.
    pub single: bool,
    /// The statement returns rows, even if there are none.
    pub returns_rows: bool,
    /// What the rows are fetched by, where they are fetched bit by bit.
    pub cursor: Option<u64>,
}

/// The statement as error messages and results show it.
pub struct Describe {
    pub compiled: Option<Py<Compiled>>,
    pub sql: Option<String>,
    pub params: Option<Py<PyAny>>,
    /// The rows of a batch show their parameters only when somebody asks.
    pub batch: Option<Py<RowBatch>>,
}

impl Describe {
    pub fn nothing() -> Self {
        Describe {
            compiled: None,
            sql: None,
            params: None,
            batch: None,
        }
    }

    pub fn error(&self, py: Python<'_>, error: &Error) -> PyErr {
        if let Some(batch) = &self.batch {
            let batch = batch.get();
            let shown = batch.parameters(py).ok();
            let compiled = batch.shape().compiled.get();
            let error = culprit::named(error, &compiled.binds, shown.as_ref());
            return error::from_engine(py, &error, Some(&compiled.sql), shown.as_ref());
        }
        let given = self.params.as_ref().map(|params| params.bind(py).clone());
        let (error, sql, params) = match &self.compiled {
            None => (culprit::named(error, &[], None), self.sql.as_deref(), given),
            Some(compiled) => {
                let compiled = compiled.get();
                let shown = Params::read(given.as_ref())
                    .and_then(|params| statement::shown(py, compiled, &params))
                    .ok();
                (
                    culprit::named(error, &compiled.binds, shown.as_ref()),
                    Some(compiled.sql.as_str()),
                    shown,
                )
            }
        };
        error::from_engine(py, &error, sql, params.as_ref())
    }
}

/// Refuse text whose columns were typed by name and come in another order.
fn check_names(py: Python<'_>, describe: &Describe, found: &[String]) -> PyResult<()> {
    let Some(compiled) = &describe.compiled else {
        return Ok(());
    };
    let compiled = compiled.get();
    let typed = compiled.columns.iter().map(|column| column.key.as_str());
    if compiled.kind != StatementKind::NamedText
        || typed.clone().eq(found.iter().map(|name| &**name))
    {
        return Ok(());
    }
    let (typed, found) = (typed.collect::<Vec<_>>().join(", "), found.join(", "));
    Err(exception(
        py,
        "InvalidRequestError",
        &format!(
            "text().columns() names the columns ({typed}), the statement returns ({found}): name all, in this order"
        ),
    ))
}

/// Return what the columns of a row are called; `found` are the database's names.
fn shown_keys(py: Python<'_>, compiled: &Compiled, found: &[String]) -> PyResult<Py<PyTuple>> {
    let prepared = Prepared::of(py, compiled)?;
    if !prepared.named_there && !compiled.has_text {
        return Ok(prepared.keys.clone_ref(py));
    }
    if compiled.has_text && !found.is_empty() && found.len() != compiled.columns.len() {
        return Err(exception(
            py,
            "InvalidRequestError",
            &format!(
                "the text in this select list names {} columns, the statement returns {}: write one text() a column, \
                 or type them by text('...').columns(...)",
                compiled.columns.len(),
                found.len()
            ),
        ));
    }
    let keys = compiled
        .columns
        .iter()
        .enumerate()
        .map(|(at, column)| match found.get(at) {
            Some(name) if column.key.is_empty() => name.as_str(),
            _ => column.key.as_str(),
        });
    Ok(PyTuple::new(py, keys.collect::<Vec<_>>())?.unbind())
}

/// Make the Python result of a finished statement.
pub fn finish(
    py: Python<'_>,
    describe: &Describe,
    builder: &mut Builder,
    outcome: Outcome,
) -> PyResult<Outcomes> {
    let returns_rows = !outcome.columns.is_empty();
    let from_database = outcome.columns;
    let keys = match &describe.compiled {
        Some(compiled) if !compiled.get().columns.is_empty() => {
            shown_keys(py, compiled.get(), &from_database)?
        }
        _ => PyTuple::new(py, &*from_database)?.unbind(),
    };
    if returns_rows {
        check_names(py, describe, &from_database)?;
        builder.columns(py, from_database.len());
    }
    let rows = if outcome.counted.is_empty() {
        builder.rows(py)
    } else {
        PyList::new(py, &outcome.counted)?.unbind()
    };
    Ok(Outcomes {
        cursor: outcome.cursor,
        rowcount: outcome.rowcount,
        lastrowid: outcome.lastrowid,
        keys,
        rows,
        single: builder.single() || !outcome.counted.is_empty(),
        returns_rows,
    })
}

/// A finished call whose rows are built on the loop's thread, a slice at a time.
pub struct RowsAnswer {
    pub result: Option<Result<Outcome, Error>>,
    pub batch: Batch,
    /// The next row to build.
    pub at: usize,
    pub builder: Builder,
    pub describe: Describe,
}

impl Answer for RowsAnswer {
    fn advance(&mut self, py: Python<'_>, deadline: Instant) -> PyResult<Option<Py<PyAny>>> {
        match self.result.take() {
            Some(Ok(outcome)) => {
                error::fault("build");
                let enough = |built: usize| built.is_multiple_of(64) && Instant::now() >= deadline;
                self.at = self.builder.build(py, &mut self.batch, self.at, enough)?;
                if self.at < self.batch.count() {
                    self.result = Some(Ok(outcome));
                    return Ok(None);
                }
                let result = finish(py, &self.describe, &mut self.builder, outcome)?;
                Ok(Some(Py::new(py, result)?.into_any()))
            }
            Some(Err(error)) => Err(self.describe.error(py, &error)),
            None => Ok(Some(py.None())),
        }
    }
}
