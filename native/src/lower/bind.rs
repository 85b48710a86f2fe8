//! Parameters: names, values, and lists that become arrays or several placeholders.

use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyTuple};
use sqlmodel_rs_engine::dialect::Flavor;
use sqlmodel_rs_engine::ir::{Expr, InList, Name};
use sqlmodel_rs_engine::{SmolStr, SqlType};

use super::context::{Lowering, identity};
use super::kind::node;
use super::literal;
use super::shape::{Part, part};
use crate::types::TypeSpec;

impl<'py> Lowering<'py> {
    /// Lower a parameter; the same object is the same parameter.
    pub fn bind_parameter(&mut self, element: &Bound<'py, PyAny>) -> PyResult<Expr> {
        if let Some(id) = self.find_bind(element) {
            return Ok(Expr::Bind(id));
        }
        let name = self.bind_name(element)?;
        let spec = self.spec_of(element)?;
        let (value, required) = self.bind_value(element)?;
        if !self.flag_part(element, Part::Expanding)? {
            let id = self.add_bind(name, value, required, spec)?;
            self.name_bind(element, id);
            if self.flag_part(element, Part::LiteralExecute)? {
                self.write_in_text(id.0 as usize, false)?;
            }
            return Ok(Expr::Bind(id));
        }
        self.keep(element);
        match self.expanding(element, name, None)? {
            InList::Items(items) => Ok(Expr::Tuple(items)),
            InList::Expanding(id) | InList::ArrayBind(id) => Ok(Expr::Bind(id)),
            InList::Query(query) => Ok(Expr::Scalar(query)),
            InList::Expr(expr) => Ok(*expr),
        }
    }

    /// Let a parameter's value be part of the text that is sent, and (`shown`) of the text that is shown.
    pub fn write_in_text(&mut self, at: usize, shown: bool) -> PyResult<()> {
        let Some(bound) = self.values.get(at) else {
            return Ok(());
        };
        let value = bound
            .value
            .as_ref()
            .map(|value| value.bind(self.py).clone());
        let spec = bound.spec.bind(self.py).clone();
        let literal = match value {
            Some(value) if shown || self.executes() => literal::value_of(self, &value, &spec)?,
            _ => None,
        };
        if let Some(bind) = self.binds.get_mut(at) {
            bind.in_text = true;
            bind.literal = bind.literal.take().or(literal);
        }
        Ok(())
    }

    fn bind_name(&mut self, element: &Bound<'py, PyAny>) -> PyResult<Name> {
        let key = self.text_part(element, Part::Key)?;
        if !self.flag_part(element, Part::Unique)? {
            return Ok(Name::Plain(key));
        }
        // Anonymous names are plain identifiers whatever the column is called.
        if key
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        {
            return Ok(anonymous(element, key));
        }
        let plain = |letter: char| match letter.is_alphanumeric() {
            true => letter,
            false => '_',
        };
        let base = key.chars().map(plain).collect::<SmolStr>();
        Ok(anonymous(element, base))
    }

    pub(super) fn bind_value(
        &self,
        element: &Bound<'py, PyAny>,
    ) -> PyResult<(Option<Bound<'py, PyAny>>, bool)> {
        let callable = part(element, Part::Callable)?;
        if !callable.is_none() {
            return Ok((Some(callable.call0()?), false));
        }
        if self.flag_part(element, Part::Required)? {
            return Ok((None, true));
        }
        Ok((Some(part(element, Part::Value)?), false))
    }

