//! Functions, aggregates and collations written in Python, for SQLite.

use std::cmp::Ordering;

use parking_lot::Mutex;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::PyTuple;
use sqlmodel_rs_engine::Value;
use sqlmodel_rs_engine::driver::Cell;
use sqlmodel_rs_engine::driver::Connection as Driver;
use sqlmodel_rs_engine::driver::sqlite::{self, Aggregate, Collation, Function, Reply, Signature};
use sqlmodel_rs_engine::error::{Error, Kind};

use super::{Connection, closed};
use crate::bridge::answer::Describe;
use crate::bridge::direct;
use crate::convert::{bind, result};

/// What closed connections have let go of; the next caller with the interpreter lock frees it.
static DROPPED: Mutex<Vec<Py<PyAny>>> = Mutex::new(Vec::new());

/// An object that a connection keeps. A connection may be closed where the interpreter lock is not to be had.
struct Kept(Option<Py<PyAny>>);

impl Kept {
    fn new(object: &Bound<'_, PyAny>) -> Kept {
        let dropped = std::mem::take(&mut *DROPPED.lock());
        drop(dropped);
        Kept(Some(object.clone().unbind()))
    }

    /// Call the object, or a method of it, and make something of the answer.
    fn call<T>(
        &self,
        method: Option<&str>,
        arguments: &[Cell<'_>],
        read: impl FnOnce(&Bound<'_, PyAny>) -> PyResult<T>,
    ) -> Result<T, String> {
        direct::with_lock(|py| {
            let work = || {
                let cells = arguments.iter().map(|cell| result::object(py, cell));
                let given = PyTuple::new(py, cells.collect::<PyResult<Vec<_>>>()?)?;
                let object = self.0.as_ref().map(|object| object.bind(py));
                let answer = match (object, method) {
                    (Some(object), Some(name)) => object.call_method1(name, given)?,
                    (Some(object), None) => object.call1(given)?,
                    (None, _) => py.None().into_bound(py),
                };
                read(&answer)
            };
            work().map_err(|error: PyErr| error.to_string())
        })
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        DROPPED.lock().extend(self.0.take());
    }
}

fn value(answer: &Bound<'_, PyAny>) -> PyResult<Value> {
    bind::untyped(answer)
}

/// The rows of one group, as an object of the program's class sees them.
struct Group(Kept);

impl Aggregate for Group {
    fn step(&mut self, arguments: &[Cell<'_>]) -> Result<(), String> {
        let done = self.0.call(Some("step"), arguments, |_| Ok(()));
        done.map_err(|why| format!("user-defined aggregate's 'step' method raised error: {why}"))
    }

    fn finish(&mut self) -> Reply {
        let reply = self.0.call(Some("finalize"), &[], value);
        reply.map_err(|why| {
            format!("user-defined aggregate's 'finalize' method raised error: {why}")
        })
    }
}

fn scalar(function: Kept) -> Function {
    Function::Scalar(Box::new(move |arguments| {
        let reply = function.call(None, arguments, value);
        reply.map_err(|why| format!("user-defined function raised exception: {why}"))
    }))
}

fn aggregate(class: Kept) -> Function {
    Function::Aggregate(Box::new(move || {
        let made = class.call(None, &[], |made| Ok(Group(Kept::new(made))));
        match made {
            Ok(group) => Ok(Box::new(group)),
            Err(why) => Err(format!(
                "user-defined aggregate's '__init__' method raised error: {why}"
            )),
        }
    }))
}

fn collation(function: Kept) -> Collation {
    Box::new(move |one, other| {
        let order = function.call(None, &[Cell::Text(one), Cell::Text(other)], |answer| {
            answer.extract::<i64>()
        });
        // As Python's sqlite3: a collation that fails finds its texts equal.
        order.map_or(Ordering::Equal, |order| order.cmp(&0))
    })
}

/// Add what SQLAlchemy's driver adds to each connection: `REGEXP`, by Python's `re.search`.
pub fn add_standard(connection: &mut sqlite::Connection) -> Result<(), Error> {
    let signature = Signature {
        name: "regexp",
        arity: 2,
        deterministic: true,
    };
    let search = |arguments: &[Cell<'_>]| {
        let [pattern, text] = arguments else {
            return Ok(Value::Null);
        };
        if matches!(text, Cell::Null) {
            return Ok(Value::Null);
        }
        direct::with_lock(|py| {
            let work = || {
                let (pattern, text) = (result::object(py, pattern)?, result::object(py, text)?);
                let re = py.import(intern!(py, "re"))?;
                let found = re.call_method1(intern!(py, "search"), (pattern, text))?;
                Ok(Value::Bool(!found.is_none()))
            };
            work()
                .map_err(|error: PyErr| format!("user-defined function raised exception: {error}"))
        })
    };
    connection.define(&signature, Some(Function::Scalar(Box::new(search))))
}

impl Connection {
    /// Do something with the SQLite connection; what is done must not need the interpreter lock.
    fn on_sqlite(
        &self,
        py: Python<'_>,
        work: impl FnOnce(&mut sqlite::Connection) -> Result<(), Error> + Send,
    ) -> PyResult<()> {
        let mut entered = self.shared.enter(py)?;
        let Some(pooled) = entered.slot.as_mut() else {
            return Err(closed(py));
        };
        let done = direct::without_lock(py, || {
            let mut guard = pooled.lock_blocking()?;
            match guard.connection()? {
                Driver::Sqlite(connection) => work(connection),
                _ => Err(Error::new(
                    Kind::NotSupported,
                    "only SQLite has functions of the program's own",
                )),
            }
        });
        done.map_err(|error| Describe::nothing().error(py, &error))
    }
}

/// Add a function to a SQLite connection, or with None take it away; `aggregate` when it is a class with `step` and
/// `finalize`.
#[pyfunction]
#[pyo3(signature = (connection, name, arity, function, *, deterministic=false, aggregate=false))]
fn create_function(
    py: Python<'_>,
    connection: &Connection,
    name: &str,
    arity: i32,
    function: Option<&Bound<'_, PyAny>>,
    deterministic: bool,
    aggregate: bool,
) -> PyResult<()> {
    let make = if aggregate { self::aggregate } else { scalar };
    let function = function.map(|function| make(Kept::new(function)));
    let signature = Signature {
        name,
        arity,
        deterministic,
    };
    connection.on_sqlite(py, |sqlite| sqlite.define(&signature, function))
}

/// Add a collation to a SQLite connection, or with None take it away.
#[pyfunction]
fn create_collation(
    py: Python<'_>,
    connection: &Connection,
    name: &str,
    function: Option<&Bound<'_, PyAny>>,
) -> PyResult<()> {
    let function = function.map(|function| collation(Kept::new(function)));
    connection.on_sqlite(py, |sqlite| sqlite.collate(name, function))
}

/// Run several statements on a SQLite connection, without their rows.
#[pyfunction]
fn execute_script(py: Python<'_>, connection: &Connection, sql: &str) -> PyResult<()> {
    connection.on_sqlite(py, |sqlite| sqlite.execute_script(sql))
}

/// Register the functions.
pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(create_function, module)?)?;
    module.add_function(wrap_pyfunction!(create_collation, module)?)?;
    module.add_function(wrap_pyfunction!(execute_script, module)?)
}
