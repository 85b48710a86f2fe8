//! What one lowering remembers: sources and parameters by Python identity, and the FROM list being collected.

use std::sync::OnceLock;

use pyo3::intern;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyString};
use sqlmodel_rs_engine::compile::{Options, Rendered, TextUse};
use sqlmodel_rs_engine::dialect::Flavor;
use sqlmodel_rs_engine::ir::{self, BindId, Expr, From, Name, Source, SourceId};
use sqlmodel_rs_engine::{SmolStr, SqlType};

use super::compiled::{Bind, Compiled, OutColumn, Slot, StatementKind};
use super::kind::node;
use super::registered::Registered;
use super::shape::{self, Part, part};
use super::{exception, literal};
use crate::types::TypeSpec;

/// The value of a parameter, beside its place in the IR.
pub struct BoundValue {
    pub value: Option<Py<PyAny>>,
    pub required: bool,
    pub spec: Py<TypeSpec>,
}

/// FROM entries found while one select is lowered.
#[derive(Default)]
pub struct Frame {
    /// Python identity and entry, in order of discovery.
    pub candidates: Vec<(usize, From)>,
    /// Sources that stand inside a join of this select.
    pub hidden: Vec<SourceId>,
    /// Joins that stand inside a larger join.
    pub hidden_joins: Vec<usize>,
    /// Entities whose FROM and criteria are in already.
    pub entities: Vec<usize>,
    pub criteria: Vec<Expr>,
    /// Off while clauses are lowered whose columns add nothing to FROM.
    pub collecting: bool,
    /// CTEs that belong to this select alone.
    pub ctes: Vec<SourceId>,
    /// Identity and name of the labels of this select.
    pub labels: Vec<(usize, Name)>,
    /// A subquery that stands for a value, and may mean what the statement around it reads.
    pub value: bool,
    /// How many of the candidates the columns and FROM have named; the rest is there for the conditions alone.
    pub listed: usize,
    /// The conditions are being lowered.
    pub in_where: bool,
    /// Entities named by the conditions of which the statement around reads some of the tables.
    pub partial: Vec<(usize, Vec<SourceId>)>,
    /// Such entities get other names.
    pub apart: bool,
    /// Entities that have other names here, and what stands for them.
    pub twins: Vec<(usize, Py<PyAny>)>,
    /// The select itself, which knows the columns of what it selects from.
    pub statement: Option<Py<PyAny>>,
}

/// A projected column that a row will have.
pub struct Projected {
    pub spec: Py<TypeSpec>,
}

pub struct Lowering<'py> {
    pub py: Python<'py>,
    pub options: Options,
    pub flavor: Flavor,
    /// What schemas are called here, by the name in the metadata.
    pub schemas: Option<Bound<'py, PyDict>>,
    pub sources: Vec<Source>,
    pub binds: Vec<ir::Bind>,
    pub values: Vec<BoundValue>,
    pub ctes: Vec<SourceId>,
    pub frames: Vec<Frame>,
    pub columns: Vec<Projected>,
    /// Columns written as text, whose names only the database knows.
    pub text_columns: Vec<std::ops::Range<usize>>,
    pub slots: Vec<Slot>,
    pub kind: StatementKind,
    pub returns_rows: bool,
    pub pure_read: bool,
    /// Selects entered and not left; the outermost one fills `columns` and `slots`.
    pub depth: usize,
    /// SET of ON DUPLICATE KEY UPDATE is being lowered: `excluded.x` is written `VALUES(x)`.
    pub in_duplicate_key: bool,
    /// What is lowered next is a query that stands for a value.
    pub in_value: bool,
    /// A member of a compound is being lowered: its labels must not be qualified.
    pub in_compound: bool,
    source_ids: Registered<'py, SourceId>,
    bind_ids: Registered<'py, BindId>,
    /// Objects whose identity is a key in a name must outlive the lowering.
    keep: Vec<Bound<'py, PyAny>>,
    last_source: (usize, SourceId),
    next_id: u64,
}

/// The Python identity of an object.
pub fn identity(object: &Bound<'_, PyAny>) -> usize {
    object.as_ptr() as usize
}