    /// Lower the list parameter of IN.
    pub fn expanding(
        &mut self,
        element: &Bound<'py, PyAny>,
        name: Name,
        beside: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<InList> {
        let own = self.spec_of(element)?;
        // A list without a type takes that of the expression it is compared with.
        let (typed, spec) = match beside {
            Some(beside)
                if own.get().sql == SqlType::Null && self.kind_of(beside)? != node::TUPLE =>
            {
                (beside, self.spec_of(beside)?)
            }
            _ => (element, own),
        };
        let (value, required) = self.bind_value(element)?;
        if !self.options.literal_binds && !self.executes() {
            return Ok(InList::Expanding(
                self.add_bind(name, value, required, spec)?,
            ));
        }
        let Some(value) = value else {
            if self.flavor == Flavor::Postgres {
                let array = self.array_spec(typed, &spec)?;
                return Ok(InList::ArrayBind(self.add_bind(name, None, true, array)?));
            }
            let key = self.text_of(element, intern!(self.py, "key"))?;
            return Err(self.error(&format!(
                "A value is required for bind parameter '{key}': its list is part of the text"
            )));
        };
        let items: Vec<Bound<'py, PyAny>> = value.try_iter()?.collect::<PyResult<_>>()?;
        let tuples = items
            .first()
            .is_some_and(|item| item.is_instance_of::<PyTuple>());
        let plain = !tuples
            && self.executes()
            && !self.options.literal_binds
            && self.flavor == Flavor::Postgres;
        if plain && is_array_item(spec.get()) && !items.iter().any(|item| item.is_none()) {
            let array = self.array_spec(typed, &spec)?;
            let list = PyList::new(self.py, &items)?.into_any();
            return Ok(InList::ArrayBind(self.add_bind(
                name,
                Some(list),
                false,
                array,
            )?));
        }
        let base = match &name {
            Name::Plain(text) => text.clone(),
            Name::Anon { base, .. } => base.clone(),
        };
        let mut lowered = Vec::with_capacity(items.len());
        for item in items {
            let Ok(members) = item.cast::<PyTuple>() else {
                lowered.push(self.list_item(&base, item, &spec)?);
                continue;
            };
            let types = element
                .getattr(intern!(self.py, "type"))?
                .getattr(intern!(self.py, "types"))
                .ok();
            let mut parts = Vec::with_capacity(members.len());
            for (position, member) in members.iter().enumerate() {
                let spec = match &types {
                    Some(types) => self.spec_of_type(&types.get_item(position)?)?,
                    None => spec.clone(),
                };
                parts.push(self.list_item(&base, member, &spec)?);
            }
            lowered.push(Expr::Tuple(parts));
        }
        Ok(InList::Items(lowered))
    }

    fn list_item(
        &mut self,
        base: &SmolStr,
        value: Bound<'py, PyAny>,
        spec: &Bound<'py, TypeSpec>,
    ) -> PyResult<Expr> {
        let name = Name::Anon {
            id: self.fresh_id(),
            base: base.clone(),
        };
        Ok(Expr::Bind(self.add_bind(
            name,
            Some(value),
            false,
            spec.clone(),
        )?))
    }

    /// The array type over a scalar one, made once and kept beside it.
    fn array_spec(
        &self,
        element: &Bound<'py, PyAny>,
        item: &Bound<'py, TypeSpec>,
    ) -> PyResult<Bound<'py, TypeSpec>> {
        let py = self.py;
        let specs = element
            .getattr(intern!(py, "type"))?
            .getattr(intern!(py, "_specs"))?;
        let key = intern!(py, "postgresql[]");
        if let Ok(known) = specs.get_item(key) {
            return Ok(known.cast_into::<TypeSpec>()?);
        }
        let keywords = PyDict::new(py);
        keywords.set_item(intern!(py, "item"), item)?;
        let array = py
            .get_type::<TypeSpec>()
            .call(("array",), Some(&keywords))?
            .cast_into::<TypeSpec>()?;
        specs.set_item(key, &array)?;
        Ok(array)
    }
}

/// The name of a parameter that is registered, and so kept alive, by its owner.
fn anonymous(element: &Bound<'_, PyAny>, base: SmolStr) -> Name {
    Name::Anon {
        id: identity(element) as u64,
        base,
    }
}

/// Types whose lists travel as one PostgreSQL array parameter.
fn is_array_item(spec: &TypeSpec) -> bool {
    spec.bind.is_none()
        && spec.enum_bind.is_none()
        && matches!(
            spec.sql,
            SqlType::SmallInteger
                | SqlType::Integer
                | SqlType::BigInteger
                | SqlType::Varchar { .. }
                | SqlType::Text
                | SqlType::Uuid
                | SqlType::Date
                | SqlType::DateTime { .. }
                | SqlType::Boolean
                | SqlType::Double
                | SqlType::Float { .. }
        )
}
