//! One call to a connection as the engine runs it: text, encoded parameters and decode plan, free of Python objects.

use std::sync::Arc;

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyString, PyTuple};
use sqlmodel_rs_engine::driver::{Batch, Done, Isolation, RowSink};
use sqlmodel_rs_engine::error::Error;
use sqlmodel_rs_engine::pool::{Guard, wait};
use sqlmodel_rs_engine::{Dialect, SqlType, Value};

use super::prepared::{Prepared, Text};
use crate::convert::bind;
use crate::error;
use crate::lower::{Bind, Compiled};

/// What a connection is asked to do.
pub enum Call {
    Run(Statement),
    /// Tell the names of a statement's columns, without running it.
    Describe(Statement),
    /// Many rows, and how to decode what comes back.
    Write(Vec<Batch>, Arc<Text>),
    /// Run a statement and leave its rows to be fetched.
    Open(Statement),
    Fetch {
        cursor: u64,
        count: usize,
    },
    Close(u64),
    Begin(Option<Isolation>),
    Commit,
    Rollback,
}

/// A statement with one set of parameters, or several.
pub struct Statement {
    text: Arc<Text>,
    sets: Vec<Vec<Value>>,
    /// A read that needs no transaction where each statement has a snapshot of its own.
    pure: bool,
}

/// What all runs of a statement did together.
#[derive(Default)]
pub struct Outcome {
    pub rowcount: u64,
    pub lastrowid: Option<i64>,
    pub columns: Arc<[String]>,
    /// The keys the database counted, one a row of a batch that asks for them.
    pub counted: Vec<i64>,
    pub cursor: Option<u64>,
}

impl Statement {
    /// Make the call that runs the statement, with many parameter sets as the database is best told of them.
    pub fn call(self, py: Python<'_>, compiled: &Compiled, dialect: Dialect) -> PyResult<Call> {
        if self.sets.len() > 1
            && let Some(many) = Prepared::of(py, compiled)?.many(compiled, dialect)
        {
            return Ok(Call::Write(many.batches(self.sets), self.text));
        }
        Ok(Call::Run(self))
    }
}

impl Outcome {
    fn add(&mut self, done: Done) {
        self.rowcount += done.rowcount;
        self.lastrowid = done.lastrowid.or(self.lastrowid);
        self.columns = done.columns;
    }
}

impl Call {
    /// Run on a connection; several parameter sets run one after the other.
    pub async fn perform(
        self,
        guard: &mut Guard<'_>,
        sink: &mut dyn RowSink,
    ) -> Result<Outcome, Error> {
        let mut outcome = Outcome::default();
        match self {
            Call::Begin(isolation) => guard.begin(isolation).await?,
            Call::Commit => guard.commit().await?,
            Call::Rollback => guard.rollback().await?,
            Call::Describe(Statement { text, mut sets, .. }) => {
                let binds = text.binds(sets.pop().unwrap_or_default());
                outcome.columns = guard.connection()?.describe(&text.sql, &binds).await?;
            }
            Call::Open(statement) => {
                let Statement { text, mut sets, .. } = statement;
                let binds = text.binds(sets.pop().unwrap_or_default());
                let cursor = guard.open_cursor(&text.sql, &binds, &text.out).await?;
                outcome.cursor = Some(cursor);
            }
            Call::Fetch { cursor, count } => {
                outcome.add(guard.connection()?.fetch(cursor, count, sink).await?);
            }
            Call::Close(cursor) => guard.connection()?.close_cursor(cursor).await?,
            Call::Write(batches, text) => {
                for batch in batches {
                    let written = guard.write(batch, &text.out, sink).await?;
                    outcome.counted.extend(written.keys);
                    outcome.add(written.done);
                }
            }
            Call::Run(statement) => {
                let Statement { text, sets, pure } = statement;
                for set in sets {
                    let binds = text.binds(set);
                    outcome.add(
                        guard
                            .execute(&text.sql, &binds, &text.out, sink, pure)
                            .await?,
                    );
                }
            }
        }
        Ok(outcome)
    }

    /// Run on a SQLite connection, on this thread.
    pub fn perform_here(
        self,
        guard: &mut Guard<'_>,
        sink: &mut dyn RowSink,
    ) -> Result<Outcome, Error> {
        let mut outcome = Outcome::default();
        match self {
            Call::Run(statement) => {
                let Statement { text, sets, .. } = statement;
                for set in sets {
                    let binds = text.binds(set);
                    outcome.add(guard.execute_here(&text.sql, &binds, &text.out, sink)?);
                }
                Ok(outcome)
            }
            // SQLite's futures do not wait.
            control => wait(control.perform(guard, sink), None).unwrap_or(Ok(outcome)),
        }
    }

    /// Tell whether a connection at rest only notes the call, and tells its database later or never.
    pub fn is_a_note(&self) -> bool {
        match self {
            Call::Begin(level) => {
                !matches!(level, Some(Isolation::Immediate | Isolation::Exclusive))
            }
            Call::Rollback => true,
            _ => false,
        }
    }

    /// Tell whether cancelling may stop it half-way; the ends of a transaction always run through.
    pub fn may_stop(&self) -> bool {
        matches!(
            self,
            Call::Run(_) | Call::Describe(_) | Call::Write(..) | Call::Open(_) | Call::Fetch { .. }
        )
    }
}

