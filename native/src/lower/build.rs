//! Nodes made while a statement is built: comparisons with plain values, and the copies generative methods start from.
//! Whatever is not plain goes back to `sqlmodel_rs.sql`, where all rules are.

use pyo3::ffi;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBool, PyFrozenSet, PyString, PyTuple, PyType};

use super::kind::{node, op};
use super::shape::{self, Part, Shape, part};

/// The classes and constants of `sqlmodel_rs.sql.elements` that nodes are made of.
struct Nodes {
    bind: Py<PyType>,
    binary: Py<PyType>,
    list: Py<PyType>,
    boolean: Py<PyAny>,
    null: Py<PyAny>,
    yes: Py<PyAny>,
    no: Py<PyAny>,
    compare: Py<PyAny>,
}

impl Nodes {
    fn get(py: Python<'_>) -> PyResult<&Nodes> {
        static NODES: PyOnceLock<Nodes> = PyOnceLock::new();
        NODES.get_or_try_init(py, || {
            let module = py.import("sqlmodel_rs.sql.elements")?;
            let class = |name: &str| -> PyResult<Py<PyType>> {
                Ok(module.getattr(name)?.cast_into::<PyType>()?.unbind())
            };
            Ok(Nodes {
                bind: class("BindParameter")?,
                binary: class("BinaryExpression")?,
                list: class("ClauseList")?,
                boolean: module.getattr("BOOLEANTYPE")?.unbind(),
                null: module.getattr("NULL")?.unbind(),
                yes: module.getattr("TRUE")?.unbind(),
                no: module.getattr("FALSE")?.unbind(),
                compare: module.getattr("compare_any")?.unbind(),
            })
        })
    }

    /// A plain value as a parameter beside an expression; None where the type has to be asked.
    fn plain_bind<'py>(
        &self,
        left: &Bound<'py, PyAny>,
        value: &Bound<'py, PyAny>,
    ) -> PyResult<Option<Bound<'py, PyAny>>> {
        let py = left.py();
        let key = match shape::of(left).kind {
            Some(node::COLUMN | node::ENTITY_COLUMN | node::COLUMN_CLAUSE) => {
                part(left, Part::Key)?
            }
            // ANY and ALL go to the right side.
            Some(node::UNARY) => return Ok(None),
            Some(_) => left.getattr(intern!(py, "_bind_name"))?,
            None => return Ok(None),
        };
        let ty = part(left, Part::Type)?;
        let accepts = ty.getattr(intern!(py, "accepts"))?;
        if value.is_exact_instance_of::<PyBool>()
            || !key.is_instance_of::<PyString>()
            || !accepts.cast::<PyFrozenSet>()?.contains(value.get_type())?
        {
            return Ok(None);
        }
        let no = PyBool::new(py, false).to_owned().into_any();
        let yes = PyBool::new(py, true).to_owned().into_any();
        make(
            self.bind.bind(py),
            [
                (Part::Key, key),
                (Part::Value, value.clone()),
                (Part::Type, ty),
                (Part::Unique, yes),
                (Part::Required, no.clone()),
                (Part::Expanding, no.clone()),
                (Part::LiteralExecute, no),
                (Part::Callable, py.None().into_bound(py)),
            ],
        )
        .map(Some)
    }

    fn comparison<'py>(
        &self,
        left: Bound<'py, PyAny>,
        code: Bound<'py, PyAny>,
        right: Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let py = left.py();
        make(
            self.binary.bind(py),
            [
                (Part::Left, left),
                (Part::Operator, code),
                (Part::Right, right),
                (Part::Type, self.boolean.bind(py).clone()),
                (Part::Modifiers, py.None().into_bound(py)),
            ],
        )
    }

    /// The node of None, True or False beside `=` and `!=`, and the operator it takes.
    fn constant<'py>(
        &self,
        code: &Bound<'py, PyAny>,
        value: &Bound<'py, PyAny>,
    ) -> PyResult<Option<(Bound<'py, PyAny>, Bound<'py, PyAny>)>> {
        let py = code.py();
        let number = code.extract::<i64>()?;
        if number != op::EQ && number != op::NE {
            return Ok(None);
        }
        if value.is_none() {
            let is = if number == op::EQ { op::IS } else { op::IS_NOT };
            return Ok(Some((
                is.into_pyobject(py)?.into_any(),
                self.null.bind(py).clone(),
            )));
        }
        Ok(value.cast_exact::<PyBool>().ok().map(|value| {
            let node = if value.is_true() { &self.yes } else { &self.no };
            (code.clone(), node.bind(py).clone())
        }))
    }
}

