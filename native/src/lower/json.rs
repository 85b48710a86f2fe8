//! Keys, positions and paths into JSON values, in the form each database takes them.

use pyo3::intern;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyInt, PyList, PyString, PyTuple};
use sqlmodel_rs_engine::SqlType;
use sqlmodel_rs_engine::dialect::Flavor;
use sqlmodel_rs_engine::ir::{Expr, JsonAccess};

use super::context::Lowering;
use super::kind::node;
use crate::types::TypeSpec;

/// Types of what stands right of `->` and `#>`.
struct IndexTypes {
    text: Py<TypeSpec>,
    integer: Py<TypeSpec>,
    path: Py<TypeSpec>,
}

fn index_types(py: Python<'_>) -> PyResult<&'static IndexTypes> {
    static TYPES: PyOnceLock<IndexTypes> = PyOnceLock::new();
    TYPES.get_or_try_init(py, || {
        let class = py.get_type::<TypeSpec>();
        let text = class.call1(("text",))?;
        let keywords = PyDict::new(py);
        keywords.set_item("item", &text)?;
        Ok(IndexTypes {
            integer: class.call1(("integer",))?.cast_into::<TypeSpec>()?.unbind(),
            path: class
                .call(("array",), Some(&keywords))?
                .cast_into::<TypeSpec>()?
                .unbind(),
            text: text.cast_into::<TypeSpec>()?.unbind(),
        })
    })
}

/// Append one step of a JSON path (`."key"`, `[3]`).
fn write_step(path: &mut String, step: &Bound<'_, PyAny>) -> PyResult<()> {
    if step.is_instance_of::<PyInt>() {
        path.push_str(&format!("[{}]", step.extract::<i64>()?));
        return Ok(());
    }
    path.push_str(".\"");
    for letter in step.str()?.to_str()?.chars() {
        if matches!(letter, '"' | '\\') {
            path.push('\\');
        }
        path.push(letter);
    }
    path.push('"');
    Ok(())
}

impl<'py> Lowering<'py> {
    /// Lower `value[index]`, read as the type of the expression.
    pub fn json_item(
        &mut self,
        element: &Bound<'py, PyAny>,
        left: &Bound<'py, PyAny>,
        right: &Bound<'py, PyAny>,
        path: bool,
    ) -> PyResult<Expr> {
        let spec = self.spec_of(element)?;
        let of = self.spec_of(left)?.get().sql.clone();
        let is_pairs = matches!(&of, SqlType::Other { ddl } if ddl == "HSTORE");
        let read_as = match &spec.get().sql {
            SqlType::Json { .. } | SqlType::Null => None,
            _ if is_pairs => None,
            other => Some(other.clone()),
        };
        let operand = self.expr(left)?;
        let index = self.expr(right)?;
        if !is_pairs
            && self.kind_of(right)? == node::BIND
            && let Expr::Bind(id) = &index
        {
            let value = right.getattr(intern!(self.py, "value"))?;
            let (value, spec) = self.json_index(&value)?;
            let slot = id.0 as usize;
            let literal = match self.options.literal_binds {
                true => super::literal::value_of(self, &value, &spec)?,
                false => None,
            };
            if let (Some(bind), Some(bound)) = (self.binds.get_mut(slot), self.values.get_mut(slot))
            {
                bind.ty = spec.get().sql.clone();
                bind.literal = literal;
                bound.spec = spec.unbind();
                bound.value = Some(value.unbind());
            }
        }
        Ok(Expr::Json(Box::new(JsonAccess {
            operand,
            index,
            path,
            subscript: is_pairs || of == SqlType::Json { binary: true },
            read_as,
        })))
    }

    fn json_index(
        &self,
        value: &Bound<'py, PyAny>,
    ) -> PyResult<(Bound<'py, PyAny>, Bound<'py, TypeSpec>)> {
        let py = self.py;
        let types = index_types(py)?;
        let text = types.text.bind(py).clone();
        let steps = value
            .cast::<PyTuple>()
            .map(|steps| steps.iter().collect::<Vec<_>>());
        let steps = steps.or_else(|_| value.cast::<PyList>().map(|steps| steps.iter().collect()));
        match (self.flavor, steps) {
            (Flavor::Standard, _) => Ok((value.clone(), text)),
            (Flavor::Postgres, Ok(steps)) => {
                let names = steps
                    .iter()
                    .map(|step| step.str())
                    .collect::<PyResult<Vec<_>>>()?;
                Ok((
                    PyList::new(py, names)?.into_any(),
                    types.path.bind(py).clone(),
                ))
            }
            (Flavor::Postgres, Err(_)) if value.is_instance_of::<PyInt>() => {
                Ok((value.clone(), types.integer.bind(py).clone()))
            }
            (Flavor::Postgres, Err(_)) => Ok((value.clone(), text)),
            (_, steps) => {
                let mut path = String::from("$");
                for step in steps.unwrap_or_else(|_| vec![value.clone()]) {
                    write_step(&mut path, &step)?;
                }
                Ok((PyString::new(py, &path).into_any(), text))
            }
        }
    }
}
