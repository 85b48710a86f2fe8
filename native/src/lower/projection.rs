//! SELECT and RETURNING lists: expressions with their labels, and the slots a row is cut into.

use pyo3::intern;
use pyo3::prelude::*;
use sqlmodel_rs_engine::ir::{Expr, Item, ItemLabel, Name};

use super::compiled::Slot;
use super::context::{Lowering, Projected, identity};
use super::kind::node;
use super::shape::{Part, each, part};

impl<'py> Lowering<'py> {
    /// Lower the SELECT or RETURNING list; the outermost one also fills columns and slots.
    pub fn project(&mut self, columns: &Bound<'py, PyAny>) -> PyResult<Vec<Item>> {
        let py = self.py;
        let mut items = Vec::with_capacity(columns.len()?);
        each(columns, |element| match self.kind_of(&element)? {
            node::ENTITY => self.project_entity(&element, &mut items),
            node::TABLE..=node::FROM_GROUPING | node::ORM_BUNDLE => {
                let columns = element.getattr(intern!(py, "columns"))?;
                each(&columns, |column| self.project_one(&column, &mut items))
            }
            _ => self.project_one(&element, &mut items),
        })?;
        Ok(items)
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
            for _ in 0..self.columns_in_text(&label, element)? {
                self.slots.push(Slot::Column(self.columns.len()));
                let spec = spec.clone_ref(self.py);
                self.columns.push(Projected { spec });
            }
        }
        items.push(Item::Value { expr, label });
        Ok(())
    }

    /// The number of columns that an element of the select list is; only the database knows what those of text are called.
    fn columns_in_text(
        &mut self,
        label: &ItemLabel,
        element: &Bound<'py, PyAny>,
    ) -> PyResult<usize> {
        if !matches!(label, ItemLabel::Bare | ItemLabel::Literal(_)) {
            return Ok(1);
        }
        let text = match self.kind_of(element)? {
            node::TEXT => self.text_of(element, intern!(self.py, "text"))?,
            node::COLUMN_CLAUSE => self.text_part(element, Part::Name)?,
            _ => return Ok(1),
        };
        let count = if !text.trim_end().ends_with('*') {
            match self.kind_of(element)? {
                node::TEXT => columns_of(&text),
                _ => return Ok(1),
            }
        } else if text.contains(['(', ',']) {
            columns_of(&text)
        } else {
            // The database alone knows how many columns a star is.
            0
        };
        self.text_columns
            .push(self.columns.len()..self.columns.len() + count);
        Ok(count)
    }

    /// How an expression is named in a select list.
    pub fn item_label(&mut self, element: &Bound<'py, PyAny>) -> PyResult<ItemLabel> {
        let py = self.py;
        Ok(match self.kind_of(element)? {
            node::COLUMN => ItemLabel::Natural(self.text_part(element, Part::Name)?),
            // What an entity shows under an attribute's name may be any expression.
            node::ENTITY_COLUMN => {
                let shown = part(element, Part::Column)?;
                match self.kind_of(&shown)? {
                    node::LABEL => self.item_label(&shown)?,
                    _ => ItemLabel::Natural(self.text_part(element, Part::Name)?),
                }
            }
            node::COLUMN_CLAUSE => match self.optional_text_part(element, Part::Name)? {
                Some(name) if element.getattr(intern!(py, "is_literal"))?.is_truthy()? => {
                    ItemLabel::Literal(name)
                }
                Some(name) => ItemLabel::Natural(name),
                None => match self.expr(element)? {
                    Expr::Column { name, .. } => ItemLabel::Derived(name),
                    _ => ItemLabel::Anon("anon".into()),
                },
            },
            node::LABEL => {
                ItemLabel::Named(match self.optional_text_part(element, Part::Name)? {
                    Some(name) => Name::Plain(name),
                    None => {
                        let base = self.anonymous_base(element)?;
                        self.anonymous(element, base)
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
                    _ => {
                        let base = self.anonymous_base(&inner)?;
                        ItemLabel::Named(self.anonymous(element, base))
                    }
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
            node::TEXT | node::COMMENT_TOKEN => ItemLabel::Bare,
            node::TABLE_VALUED_COLUMN => {
                let valued = element.getattr(intern!(py, "element"))?;
                match self.optional_text(&valued, intern!(py, "name"))? {
                    Some(name) => ItemLabel::Natural(name),
                    None => ItemLabel::Bare,
                }
            }
            _ => {
                let base = self.anonymous_base(element)?;
                ItemLabel::Named(self.anonymous(element, base))
            }
        })
    }
}

/// Count the columns that a piece of a select list names: its commas outside parentheses and quotes, and one.
fn columns_of(text: &str) -> usize {
    let mut depth = 0_usize;
    let mut quote = None;
    let mut count = 1;
    for letter in text.chars() {
        match (quote, letter) {
            (Some(open), _) if letter == open => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"' | '`') => quote = Some(letter),
            (None, '(' | '[') => depth += 1,
            (None, ')' | ']') => depth = depth.saturating_sub(1),
            (None, ',') if depth == 0 => count += 1,
            _ => {}
        }
    }
    count
}

/// Whether columns of more than one source are projected.
pub fn several_sources(items: &[Item]) -> bool {
    let mut first = None;
    items.iter().any(|item| {
        let source = match item {
            Item::Columns { source, .. } => Some(*source),
            Item::Value {
                expr: Expr::Column { source, .. },
                ..
            } => *source,
            Item::Value { .. } => None,
        };
        source.is_some_and(|source| *first.get_or_insert(source) != source)
    })
}

/// The names that ORDER BY of a compound may use.
pub fn item_names(items: &[Item]) -> Vec<(usize, Name)> {
    let mut names = Vec::new();
    for item in items {
        match item {
            Item::Columns { run, .. } => {
                let plain = run.names().iter().cloned().map(Name::Plain);
                names.extend(plain.map(|name| (0, name)));
            }
            Item::Value {
                label: ItemLabel::Natural(name),
                ..
            } => names.push((0, Name::Plain(name.clone()))),
            Item::Value {
                label: ItemLabel::Named(name),
                ..
            } => names.push((0, name.clone())),
            Item::Value { .. } => {}
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::columns_of;

    #[test]
    fn commas_inside_calls_and_quotes_part_no_columns() {
        assert_eq!(columns_of("id, name"), 2);
        assert_eq!(columns_of("coalesce(a, b) AS x, ',' , \"a,b\""), 3);
        assert_eq!(columns_of("count(*)"), 1);
    }
}
