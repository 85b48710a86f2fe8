//! `Projection`: the columns of an entity in IR form, made once and kept on the entity.
//!
//! An entity is rebuilt when a class changes, and aliases, deferred columns and subclasses are entities of their own. What
//! can still change under an entity are its columns: each is looked at before the projection is used again.

use std::sync::{Arc, OnceLock};

use pyo3::gc::{PyTraverseError, PyVisit};
use pyo3::prelude::*;
use pyo3::types::PyString;
use sqlmodel_rs_engine::ir::{ColumnRun, Item};

use super::compiled::Slot;
use super::context::{Lowering, Projected};
use super::kind::node;
use super::shape::{self, Part, each, part};
use crate::types::TypeSpec;

/// Flavors a column's type may differ in.
const FLAVORS: usize = 4;

/// A column of a run, with what it was when the run was made.
struct Watched {
    column: Py<PyAny>,
    name: Py<PyAny>,
    table: Py<PyAny>,
    ty: Py<PyAny>,
}

/// A part of an entity's columns.
enum Piece {
    /// Plain columns of one table that follow each other.
    Columns {
        table: Py<PyAny>,
        run: Arc<ColumnRun>,
    },
    /// Any other expression; it is lowered each time.
    Element(Py<PyAny>),
}

/// The columns of an entity, ready to be put into a select list.
#[pyclass(frozen, module = "sqlmodel_rs._native")]
pub struct Projection {
    columns: Py<PyAny>,
    watched: Vec<Watched>,
    pieces: Vec<Piece>,
    /// The types of the watched columns, by flavor.
    specs: [OnceLock<Vec<Py<TypeSpec>>>; FLAVORS],
}

#[pymethods]
impl Projection {
    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(&self.columns)?;
        for watched in &self.watched {
            visit.call(&watched.column)?;
            visit.call(&watched.name)?;
            visit.call(&watched.table)?;
            visit.call(&watched.ty)?;
        }
        for piece in &self.pieces {
            match piece {
                Piece::Columns { table, .. } => visit.call(table)?,
                Piece::Element(element) => visit.call(element)?,
            }
        }
        for spec in self.specs.iter().filter_map(OnceLock::get).flatten() {
            visit.call(spec)?;
        }
        Ok(())
    }
}

impl Watched {
    /// Watch a column that is plain: it has a name, belongs to a table, and is no text.
    fn of(column: &Bound<'_, PyAny>) -> Option<Watched> {
        let shape = shape::of(column);
        match shape.kind? {
            node::COLUMN => {}
            node::COLUMN_CLAUSE if !part(column, Part::IsLiteral).ok()?.is_truthy().ok()? => {}
            _ => return None,
        }
        let name = shape.read(column, Part::Name)?;
        let table = shape.read(column, Part::Table)?;
        let ty = shape.read(column, Part::Type)?;
        if !name.is_instance_of::<PyString>() || table.is_none() {
            return None;
        }
        Some(Watched {
            column: column.clone().unbind(),
            name: name.unbind(),
            table: table.unbind(),
            ty: ty.unbind(),
        })
    }

    fn is_current(&self, py: Python<'_>) -> bool {
        let column = self.column.bind(py);
        let shape = shape::of(column);
        shape.holds(column, Part::Name, self.name.bind(py))
            && shape.holds(column, Part::Table, self.table.bind(py))
            && shape.holds(column, Part::Type, self.ty.bind(py))
    }
}