/// Whether the rules of an expression's type are the program's own, so that even a constant has to be asked about.
fn asks(left: &Bound<'_, PyAny>) -> PyResult<bool> {
    let ty = part(left, Part::Type)?;
    ty.getattr(intern!(left.py(), "asks"))?.is_truthy()
}

/// Make an object of a class from the values of its slots.
fn make<'py, const N: usize>(
    class: &Bound<'py, PyType>,
    parts: [(Part, Bound<'py, PyAny>); N],
) -> PyResult<Bound<'py, PyAny>> {
    let made = allocate(class)?;
    let shape = shape::of(&made);
    for (name, value) in parts {
        if let Some(value) = shape.write(&made, name, value) {
            made.setattr(name.name(class.py()), value)?;
        }
    }
    Ok(made)
}

/// Make an object whose slots are all unset.
fn allocate<'py>(class: &Bound<'py, PyType>) -> PyResult<Bound<'py, PyAny>> {
    // SAFETY: the class is alive; the object is returned as a new reference, or null with an exception set. Node classes have
    // no fields but slots, which start as null.
    unsafe {
        Bound::from_owned_ptr_or_err(class.py(), ffi::PyType_GenericAlloc(class.as_type_ptr(), 0))
    }
}

/// The column element of an operand: a mapped attribute remembers its own as long as its mapper's entity stands.
fn clause_of<'py>(operand: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    let shape = shape::of(operand);
    if shape.kind.is_some() {
        return Ok(operand.clone());
    }
    if let Some(entity) = shape.read(operand, Part::ExpressionEntity)
        && let Some(parent) = shape.read(operand, Part::Parent)
        && shape::of(&parent).holds(&parent, Part::MapperEntity, entity.as_any())
        && !entity.is_none()
        && let Some(expression) = shape.read(operand, Part::Expression)
    {
        return Ok(expression);
    }
    operand.call_method0(intern!(operand.py(), "__clause_element__"))
}

/// Build `left op other` for a comparison operator.
#[pyfunction]
pub fn compare<'py>(
    left: &Bound<'py, PyAny>,
    op: &Bound<'py, PyAny>,
    other: &Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyAny>> {
    let py = left.py();
    let nodes = Nodes::get(py)?;
    let left = clause_of(left)?;
    if let Some(right) = nodes.plain_bind(&left, other)? {
        return nodes.comparison(left, op.clone(), right);
    }
    if !asks(&left)?
        && let Some((op, right)) = nodes.constant(op, other)?
    {
        return nodes.comparison(left, op, right);
    }
    nodes.compare.bind(py).call1((left, op, other))
}

/// Build `left BETWEEN low AND high`; `op` says which of its forms.
#[pyfunction]
pub fn between<'py>(
    left: &Bound<'py, PyAny>,
    op: &Bound<'py, PyAny>,
    low: &Bound<'py, PyAny>,
    high: &Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyAny>> {
    let py = left.py();
    let nodes = Nodes::get(py)?;
    let left = clause_of(left)?;
    if let Some(low) = nodes.plain_bind(&left, low)?
        && let Some(high) = nodes.plain_bind(&left, high)?
    {
        let clauses = PyTuple::new(py, [low, high])?.into_any();
        let bounds = make(nodes.list.bind(py), [(Part::Clauses, clauses)])?;
        return nodes.comparison(left, op.clone(), bounds);
    }
    left.call_method1(intern!(py, "operate"), (op, low, high))
}

/// Return an object of the same class with the same values in its slots.
#[pyfunction]
pub fn copy_node<'py>(node: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    let copy = allocate(&node.get_type())?;
    let shape: &Shape = shape::of(node);
    shape.copy_slots(node, &copy);
    Ok(copy)
}