impl<'py> Lowering<'py> {
    pub fn new(py: Python<'py>, options: Options) -> Self {
        Self {
            py,
            options,
            schemas: None,
            flavor: options.flavor,
            sources: Vec::new(),
            binds: Vec::new(),
            values: Vec::new(),
            ctes: Vec::new(),
            frames: Vec::new(),
            columns: Vec::new(),
            text_columns: Vec::new(),
            slots: Vec::new(),
            kind: StatementKind::Select,
            returns_rows: false,
            pure_read: true,
            depth: 0,
            in_duplicate_key: false,
            in_value: false,
            in_compound: false,
            source_ids: Registered::default(),
            bind_ids: Registered::default(),
            keep: Vec::new(),
            last_source: (0, SourceId(0)),
            next_id: 1,
        }
    }

    pub fn executes(&self) -> bool {
        self.options.purpose == TextUse::Execute
    }

    /// Raise `exc.CompileError`.
    pub fn error(&self, message: &str) -> PyErr {
        exception(self.py, "CompileError", message)
    }

    /// The error of a node that has no text here.
    pub fn unknown(&self, element: &Bound<'_, PyAny>) -> PyErr {
        let name = element
            .get_type()
            .fully_qualified_name()
            .map_or_else(|_| "?".to_owned(), |name| name.to_string());
        self.error(&format!(
            "Compiler {} can't render element of type {name}",
            self.flavor.name()
        ))
    }

    /// The `_kind` of a node.
    pub fn kind_of(&self, element: &Bound<'py, PyAny>) -> PyResult<i64> {
        shape::of(element).kind.ok_or_else(|| self.unknown(element))
    }

    /// A number for an anonymous name that belongs to no Python object.
    pub fn fresh_id(&mut self) -> u64 {
        self.next_id += 2;
        // Object addresses are even, so odd numbers never meet them.
        self.next_id
    }

    pub fn keep(&mut self, object: &Bound<'py, PyAny>) {
        self.keep.push(object.clone());
    }

    /// An anonymous name tied to a Python object.
    pub fn anonymous(&mut self, object: &Bound<'py, PyAny>, base: impl Into<SmolStr>) -> Name {
        self.keep(object);
        Name::Anon {
            id: identity(object) as u64,
            base: base.into(),
        }
    }

    pub fn find_source(&self, object: &Bound<'py, PyAny>) -> Option<SourceId> {
        self.source_ids.get(object)
    }

    pub fn last_source(&self, object: &Bound<'py, PyAny>) -> Option<SourceId> {
        (self.last_source.0 == identity(object)).then_some(self.last_source.1)
    }

    /// Register a source for a Python object.
    pub fn add_source(&mut self, object: &Bound<'py, PyAny>, source: Source) -> SourceId {
        let id = self.push_source(source);
        self.name_source(object, id);
        id
    }

    pub fn push_source(&mut self, source: Source) -> SourceId {
        let id = SourceId(u32::try_from(self.sources.len()).unwrap_or(u32::MAX));
        self.sources.push(source);
        id
    }

    /// Let a Python object stand for a source that is there already.
    pub fn name_source(&mut self, object: &Bound<'py, PyAny>, id: SourceId) {
        self.source_ids.insert(object, id);
        self.last_source = (identity(object), id);
    }

    /// Note that the select being lowered reads from a source.
    pub fn collect(&mut self, key: usize, source: SourceId) {
        if let Some(frame) = self.frames.last_mut()
            && frame.collecting
            && !frame
                .candidates
                .iter()
                .any(|(known, from)| *known == key || *from == From::Source(source))
        {
            frame.candidates.push((key, From::Source(source)));
        }
    }

    /// Run `lower` without adding to FROM.
    pub fn without_collecting<T>(
        &mut self,
        lower: impl FnOnce(&mut Self) -> PyResult<T>,
    ) -> PyResult<T> {
        let before = self
            .frames
            .last_mut()
            .map(|frame| std::mem::replace(&mut frame.collecting, false));
        let result = lower(self);
        if let (Some(before), Some(frame)) = (before, self.frames.last_mut()) {
            frame.collecting = before;
        }
        result
    }

