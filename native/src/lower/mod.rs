//! Python statement nodes to engine IR to text: `compile()`. Knows node kinds (`sql/kinds.py`), no database rules.

mod bind;
mod build;
mod compiled;
mod construct;
mod context;
mod definition;
mod entity;
mod expression;
mod from_clause;
mod function;
mod json;
mod kind;
mod literal;
mod modification;
mod operator;
mod projection;
mod query;
mod registered;
mod report;
mod schema;
mod shape;
mod text;
mod twin;

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyDict;
use sqlmodel_rs_engine::compile::{self, Options, TextUse};
use sqlmodel_rs_engine::dialect::Flavor;
use sqlmodel_rs_engine::ir::Program;

pub use compiled::{Bind, Compiled, OutColumn, Slot, StatementKind};
use context::Lowering;
pub use report::exception;
use report::{raise, warn};

use crate::error;

fn flavor_of(dialect: &str) -> PyResult<Flavor> {
    match dialect {
        "sqlite" => Ok(Flavor::Sqlite),
        "postgresql" => Ok(Flavor::Postgres),
        "mysql" | "mariadb" => Ok(Flavor::Mysql),
        "default" => Ok(Flavor::Standard),
        other => Err(PyValueError::new_err(format!("unknown dialect {other:?}"))),
    }
}

/// Compile a statement node to the text of a database.
///
/// `mode` is "exec" (to be sent), "str" (SQLAlchemy's readable text) or "ddl". `literal_binds` writes values into
/// the text; `schemas` names schemas anew, `lint` warns of FROM entries that nothing joins. Raises `exc.CompileError` for a construct the database lacks.
#[pyfunction]
#[pyo3(name = "compile", signature = (node, dialect, *, mode="exec", literal_binds=false, schemas=None, lint=false))]
pub fn compile_node<'py>(
    node: &Bound<'py, PyAny>,
    dialect: &str,
    mode: &str,
    literal_binds: bool,
    schemas: Option<Bound<'py, PyDict>>,
    lint: bool,
) -> PyResult<Compiled> {
    let flavor = flavor_of(dialect)?;
    let purpose = match mode {
        "exec" | "ddl" => TextUse::Execute,
        "str" => TextUse::Display,
        other => return Err(PyValueError::new_err(format!("unknown mode {other:?}"))),
    };
    let options = Options {
        flavor,
        purpose,
        literal_binds,
        bare_columns: false,
        lint,
    };
    error::shielded(node.py(), || {
        error::fault("compile");
        let mut lowering = Lowering::new(node.py(), options);
        lowering.schemas = schemas;
        let statement = lowering.statement(node)?;
        finish(lowering, statement)
    })
}

fn finish(
    mut lowering: Lowering<'_>,
    statement: sqlmodel_rs_engine::ir::Statement,
) -> PyResult<Compiled> {
    let py = lowering.py;
    let options = lowering.options;
    let program = Program {
        sources: std::mem::take(&mut lowering.sources),
        binds: std::mem::take(&mut lowering.binds),
        ctes: std::mem::take(&mut lowering.ctes),
        statement,
    };
    let rendered = compile::render(&program, &options).map_err(|error| raise(py, &error))?;
    if !rendered.warnings.is_empty() {
        warn(py, &rendered.warnings)?;
    }
    lowering.into_compiled(rendered)
}

/// Add `compile` and `Compiled` to the module.
pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_class::<Compiled>()?;
    module.add_function(wrap_pyfunction!(build::compare, module)?)?;
    module.add_function(wrap_pyfunction!(build::between, module)?)?;
    module.add_function(wrap_pyfunction!(build::copy_node, module)?)?;
    module.add_function(wrap_pyfunction!(shape::forget_shapes, module)?)?;
    module.add_function(wrap_pyfunction!(compile_node, module)?)
}
