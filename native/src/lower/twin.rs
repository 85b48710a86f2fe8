//! Which rows a mapped class means inside a subquery: those of the statement around it, or others.
//!
//! A class of which the statement around reads every table is the one there. One of which it reads some, as it does of a
//! subclass when it reads the base, is another row where conditions name both: its tables get names of their own, so that
//! the one they share is there twice. Named alone it is the row around, whose subclasses' tables are joined there.

use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::PyAny;
use sqlmodel_rs_engine::ir::{From, SourceId};

use super::context::{Lowering, identity};
use super::kind::node;
use super::shape::{Part, part};

impl<'py> Lowering<'py> {
    /// The tables of a mapped class itself, without those of subclasses that are joined to know what its rows are.
    pub fn own_tables(&self, from: &Bound<'py, PyAny>) -> PyResult<Vec<Bound<'py, PyAny>>> {
        let mut found = Vec::new();
        let mut from = from.clone();
        while self.kind_of(&from)? == node::JOIN {
            if !from.getattr(intern!(self.py, "isouter"))?.is_truthy()? {
                let right = part(&from, Part::Right)?;
                found.append(&mut self.own_tables(&right)?);
            }
            from = part(&from, Part::Left)?;
        }
        found.push(from);
        Ok(found)
    }

    /// What stands for an entity, named by a condition's column, in the subquery being lowered; None for itself.
    pub fn twin(
        &mut self,
        entity: &Bound<'py, PyAny>,
        column: &Bound<'py, PyAny>,
    ) -> PyResult<Option<Bound<'py, PyAny>>> {
        let [.., around, frame] = self.frames.as_slice() else {
            return Ok(None);
        };
        if !frame.value {
            return Ok(None);
        }
        let key = identity(entity);
        if let Some((_, twin)) = frame.twins.iter().find(|(known, _)| *known == key) {
            return Ok(Some(twin.bind(self.py).clone()));
        }
        let named = frame.entities.contains(&key) || around.entities.contains(&key);
        if !(frame.in_where && frame.collecting) || named {
            return Ok(None);
        }
        let from = part(entity, Part::FromClause)?;
        let known = identity(&from);
        if self.kind_of(&from)? != node::JOIN
            || around.candidates.iter().any(|(other, _)| *other == known)
        {
            return Ok(None);
        }
        let mut tables = self.own_tables(&from)?;
        if self.kind_of(column)? == node::COLUMN {
            tables.push(part(column, Part::Table)?);
        }
        let read = visible(&around.candidates);
        let own = visible(&frame.candidates[..frame.listed]);
        let sources: Vec<_> = tables.iter().map(|table| self.find_source(table)).collect();
        let inside = |list: &[SourceId], source: &Option<SourceId>| {
            source.is_some_and(|source| list.contains(&source))
        };
        let shared = sources.iter().any(|source| inside(&read, source));
        let whole = sources.iter().all(|source| inside(&read, source));
        if !shared || whole || sources.iter().any(|source| inside(&own, source)) {
            return Ok(None);
        }
        let apart = frame.apart;
        let level = self.frames.len();
        if !apart {
            if let Some(frame) = self.frames.last_mut() {
                frame
                    .partial
                    .push((key, sources.into_iter().flatten().collect()));
            }
            return Ok(None);
        }
        let twin = entity.call_method1(intern!(self.py, "twin"), (level,))?;
        if let Some(frame) = self.frames.last_mut() {
            frame.twins.push((key, twin.clone().unbind()));
        }
        Ok(Some(twin))
    }

    /// Whether the conditions just lowered name both a class the statement around reads and one that shares tables with it.
    pub fn is_torn(&self) -> bool {
        let [.., around, frame] = self.frames.as_slice() else {
            return false;
        };
        if frame.partial.is_empty() {
            return false;
        }
        let read = visible(&around.candidates);
        frame.candidates[frame.listed..].iter().any(|candidate| {
            let named = visible(std::slice::from_ref(candidate));
            let mut shared = frame.partial.iter().flat_map(|(_, sources)| sources);
            named.iter().all(|source| read.contains(source))
                && shared.any(|source| named.contains(source))
        })
    }

    /// Whether a class that a condition names is one that the statement around reads, beside another class named here:
    /// it counts as a FROM entry, although its tables are in that one's.
    pub fn correlates_beside(&self, from: &From) -> bool {
        let [.., around, frame] = self.frames.as_slice() else {
            return false;
        };
        if !(frame.value && frame.in_where) {
            return false;
        }
        let mut own = Vec::new();
        from.visible_sources(&mut own);
        let read = visible(&around.candidates);
        let (listed, added) = frame.candidates.split_at(frame.listed);
        own.iter().all(|source| read.contains(source))
            && !visible(listed).iter().any(|source| own.contains(source))
            && added
                .iter()
                .all(|other| visible(std::slice::from_ref(other)) != own)
    }
}

fn visible(candidates: &[(usize, From)]) -> Vec<SourceId> {
    let mut found = Vec::new();
    for (_, from) in candidates {
        from.visible_sources(&mut found);
    }
    found
}
