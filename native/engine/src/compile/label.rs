//! Names of projected columns: what is written after AS, and what a row calls them.

use smallvec::SmallVec;
use smol_str::{SmolStr, format_smolstr};

use super::error::CompileError;
use super::writer::Writer;
use crate::ir::{ColumnRun, Expr, Item, ItemLabel, Name, Source, SourceId};

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
    /// No label for columns, whatever they are called.
    Bare,
}

/// What a name in a select list stands for.
#[derive(Clone, Copy)]
enum Meaning<'p> {
    Expr(&'p Expr),
    Column(SourceId, &'p str),
}

impl PartialEq for Meaning<'_> {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Expr(one), Self::Expr(other)) => one == other,
            (Self::Column(source, name), Self::Column(other, same)) => {
                source == other && name == same
            }
            (Self::Expr(expr), Self::Column(source, name))
            | (Self::Column(source, name), Self::Expr(expr)) => matches!(
                expr,
                Expr::Column { source: Some(own), name: Name::Plain(text) }
                    if own == source && text == name
            ),
        }
    }
}

impl Meaning<'_> {
    fn source(self) -> Option<SourceId> {
        match self {
            Self::Expr(Expr::Column { source, .. }) => *source,
            Self::Expr(_) => None,
            Self::Column(source, _) => Some(source),
        }
    }
}

/// The column that a chain of unary operators stands before: rows call `-age` by its name.
fn column_inside(expr: &Expr) -> Option<&SmolStr> {
    match expr {
        Expr::Unary { operand, .. } => match &**operand {
            Expr::Column {
                name: Name::Plain(name),
                ..
            } => Some(name),
            inner => column_inside(inner),
        },
        _ => None,
    }
}

