//! One call to a connection as the engine runs it: text, encoded parameters and decode plan, free of Python objects.

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyString, PyTuple};
use sqlmodel_rs_engine::driver::{Connection, Done, Isolation, RowSink};
use sqlmodel_rs_engine::error::Error;
use sqlmodel_rs_engine::{Dialect, SqlType, Value};

use crate::convert::bind;
use crate::error;
use crate::lower::{Bind, Compiled};

/// What a connection is asked to do.
pub enum Call {
    Run(Statement),
    Begin(Option<Isolation>),
    Commit,
    Rollback,
}

/// A statement with one set of parameters, or several.
pub struct Statement {
    pub sql: String,
    types: Vec<SqlType>,
    sets: Vec<Vec<Value>>,
    out: Vec<SqlType>,
}

/// What all runs of a statement did together.
#[derive(Default)]
pub struct Outcome {
    pub rowcount: u64,
    pub lastrowid: Option<i64>,
    pub columns: Vec<String>,
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
        connection: &mut Connection,
        sink: &mut dyn RowSink,
    ) -> Result<Outcome, Error> {
        let mut outcome = Outcome::default();
        match self {
            Call::Begin(isolation) => connection.begin(isolation).await?,
            Call::Commit => connection.commit().await?,
            Call::Rollback => connection.rollback().await?,
            Call::Run(statement) => {
                let Statement {
                    sql,
                    types,
                    sets,
                    out,
                } = statement;
                for set in sets {
                    let binds: Vec<_> = set.into_iter().zip(types.iter().cloned()).collect();
                    outcome.add(connection.execute(&sql, &binds, &out, sink).await?);
                }
            }
        }
        Ok(outcome)
    }

    /// Run on a SQLite connection, on this thread.
    pub fn perform_here(
        self,
        connection: &mut Connection,
        sink: &mut dyn RowSink,
    ) -> Result<Outcome, Error> {
        let Connection::Sqlite(sqlite) = connection else {
            return Err(Error::new(
                sqlmodel_rs_engine::error::Kind::Interface,
                "only SQLite runs on the caller's thread",
            ));
        };
        let mut outcome = Outcome::default();
        match self {
            Call::Begin(isolation) => sqlite.begin(isolation)?,
            Call::Commit => sqlite.commit()?,
            Call::Rollback => sqlite.rollback()?,
            Call::Run(statement) => {
                let Statement {
                    sql,
                    types,
                    sets,
                    out,
                } = statement;
                for set in sets {
                    let binds: Vec<_> = set.into_iter().zip(types.iter().cloned()).collect();
                    outcome.add(sqlite.execute_sync(&sql, &binds, &out, sink)?);
                }
            }
        }
        Ok(outcome)
    }

    /// Tell whether cancelling may stop it half-way; the ends of a transaction always run through.
    pub fn may_stop(&self) -> bool {
        matches!(self, Call::Run(_))
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
        && let Some(value) = set.get_item(&bind.name)?
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
    let failed = |orig: PyErr| match shown(py, compiled, params) {
        Ok(shown) => error::statement_error(py, orig, &compiled.sql, Some(&shown)),
        Err(error) => error,
    };
    let mut sets = Vec::new();
    for set in params.sets() {
        let mut values = Vec::with_capacity(compiled.binds.len());
        for bind in &compiled.binds {
            let Some(value) = value_of(py, bind, set).map_err(failed)? else {
                let text = format!(
                    "A value is required for bind parameter {}",
                    PyString::new(py, &bind.name).repr()?
                );
                return Err(failed(error::named(py, "InvalidRequestError", &text)));
            };
            values.push(bind::encode(&value, bind.spec.get(), dialect).map_err(failed)?);
        }
        sets.push(values);
    }
    Ok(Statement {
        sql: compiled.sql.clone(),
        types: compiled
            .binds
            .iter()
            .map(|bind| bind.spec.get().sql.clone())
            .collect(),
        sets,
        out: compiled
            .columns
            .iter()
            .map(|column| column.spec.get().sql.clone())
            .collect(),
    })
}

/// Encode the parameters of a statement in the driver's own placeholders: a sequence, or a list of sequences.
pub fn encode_raw(sql: String, params: Option<&Bound<'_, PyAny>>) -> PyResult<Statement> {
    let failed = |py: Python<'_>, orig: PyErr| error::statement_error(py, orig, &sql, params);
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
    Ok(Statement {
        sql,
        types,
        sets,
        out: Vec::new(),
    })
}
