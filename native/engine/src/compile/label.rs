//! Names of projected columns: what is written after AS, and what a row calls them.

use super::error::CompileError;
use super::writer::Writer;
use crate::ir::{Expr, Item, ItemLabel, Source, SourceId};

/// How the columns of one select are labelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    /// A label only where one is needed (`hero.id`, `team.id AS id_1`).
    Outermost,
    /// As above, and columns carry their own name (`hero.id AS id`), because a query around selects from this one.
    Inner,
    /// Every column as `table__column`.
    Qualified,
    /// Every column as `table_column`.
    TableColumn,
}

/// The names already given in one select.
#[derive(Default)]
pub(super) struct Taken<'p> {
    seen: Vec<(&'p str, &'p Expr)>,
    labels: Vec<Box<str>>,
}

impl<'p> Writer<'p> {
    /// Write the projected expressions; the outermost select's keys are remembered.
    pub(super) fn items(
        &mut self,
        items: &'p [Item],
        style: Style,
        outermost: bool,
    ) -> Result<(), CompileError> {
        let mut taken = Taken::default();
        for (position, item) in items.iter().enumerate() {
            if position > 0 {
                self.push(", ");
            }
            let key = self.item(item, style, &mut taken)?;
            if outermost {
                self.keys.push(key.into());
            }
        }
        Ok(())
    }

    fn item(
        &mut self,
        item: &'p Item,
        style: Style,
        taken: &mut Taken<'p>,
    ) -> Result<Box<str>, CompileError> {
        match &item.label {
            ItemLabel::Bare(key) => {
                self.expr_in(&item.expr)?;
                Ok(key.clone())
            }
            // The label takes its number before parameters inside the expression take theirs.
            ItemLabel::Named(name) => {
                let label = self.resolve(name);
                let label = self.shorten(label);
                self.expr_in(&item.expr)?;
                self.label(&label);
                Ok(label)
            }
            ItemLabel::Anon(base) => {
                let label = self.number(base);
                self.expr_in(&item.expr)?;
                self.label(&label);
                Ok(label)
            }
            ItemLabel::Derived(name) => {
                self.expr_in(&item.expr)?;
                let key = self.resolve(name);
                if matches!(style, Style::Inner | Style::Qualified) {
                    self.label(&key);
                }
                Ok(key)
            }
            ItemLabel::Wrapped(name) => {
                self.expr_in(&item.expr)?;
                let clash = taken.seen.iter().any(|(seen, _)| *seen == &**name);
                let key = if clash {
                    self.number(name)
                } else {
                    name.clone()
                };
                taken.seen.push((name, &item.expr));
                self.label(&key);
                Ok(key)
            }
            ItemLabel::Natural(name) => self.natural(item, name, style, taken),
        }
    }

    fn label(&mut self, label: &str) {
        self.push(" AS ");
        self.identifier(label);
    }

    /// A column: labelled on a clash, or where the style says so.
    fn natural(
        &mut self,
        item: &'p Item,
        name: &'p str,
        style: Style,
        taken: &mut Taken<'p>,
    ) -> Result<Box<str>, CompileError> {
        self.expr_in(&item.expr)?;
        let before = taken
            .seen
            .iter()
            .find(|(seen, _)| *seen == name)
            .map(|(_, expr)| *expr);
        let key: Box<str> = match before {
            None => {
                taken.seen.push((name, &item.expr));
                name.into()
            }
            // The very same column again: a double underscore keeps it apart from another table's.
            Some(first) if *first == item.expr => self.number(&format!("{name}_")),
            Some(_) => self.number(name),
        };
        match style {
            Style::Qualified | Style::TableColumn => {
                let separator = if style == Style::Qualified { "__" } else { "_" };
                let label = self.table_label(&item.expr, name, separator, &mut taken.labels);
                match label {
                    Some(label) => {
                        self.label(&label);
                        if style == Style::TableColumn {
                            return Ok(label);
                        }
                    }
                    None => self.label(&key),
                }
            }
            Style::Inner => self.label(&key),
            _ if before.is_some() => self.label(&key),
            _ => {}
        }
        Ok(key)
    }

    fn table_label(
        &mut self,
        expr: &Expr,
        name: &str,
        separator: &str,
        taken: &mut Vec<Box<str>>,
    ) -> Option<Box<str>> {
        let Expr::Column {
            source: Some(source),
            ..
        } = expr
        else {
            return None;
        };
        let table = self.bare_source_name(*source)?;
        let mut label = self.shorten(format!("{table}{separator}{name}").into_boxed_str());
        let mut count = 0_u32;
        while taken.contains(&label) {
            count += 1;
            label = self.shorten(format!("{table}{separator}{name}_{count}").into_boxed_str());
        }
        taken.push(label.clone());
        Some(label)
    }

    fn bare_source_name(&mut self, source: SourceId) -> Option<Box<str>> {
        let program = self.program;
        match program.sources.get(source.0 as usize)? {
            Source::Table { name, .. } => Some(name.clone()),
            Source::Alias { name, .. }
            | Source::Cte { name, .. }
            | Source::Joined { name, .. }
            | Source::Sample { name, .. } => Some(self.resolve(name)),
            Source::Subquery { name, .. }
            | Source::Function { name, .. }
            | Source::Values { name, .. } => name.as_ref().map(|name| self.resolve(name)),
            Source::Text(_) => None,
        }
    }
}