/// The names already given in one select.
#[derive(Default)]
pub(super) struct Taken<'p> {
    seen: SmallVec<[(&'p str, Meaning<'p>); 8]>,
    labels: Vec<SmolStr>,
    /// How often each name clashed.
    clashes: SmallVec<[(&'p str, u32); 2]>,
}

impl<'p> Taken<'p> {
    /// Number a clashing name as the column collection of the query does, whatever the statement around it numbered.
    fn number(&mut self, name: &'p str) -> SmolStr {
        let count = match self.clashes.iter_mut().find(|(seen, _)| *seen == name) {
            Some((_, count)) => {
                *count += 1;
                *count
            }
            None => {
                self.clashes.push((name, 1));
                1
            }
        };
        format_smolstr!("{name}_{count}")
    }
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
        if outermost {
            self.keys.reserve(items.iter().map(Item::width).sum());
        }
        for (position, item) in items.iter().enumerate() {
            if position > 0 {
                self.push(", ");
            }
            match item {
                Item::Value { expr, label } => {
                    let key = self.item(expr, label, style, &mut taken)?;
                    if outermost {
                        self.keys.push(key);
                    }
                }
                Item::Columns { source, run } => {
                    let alone = items.len() == 1;
                    self.run(*source, run, style, outermost, alone, &mut taken);
                }
            }
        }
        Ok(())
    }

    /// Write the columns of a run.
    fn run(
        &mut self,
        source: SourceId,
        run: &'p ColumnRun,
        style: Style,
        outermost: bool,
        alone: bool,
        taken: &mut Taken<'p>,
    ) {
        let names = run.names();
        if style == Style::Outermost && taken.seen.is_empty() && run.is_distinct() {
            self.bare_run(source, run);
            if !alone {
                let seen = names
                    .iter()
                    .map(|name| (&**name, Meaning::Column(source, name)));
                taken.seen.extend(seen);
            }
            if outermost {
                self.keys.extend_from_slice(names);
            }
            return;
        }
        for (position, name) in names.iter().enumerate() {
            if position > 0 {
                self.push(", ");
            }
            self.column(Some(source), name);
            let key = self.natural(Meaning::Column(source, name), name, style, taken);
            if outermost {
                self.keys.push(key);
            }
        }
    }

    /// Write the columns of a run without labels: as the last time, if their prefix is the same.
    fn bare_run(&mut self, source: SourceId, run: &'p ColumnRun) {
        let start = self.out.len();
        self.qualifier(Some(source));
        let end = self.out.len();
        let form = self.flavor as usize * 2 + usize::from(self.bare_columns);
        if let Some(text) = run.recall(form, &self.out[start..]) {
            self.out.truncate(start);
            self.push(text);
            return;
        }
        for (position, name) in run.names().iter().enumerate() {
            if position > 0 {
                self.push(", ");
                self.qualifier(Some(source));
            }
            self.identifier(name);
        }
        run.remember(form, &self.out[start..end], &self.out[start..]);
    }

    fn item(
        &mut self,
        expr: &'p Expr,
        label: &'p ItemLabel,
        style: Style,
        taken: &mut Taken<'p>,
    ) -> Result<SmolStr, CompileError> {
        match label {
            ItemLabel::Literal(text) => {
                self.expr_in(expr)?;
                Ok(text.clone())
            }
            ItemLabel::Bare => {
                self.expr_in(expr)?;
                Ok(SmolStr::default())
            }
            // The label takes its number before parameters inside the expression take theirs.
            ItemLabel::Named(name) => {
                let label = self.resolve(name);
                let label = self.shorten(label);
                self.expr_in(expr)?;
                self.label(&label);
                Ok(label)
            }
            ItemLabel::Anon(base) => {
                let label = self.number(base);
                self.expr_in(expr)?;
                self.label(&label);
                Ok(label)
            }
            ItemLabel::Derived(name) => {
                self.expr_in(expr)?;
                if style != Style::Inner {
                    return Ok(column_inside(expr).cloned().unwrap_or_default());
                }
                let key = self.resolve(name);
                self.label(&key);
                Ok(key)
            }
            ItemLabel::Wrapped(name) => {
                self.expr_in(expr)?;
                let clash = taken.seen.iter().any(|(seen, _)| *seen == &**name);
                let key = if clash && style == Style::Inner {
                    taken.number(name)
                } else if clash {
                    self.number(&format_smolstr!("{name}_"))
                } else {
                    name.clone()
                };
                taken.seen.push((name, Meaning::Expr(expr)));
                self.label(&key);
                Ok(key)
            }
            ItemLabel::Natural(name) => {
                self.expr_in(expr)?;
                Ok(self.natural(Meaning::Expr(expr), name, style, taken))
            }
        }
    }

    fn label(&mut self, label: &str) {
        self.push(" AS ");
        self.identifier(label);
    }

    /// Name a column that is written already: labelled on a clash, or where the style says so.
    fn natural(
        &mut self,
        meaning: Meaning<'p>,
        name: &'p SmolStr,
        style: Style,
        taken: &mut Taken<'p>,
    ) -> SmolStr {
        if style == Style::Bare {
            return name.clone();
        }
        let before = taken
            .seen
            .iter()
            .find(|(seen, _)| *seen == name.as_str())
            .map(|(_, first)| *first);
        let key = match before {
            None => {
                taken.seen.push((name, meaning));
                name.clone()
            }
            Some(_) if style == Style::Inner => taken.number(name),
            // The very same column again: a double underscore keeps it apart from another table's.
            Some(first) if first == meaning => self.number(&format_smolstr!("{name}_")),
            Some(_) => self.number(name),
        };
        match style {
            Style::Qualified | Style::TableColumn => {
                let separator = if style == Style::Qualified { "__" } else { "_" };
                let label = meaning.source().and_then(|source| {
                    self.table_label(source, name, separator, &mut taken.labels)
                });
                match label {
                    Some(label) => {
                        self.label(&label);
                        if style == Style::TableColumn {
                            return label;
                        }
                    }
                    None => self.label(&key),
                }
            }
            Style::Inner => self.label(&key),
            _ if before.is_some() => self.label(&key),
            _ => {}
        }
        key
    }

    fn table_label(
        &mut self,
        source: SourceId,
        name: &str,
        separator: &str,
        taken: &mut Vec<SmolStr>,
    ) -> Option<SmolStr> {
        let table = self.bare_source_name(source)?;
        let mut label = self.shorten(format_smolstr!("{table}{separator}{name}"));
        let mut count = 0_u32;
        while taken.contains(&label) {
            count += 1;
            label = self.shorten(format_smolstr!("{table}{separator}{name}_{count}"));
        }
        taken.push(label.clone());
        Some(label)
    }

    fn bare_source_name(&mut self, source: SourceId) -> Option<SmolStr> {
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