    /// The `TypeSpec` of a type object on this dialect.
    pub fn spec_of_type(&self, ty: &Bound<'py, PyAny>) -> PyResult<Bound<'py, TypeSpec>> {
        let dialect = match self.flavor {
            Flavor::Standard => intern!(self.py, "default"),
            Flavor::Sqlite => intern!(self.py, "sqlite"),
            Flavor::Postgres => intern!(self.py, "postgresql"),
            Flavor::Mysql => intern!(self.py, "mysql"),
        };
        if let Some(specs) = shape::of(ty).read(ty, Part::Specs)
            && let Ok(specs) = specs.cast::<PyDict>()
            && let Some(spec) = specs.get_item(dialect)?
        {
            return self.renamed(spec.cast_into::<TypeSpec>()?);
        }
        let spec = ty.call_method1(intern!(self.py, "_spec"), (dialect,))?;
        self.renamed(spec.cast_into::<TypeSpec>()?)
    }

    /// The spec of a type that lives in a schema, with that schema's name in this execution.
    fn renamed(&self, spec: Bound<'py, TypeSpec>) -> PyResult<Bound<'py, TypeSpec>> {
        if self.schemas.is_none() {
            return Ok(spec);
        }
        match self.type_here(&spec.get().sql)? {
            Some(sql) => Bound::new(self.py, spec.get().with_sql(self.py, sql)),
            None => Ok(spec),
        }
    }

    /// A named type of PostgreSQL, or an array of one, as it is called in this execution; None for any other type.
    fn type_here(&self, sql: &SqlType) -> PyResult<Option<SqlType>> {
        Ok(match sql {
            SqlType::Enum {
                name: Some(name),
                values,
                native: true,
            } => {
                let (schema, own) = match name.split_once('.') {
                    Some((schema, own)) => (Some(schema), own),
                    None => (None, name.as_str()),
                };
                let schema = self.translated(schema.map(SmolStr::from))?;
                Some(SqlType::Enum {
                    name: Some(
                        schema.map_or_else(|| own.to_owned(), |schema| format!("{schema}.{own}")),
                    ),
                    values: values.clone(),
                    native: true,
                })
            }
            SqlType::Array { item, dimensions } => {
                self.type_here(item)?.map(|item| SqlType::Array {
                    item: Box::new(item),
                    dimensions: *dimensions,
                })
            }
            _ => None,
        })
    }

    /// The `TypeSpec` of an expression's type.
    pub fn spec_of(&self, element: &Bound<'py, PyAny>) -> PyResult<Bound<'py, TypeSpec>> {
        self.spec_of_type(&part(element, Part::Type)?)
    }

    /// The SQL type of an expression for CAST and the like; a DDL override wins.
    pub fn cast_type(&self, ty: &Bound<'py, PyAny>) -> PyResult<sqlmodel_rs_engine::SqlType> {
        let spec = self.spec_of_type(ty)?;
        let spec = spec.get();
        Ok(match &spec.ddl {
            Some(ddl) => sqlmodel_rs_engine::SqlType::Other { ddl: ddl.clone() },
            None => spec.sql.clone(),
        })
    }

    /// Register a parameter.
    pub fn add_bind(
        &mut self,
        name: Name,
        value: Option<Bound<'py, PyAny>>,
        required: bool,
        spec: Bound<'py, TypeSpec>,
    ) -> PyResult<BindId> {
        let spec = match &value {
            Some(value) if value.is_instance_of::<PyString>() => self.spec_of_text(spec)?,
            _ => spec,
        };
        let literal = match (&value, self.options.literal_binds) {
            (Some(value), true) => literal::value_of(self, value, &spec)?,
            _ => None,
        };
        let id = BindId(u32::try_from(self.binds.len()).unwrap_or(u32::MAX));
        self.binds.push(ir::Bind {
            name,
            ty: spec.get().sql.clone(),
            literal,
            in_text: false,
        });
        self.values.push(BoundValue {
            value: value.map(Bound::unbind),
            required,
            spec: spec.unbind(),
        });
        Ok(id)
    }

    /// The type a text is sent as: a duration that is written out is read by PostgreSQL.
    fn spec_of_text(&self, spec: Bound<'py, TypeSpec>) -> PyResult<Bound<'py, TypeSpec>> {
        let is_interval = matches!(spec.get().sql, SqlType::Interval { .. });
        if !is_interval || self.flavor != Flavor::Postgres {
            return Ok(spec);
        }
        static WRITTEN: PyOnceLock<Py<TypeSpec>> = PyOnceLock::new();
        let made = WRITTEN.get_or_try_init(self.py, || {
            let keywords = PyDict::new(self.py);
            keywords.set_item("ddl", "INTERVAL")?;
            let class = self.py.get_type::<TypeSpec>();
            let spec = class.call(("other",), Some(&keywords))?;
            PyResult::Ok(spec.cast_into::<TypeSpec>()?.unbind())
        })?;
        Ok(made.bind(self.py).clone())
    }

    pub fn find_bind(&self, object: &Bound<'py, PyAny>) -> Option<BindId> {
        self.bind_ids.get(object)
    }

    pub fn name_bind(&mut self, object: &Bound<'py, PyAny>, id: BindId) {
        self.bind_ids.insert(object, id);
    }

    /// A string attribute.
    pub fn text_of(
        &self,
        object: &Bound<'py, PyAny>,
        name: &Bound<'py, PyString>,
    ) -> PyResult<SmolStr> {
        let value = object.getattr(name)?;
        Ok(value.cast::<PyString>()?.to_str()?.into())
    }

    /// The schema to write for the one in the metadata.
    pub fn translated(&self, schema: Option<SmolStr>) -> PyResult<Option<SmolStr>> {
        let Some(schemas) = &self.schemas else {
            return Ok(schema);
        };
        match schemas.get_item(schema.as_deref())? {
            None => Ok(schema),
            Some(other) if other.is_none() => Err(self.error(
                "Dialect has no default schema name; can't use None as dynamic schema target.",
            )),
            Some(other) => Ok(Some(other.extract::<String>()?.into())),
        }
    }

    /// As `text_of`, of an attribute on the hot path.
    pub fn text_part(&self, object: &Bound<'py, PyAny>, name: Part) -> PyResult<SmolStr> {
        Ok(part(object, name)?.cast::<PyString>()?.to_str()?.into())
    }

    /// As `optional_text`, of an attribute on the hot path.
    pub fn optional_text_part(
        &self,
        object: &Bound<'py, PyAny>,
        name: Part,
    ) -> PyResult<Option<SmolStr>> {
        let value = part(object, name)?;
        if let Ok(text) = value.cast::<PyString>() {
            return Ok(Some(text.to_str()?.into()));
        }
        if value.is_none() {
            return Ok(None);
        }
        Ok(Some(value.str()?.to_str()?.into()))
    }

    /// A flag on the hot path.
    pub fn flag_part(&self, object: &Bound<'py, PyAny>, name: Part) -> PyResult<bool> {
        part(object, name)?.is_truthy()
    }

    /// A string attribute that may be None.
    pub fn optional_text(
        &self,
        object: &Bound<'py, PyAny>,
        name: &Bound<'py, PyString>,
    ) -> PyResult<Option<SmolStr>> {
        let value = object.getattr(name)?;
        if value.is_none() {
            return Ok(None);
        }
        Ok(Some(value.str()?.to_str()?.into()))
    }

    pub fn is_entity(&self, element: &Bound<'py, PyAny>) -> PyResult<bool> {
        Ok(self.kind_of(element)? == node::ENTITY)
    }

    /// Join the written text with the values and types gathered here.
    pub fn into_compiled(self, rendered: Rendered) -> PyResult<Compiled> {
        let py = self.py;
        let Rendered {
            sql,
            order,
            names,
            keys,
            row,
            change,
            ..
        } = rendered;
        let binds = order
            .into_iter()
            .zip(names)
            .filter_map(|(id, name)| {
                let bound = self.values.get(id.0 as usize)?;
                Some(Bind {
                    name,
                    value: bound.value.as_ref().map(|value| value.clone_ref(py)),
                    required: bound.required,
                    spec: bound.spec.clone_ref(py),
                })
            })
            .collect();
        // A piece of text has one key, however many columns it names.
        let mut keys = keys;
        for columns in &self.text_columns {
            let start = columns.start.min(keys.len());
            let end = (start + 1).min(keys.len());
            keys.splice(start..end, columns.clone().map(|_| SmolStr::default()));
        }
        let columns = self
            .columns
            .into_iter()
            .zip(keys)
            .map(|(column, key)| OutColumn {
                key,
                spec: column.spec,
            })
            .collect();
        Ok(Compiled {
            sql,
            binds,
            columns,
            row,
            change,
            has_text: !self.text_columns.is_empty(),
            slots: self.slots,
            returns_rows: self.returns_rows,
            pure_read: self.pure_read && self.kind == StatementKind::Select,
            kind: self.kind,
            prepared: OnceLock::new(),
        })
    }
}