/// The parameters as Python gave them.
pub enum Params<'py> {
    None,
    One(Bound<'py, PyDict>),
    Many(Vec<Bound<'py, PyDict>>),
}

impl<'py> Params<'py> {
    /// Read `params`: a dict, a list of dicts, or None.
    pub fn read(params: Option<&Bound<'py, PyAny>>) -> PyResult<Params<'py>> {
        let Some(params) = params else {
            return Ok(Params::None);
        };
        if let Ok(one) = params.cast::<PyDict>() {
            return Ok(Params::One(one.clone()));
        }
        let mut sets = Vec::new();
        for set in params.try_iter()? {
            sets.push(set?.cast_into::<PyDict>()?);
        }
        Ok(match (sets.len(), sets.pop()) {
            (1, Some(one)) => Params::One(one),
            (_, Some(last)) => {
                sets.push(last);
                Params::Many(sets)
            }
            (_, None) => Params::None,
        })
    }

    fn sets(&self) -> Vec<Option<&Bound<'py, PyDict>>> {
        match self {
            Params::None => vec![None],
            Params::One(one) => vec![Some(one)],
            Params::Many(sets) => sets.iter().map(Some).collect(),
        }
    }
}

fn value_of<'py>(
    py: Python<'py>,
    bind: &Bind,
    set: Option<&Bound<'py, PyDict>>,
) -> PyResult<Option<Bound<'py, PyAny>>> {
    if let Some(set) = set
        && let Some(value) = set.get_item(bind.name.as_str())?
    {
        return Ok(Some(value));
    }
    Ok(match &bind.value {
        Some(value) => Some(value.bind(py).clone()),
        None if bind.required => None,
        None => Some(py.None().into_bound(py)),
    })
}

/// Show the parameters the way a driver gets them: a tuple, or a list of tuples. Absent values are left out.
pub fn shown<'py>(
    py: Python<'py>,
    compiled: &Compiled,
    params: &Params<'py>,
) -> PyResult<Bound<'py, PyAny>> {
    let mut sets = Vec::new();
    for set in params.sets() {
        let mut values = Vec::with_capacity(compiled.binds.len());
        for bind in &compiled.binds {
            values.extend(value_of(py, bind, set)?);
        }
        sets.push(PyTuple::new(py, values)?);
    }
    match (params, sets.pop()) {
        (Params::Many(_), Some(last)) => {
            sets.push(last);
            Ok(PyList::new(py, sets)?.into_any())
        }
        (_, Some(one)) => Ok(one.into_any()),
        (_, None) => Ok(PyTuple::empty(py).into_any()),
    }
}

/// Encode a compiled statement's parameters. A value that does not fit raises StatementError.
pub fn encode<'py>(
    py: Python<'py>,
    compiled: &Compiled,
    params: &Params<'py>,
    dialect: Dialect,
) -> PyResult<Statement> {
    let failed = |orig: PyErr, name: Option<&str>| match shown(py, compiled, params) {
        Ok(shown) => error::statement_error(py, orig, &compiled.sql, Some(&shown), name),
        Err(error) => error,
    };
    let mut sets = Vec::new();
    for set in params.sets() {
        let mut values = Vec::with_capacity(compiled.binds.len());
        for bind in &compiled.binds {
            let Some(value) = value_of(py, bind, set).map_err(|orig| failed(orig, None))? else {
                let text = format!(
                    "A value is required for bind parameter {}",
                    PyString::new(py, &bind.name).repr()?
                );
                return Err(failed(error::named(py, "InvalidRequestError", &text), None));
            };
            let encoded = bind::encode(&value, bind.spec.get(), dialect);
            values.push(encoded.map_err(|orig| failed(orig, Some(&bind.name)))?);
        }
        sets.push(values);
    }
    Ok(Statement {
        text: Prepared::of(py, compiled)?.text.clone(),
        sets,
        pure: compiled.pure_read,
    })
}

/// Encode the parameters of a statement in the driver's own placeholders: a sequence, or a list of sequences.
pub fn encode_raw(sql: String, params: Option<&Bound<'_, PyAny>>) -> PyResult<Statement> {
    let failed = |py: Python<'_>, orig: PyErr| error::statement_error(py, orig, &sql, params, None);
    let mut sets = Vec::new();
    if let Some(params) = params {
        let py = params.py();
        let values = params.try_iter()?.collect::<PyResult<Vec<_>>>()?;
        let many = params.is_instance_of::<PyList>()
            && !values.is_empty()
            && values.iter().all(|value| value.is_instance_of::<PyTuple>());
        if many {
            for set in &values {
                let set = set.cast::<PyTuple>()?;
                let set: PyResult<Vec<_>> = set.iter().map(|value| bind::untyped(&value)).collect();
                sets.push(set.map_err(|orig| failed(py, orig))?);
            }
        } else {
            let set: PyResult<Vec<_>> = values.iter().map(bind::untyped).collect();
            sets.push(set.map_err(|orig| failed(py, orig))?);
        }
    } else {
        sets.push(Vec::new());
    }
    let types = vec![SqlType::Null; sets.iter().map(Vec::len).max().unwrap_or(0)];
    let text = Text {
        sql,
        types,
        out: Vec::new(),
    };
    Ok(Statement {
        text: Arc::new(text),
        sets,
        pure: false,
    })
}