impl Projection {
    /// Take the columns of an entity apart.
    fn of(columns: &Bound<'_, PyAny>) -> PyResult<Projection> {
        let py = columns.py();
        let mut watched: Vec<Watched> = Vec::new();
        let mut pieces = Vec::new();
        let mut names = Vec::new();
        let mut table: Option<Py<PyAny>> = None;
        let close = |table: &mut Option<Py<PyAny>>, names: &mut Vec<_>, pieces: &mut Vec<_>| {
            if let Some(table) = table.take() {
                let run = Arc::new(ColumnRun::new(std::mem::take(names)));
                pieces.push(Piece::Columns { table, run });
            }
        };
        each(columns, |column| {
            let Some(plain) = Watched::of(&column) else {
                close(&mut table, &mut names, &mut pieces);
                pieces.push(Piece::Element(column.unbind()));
                return Ok(());
            };
            if table.as_ref().is_some_and(|table| !table.is(&plain.table)) {
                close(&mut table, &mut names, &mut pieces);
            }
            names.push(plain.name.bind(py).cast::<PyString>()?.to_str()?.into());
            table = Some(plain.table.clone_ref(py));
            watched.push(plain);
            Ok(())
        })?;
        close(&mut table, &mut names, &mut pieces);
        Ok(Projection {
            columns: columns.clone().unbind(),
            watched,
            pieces,
            specs: Default::default(),
        })
    }

    fn is_current(&self, columns: &Bound<'_, PyAny>) -> bool {
        let py = columns.py();
        self.columns.is(columns) && self.watched.iter().all(|watched| watched.is_current(py))
    }

    fn specs(&self, lowering: &Lowering<'_>) -> PyResult<&[Py<TypeSpec>]> {
        let cell = &self.specs[lowering.flavor as usize];
        if let Some(known) = cell.get() {
            return Ok(known);
        }
        // Types may be Python code, which must not run while the cell is locked.
        let py = lowering.py;
        let found = self
            .watched
            .iter()
            .map(|watched| Ok(lowering.spec_of_type(watched.ty.bind(py))?.unbind()))
            .collect::<PyResult<Vec<_>>>()?;
        Ok(cell.get_or_init(|| found))
    }
}

impl<'py> Lowering<'py> {
    /// Project the columns of an entity; the outermost select notes which of a row's columns they are.
    pub fn project_entity(
        &mut self,
        entity: &Bound<'py, PyAny>,
        items: &mut Vec<Item>,
    ) -> PyResult<()> {
        self.bring_entity(entity)?;
        let projection = self.projection_of(entity)?;
        let start = self.columns.len();
        self.without_collecting(|lowering| lowering.project_pieces(projection.get(), items))?;
        if self.depth == 0 {
            self.slots.push(Slot::Entity {
                entity: entity.clone().unbind(),
                start,
                count: self.columns.len() - start,
            });
        }
        Ok(())
    }

    fn projection_of(&self, entity: &Bound<'py, PyAny>) -> PyResult<Bound<'py, Projection>> {
        let columns = part(entity, Part::Columns)?;
        if let Some(known) = shape::of(entity).read(entity, Part::Projection)
            && let Ok(known) = known.cast_into::<Projection>()
            && known.get().is_current(&columns)
        {
            return Ok(known);
        }
        let made = Bound::new(self.py, Projection::of(&columns)?)?;
        entity.setattr(Part::Projection.name(self.py), &made)?;
        Ok(made)
    }

    fn project_pieces(&mut self, projection: &Projection, items: &mut Vec<Item>) -> PyResult<()> {
        let py = self.py;
        let outermost = self.depth == 0;
        let mut at = 0;
        for piece in &projection.pieces {
            match piece {
                Piece::Columns { table, run } => {
                    let table = table.bind(py);
                    let source = match self.last_source(table) {
                        Some(source) => source,
                        None => self.source_of(table)?,
                    };
                    let end = at + run.names().len();
                    if outermost {
                        let specs = &projection.specs(self)?[at..end];
                        self.columns.extend(specs.iter().map(|spec| Projected {
                            spec: spec.clone_ref(py),
                        }));
                    }
                    at = end;
                    items.push(Item::Columns {
                        source,
                        run: Arc::clone(run),
                    });
                }
                Piece::Element(column) => self.project_element(column.bind(py), items)?,
            }
        }
        Ok(())
    }

    fn project_element(
        &mut self,
        column: &Bound<'py, PyAny>,
        items: &mut Vec<Item>,
    ) -> PyResult<()> {
        let expr = self.expr(column)?;
        let label = self.item_label(column)?;
        if self.depth == 0 {
            let spec = self.spec_of(column)?.unbind();
            self.columns.push(Projected { spec });
        }
        items.push(Item::Value { expr, label });
        Ok(())
    }
}
