//! What a select or RETURNING list gives back: expressions with their labels, and runs of plain columns.

use std::sync::{Arc, OnceLock};

use smol_str::SmolStr;

use super::expression::{Expr, Name, SourceId};

/// How a projected expression is named.
#[derive(Clone, Debug, PartialEq)]
pub enum ItemLabel {
    /// It has a name already (a column); a label appears only on a clash.
    Natural(SmolStr),
    /// `AS name`, always.
    Named(Name),
    /// `AS base_1`.
    Anon(SmolStr),
    /// `AS name` for an expression around a column of that name; numbered on a clash.
    Wrapped(SmolStr),
    /// An expression without a name; labelled only where a query around selects from this one, else the database names it.
    Derived(Name),
    /// Never labelled; the database names it.
    Bare,
    /// Never labelled; the key is the text itself.
    Literal(SmolStr),
}

/// One part of a select list.
#[derive(Clone, Debug, PartialEq)]
pub enum Item {
    /// One projected expression.
    Value { expr: Expr, label: ItemLabel },
    /// Several columns of one source, in a row.
    Columns {
        source: SourceId,
        run: Arc<ColumnRun>,
    },
}

impl Item {
    /// How many columns of a row come from this part.
    pub fn width(&self) -> usize {
        match self {
            Self::Value { .. } => 1,
            Self::Columns { run, .. } => run.names.len(),
        }
    }
}

/// Plain columns of one source, each projected under its own name. Made once, shared by every statement that names
/// the same columns; it remembers how they were written last.
#[derive(Debug)]
pub struct ColumnRun {
    names: Box<[SmolStr]>,
    distinct: bool,
    written: [OnceLock<Written>; Self::FORMS],
}

/// A run as text, after the prefix that each column got.
#[derive(Debug)]
struct Written {
    prefix: Box<str>,
    text: Box<str>,
}

impl PartialEq for ColumnRun {
    fn eq(&self, other: &Self) -> bool {
        self.names == other.names
    }
}

impl ColumnRun {
    /// Four flavors, each with and without the source before the name.
    const FORMS: usize = 8;

    /// Make a run of columns of these names.
    pub fn new(names: Vec<SmolStr>) -> Self {
        let distinct = names
            .iter()
            .enumerate()
            .all(|(position, name)| !names[..position].contains(name));
        Self {
            names: names.into(),
            distinct,
            written: Default::default(),
        }
    }

    /// The names of the columns.
    pub fn names(&self) -> &[SmolStr] {
        &self.names
    }

    /// Whether no name comes twice.
    pub fn is_distinct(&self) -> bool {
        self.distinct
    }

    /// The text that `remember` was given for this form and prefix.
    pub(crate) fn recall(&self, form: usize, prefix: &str) -> Option<&str> {
        let written = self.written.get(form)?.get()?;
        (*written.prefix == *prefix).then_some(&*written.text)
    }

    /// Keep the text of the run. The first prefix stays: nearly always it is the only one.
    pub(crate) fn remember(&self, form: usize, prefix: &str, text: &str) {
        if let Some(cell) = self.written.get(form) {
            cell.get_or_init(|| Written {
                prefix: prefix.into(),
                text: text.into(),
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_recalls_its_text_for_the_prefix_it_was_written_with() {
        let run = ColumnRun::new(vec!["id".into(), "name".into()]);
        assert_eq!(run.recall(1, "hero."), None);
        run.remember(1, "hero.", "hero.id, hero.name");
        assert_eq!(run.recall(1, "hero."), Some("hero.id, hero.name"));
        assert_eq!(run.recall(1, "hero_1."), None);
        assert_eq!(run.recall(2, "hero."), None);
    }

    #[test]
    fn runs_with_a_repeated_name_say_so() {
        assert!(ColumnRun::new(vec!["id".into(), "name".into()]).is_distinct());
        assert!(!ColumnRun::new(vec!["id".into(), "id".into()]).is_distinct());
    }
}
