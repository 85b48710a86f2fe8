//! SELECT and RETURNING lists: expressions with their labels, and the slots a row is cut into.

use pyo3::intern;
use pyo3::prelude::*;
use sqlmodel_rs_engine::ir::{Expr, Item, ItemLabel, Name};

use super::compiled::Slot;
use super::context::{Lowering, Projected, identity};
use super::kind::node;

impl<'py> Lowering<'py> {
    /// Lower the SELECT or RETURNING list; the outermost one also fills columns and slots.
    pub fn project(&mut self, columns: &Bound<'py, PyAny>) -> PyResult<Vec<Item>> {
        let py = self.py;
        let mut items = Vec::with_capacity(columns.len()?);
        for element in columns.try_iter()? {
            let element = element?;
            match self.kind_of(&element)? {
                node::ENTITY => self.project_entity(&element, &mut items)?,
                node::TABLE..=node::FROM_GROUPING => {
                    for column in element.getattr(intern!(py, "columns"))?.try_iter()? {
                        self.project_one(&column?, &mut items)?;
                    }
                }
                node::ORM_BUNDLE => {
                    for column in element.getattr(intern!(py, "columns"))?.try_iter()? {
                        self.project_one(&column?, &mut items)?;
                    }
                }
                _ => self.project_one(&element, &mut items)?,
            }
        }
        Ok(items)
    }

    fn project_entity(
        &mut self,
        entity: &Bound<'py, PyAny>,
        items: &mut Vec<Item>,
    ) -> PyResult<()> {
        let py = self.py;
        self.bring_entity(entity)?;
        let columns = entity.getattr(intern!(py, "columns"))?;
        let start = self.columns.len();
        let outermost = self.depth == 0;
        let before = self
            .frames
            .last_mut()
            .map(|frame| std::mem::replace(&mut frame.collecting, false));
        for column in columns.try_iter()? {
            let column = column?;
            let expr = self.expr(&column)?;
            let label = match &expr {
                // Nearly all: a plain column is labelled by the name just read.
                Expr::Column {
                    name: Name::Plain(name),
                    ..
                } => ItemLabel::Natural(name.clone()),
                _ => self.item_label(&column)?,
            };
            if outermost {
                let spec = self.spec_of(&column)?.unbind();
                self.columns.push(Projected { spec });
            }
            items.push(Item { expr, label });
        }
        if let (Some(before), Some(frame)) = (before, self.frames.last_mut()) {
            frame.collecting = before;
        }
        if outermost {
            let count = self.columns.len() - start;
            self.slots.push(Slot::Entity {
                entity: entity.clone().unbind(),
                start,
                count,
            });
        }
        Ok(())
    }

    fn project_one(&mut self, element: &Bound<'py, PyAny>, items: &mut Vec<Item>) -> PyResult<()> {
        let expr = self.expr(element)?;
        let label = self.item_label(element)?;
        match (&label, self.frames.last_mut()) {
            (ItemLabel::Named(name), Some(frame)) => {
                frame.labels.push((identity(element), name.clone()))
            }
            (ItemLabel::Natural(name), Some(frame)) => {
                frame.labels.push((0, Name::Plain(name.clone())))
            }
            _ => {}
        }
        if self.depth == 0 {
            let spec = self.spec_of(element)?.unbind();
            self.slots.push(Slot::Column(self.columns.len()));
            self.columns.push(Projected { spec });
        }
        items.push(Item { expr, label });
        Ok(())
    }

    fn item_label(&mut self, element: &Bound<'py, PyAny>) -> PyResult<ItemLabel> {
        let py = self.py;
        Ok(match self.kind_of(element)? {
            node::COLUMN | node::ENTITY_COLUMN => {
                ItemLabel::Natural(self.text_of(element, intern!(py, "name"))?)
            }
            node::COLUMN_CLAUSE => match self.optional_text(element, intern!(py, "name"))? {
                Some(name) if element.getattr(intern!(py, "is_literal"))?.is_truthy()? => {
                    ItemLabel::Bare(name)
                }
                Some(name) => ItemLabel::Natural(name),
                None => match self.expr(element)? {
                    Expr::Column { name, .. } => ItemLabel::Derived(name),
                    _ => ItemLabel::Anon("anon".into()),
                },
            },
            node::LABEL => {
                ItemLabel::Named(match self.optional_text(element, intern!(py, "name"))? {
                    Some(name) => Name::Plain(name),
                    None => {
                        let base = self.anonymous_base(element)?;
                        self.anonymous(element, &base)
                    }
                })
            }
            node::CAST | node::TYPE_COERCE => {
                let inner = element.getattr(intern!(py, "element"))?;
                match self.kind_of(&inner)? {
                    node::COLUMN | node::ENTITY_COLUMN | node::COLUMN_CLAUSE => {
                        match self.optional_text(&inner, intern!(py, "name"))? {
                            Some(name) => ItemLabel::Wrapped(name),
                            None => ItemLabel::Named(self.anonymous(element, "anon")),
                        }
                    }
                    _ => ItemLabel::Named(self.anonymous(element, "anon")),
                }
            }
            node::UNARY => ItemLabel::Derived(self.anonymous(element, "anon")),
            // The parameter's own name is tied to its address; the label must not be the same one.
            node::BIND => {
                self.keep(element);
                ItemLabel::Named(Name::Anon {
                    id: identity(element) as u64 | 1,
                    base: "anon".into(),
                })
            }
            node::TEXT | node::COMMENT_TOKEN => {
                ItemLabel::Bare(self.text_of(element, intern!(py, "text"))?)
            }
            node::TABLE_VALUED_COLUMN => {
                let valued = element.getattr(intern!(py, "element"))?;
                match self.optional_text(&valued, intern!(py, "name"))? {
                    Some(name) => ItemLabel::Natural(name),
                    None => ItemLabel::Bare("anon_1".into()),
                }
            }
            _ => {
                let base = self.anonymous_base(element)?;
                ItemLabel::Named(self.anonymous(element, &base))
            }
        })
    }
}

/// Whether columns of more than one source are projected.
pub fn several_sources(items: &[Item]) -> bool {
    let mut first = None;
    for item in items {
        if let Expr::Column {
            source: Some(source),
            ..
        } = &item.expr
        {
            match first {
                None => first = Some(*source),
                Some(known) if known != *source => return true,
                Some(_) => {}
            }
        }
    }
    false
}
