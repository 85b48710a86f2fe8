//! Whether the FROM entries of a statement are joined by its conditions, or every row meets every row.

use smallvec::{SmallVec, smallvec};

use super::from::sources_of;
use super::writer::{Sources, Writer};
use crate::ir::{
    BinaryOp, Expr, From, Func, InList, Item, Name, Query, Select, Source, SourceId, TextPart,
};

/// What is probably not meant in a statement that can be written all the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Warning {
    /// DISTINCT ON became DISTINCT.
    DistinctOn,
    /// Nothing joins some of the FROM entries; the text is SQLAlchemy's.
    Cartesian(String),
}

impl Warning {
    /// Return the text that a user reads.
    #[must_use]
    pub fn message(&self) -> &str {
        match self {
            Self::DistinctOn => {
                "DISTINCT ON is currently supported only by the PostgreSQL dialect.  Use of DISTINCT ON for other \
                 backends is currently silently ignored, however this usage is deprecated, and will raise \
                 CompileError in a future release for all backends that do not support this syntax."
            }
            Self::Cartesian(message) => message,
        }
    }
}

/// Sets of sources that conditions have joined.
#[derive(Default)]
struct Joined(SmallVec<[Sources; 4]>);

impl Joined {
    /// Make one set of all that have one of these.
    fn join(&mut self, sources: Sources) {
        let mut made = sources;
        self.0.retain(|known| {
            let meets = known.iter().any(|source| made.contains(source));
            if meets {
                made.extend_from_slice(known);
            }
            !meets
        });
        self.0.push(made);
    }

    fn with(&self, source: SourceId) -> Sources {
        let found = self.0.iter().find(|known| known.contains(&source));
        found.map_or_else(|| Sources::from_slice(&[source]), Clone::clone)
    }
}

impl<'p> Writer<'p> {
    /// Note it where the FROM entries are not all joined.
    pub(super) fn lint(
        &mut self,
        statement: &str,
        changed: Option<SourceId>,
        froms: &[&'p From],
        predicate: Option<&'p Expr>,
    ) {
        if !self.options.lint || froms.len() + usize::from(changed.is_some()) < 2 {
            return;
        }
        let mut joined = Joined::default();
        let mut all = Sources::new();
        all.extend(changed);
        for from in froms {
            let mut inside = Sources::new();
            sources_of(from, &mut inside);
            all.extend_from_slice(&inside);
            joined.join(inside);
            self.conditions_of(from, None, &mut joined);
        }
        if let Some(predicate) = predicate {
            self.comparisons(predicate, None, &mut joined);
        }
        all.retain(|source| self.is_named(*source));
        let Some(first) = all.first().copied() else {
            return;
        };
        let reached = joined.with(first);
        let apart: Vec<SourceId> = all
            .into_iter()
            .filter(|source| *source != first && !reached.contains(source))
            .collect();
        if apart.is_empty() {
            return;
        }
        let apart: Vec<String> = apart
            .into_iter()
            .map(|source| format!("\"{}\"", self.full_name(source)))
            .collect();
        let message = format!(
            "{statement} statement has a cartesian product between FROM element(s) {} and FROM element \"{}\".  \
             Apply join condition(s) between each element to resolve.",
            apart.join(", "),
            self.full_name(first)
        );
        self.warnings.push(Warning::Cartesian(message));
    }

    /// Tell whether a source is one that conditions are expected to join.
    fn is_named(&self, source: SourceId) -> bool {
        match self.program.sources.get(source.0 as usize) {
            Some(Source::Function { name, implicit, .. }) => name.is_some() && !implicit,
            Some(Source::Subquery { name, .. }) => name.is_some(),
            Some(Source::Text(_)) | None => false,
            Some(_) => true,
        }
    }

    fn full_name(&mut self, source: SourceId) -> String {
        let program = self.program;
        let name: Option<&Name> = match program.sources.get(source.0 as usize) {
            Some(Source::Table { schema, name }) => {
                return match schema {
                    Some(schema) => format!("{schema}.{name}"),
                    None => name.to_string(),
                };
            }
            Some(
                Source::Alias { name, .. }
                | Source::Cte { name, .. }
                | Source::Joined { name, .. }
                | Source::Sample { name, .. },
            ) => Some(name),
            Some(
                Source::Subquery { name, .. }
                | Source::Function { name, .. }
                | Source::Values { name, .. },
            ) => name.as_ref(),
            Some(Source::Text(_)) | None => None,
        };
        match name {
            Some(name) => self.resolve(name).to_string(),
            None => "(unnamed VALUES element)".to_owned(),
        }
    }

    /// Join what ON compares, and what a lateral query compares with what it is lateral to.
    fn conditions_of(&self, from: &'p From, lateral: Option<SourceId>, joined: &mut Joined) {
        match from {
            From::Source(source) => {
                if let Some(Source::Subquery {
                    query,
                    lateral: true,
                    ..
                }) = self.program.sources.get(source.0 as usize)
                {
                    self.query_conditions(query, lateral.unwrap_or(*source), joined);
                }
            }
            From::Join {
                left, right, on, ..
            } => {
                self.conditions_of(left, lateral, joined);
                self.conditions_of(right, lateral, joined);
                if let Some(on) = on {
                    self.comparisons(on, lateral, joined);
                }
            }
        }
    }

    fn query_conditions(&self, query: &'p Query, lateral: SourceId, joined: &mut Joined) {
        match query {
            Query::Select(select) => self.select_conditions(select, lateral, joined),
            Query::Compound(compound) => {
                for part in &compound.parts {
                    self.query_conditions(part, lateral, joined);
                }
            }
            Query::Grouping(inner) => self.query_conditions(inner, lateral, joined),
            Query::Text(_) | Query::Source(_) => {}
        }
    }

    fn select_conditions(&self, select: &'p Select, lateral: SourceId, joined: &mut Joined) {
        for item in &select.items {
            if let Item::Value { expr, .. } = item {
                self.comparisons(expr, Some(lateral), joined);
            }
        }
        for from in &select.froms {
            self.conditions_of(from, Some(lateral), joined);
        }
        if let Some(predicate) = &select.predicate {
            self.comparisons(predicate, Some(lateral), joined);
        }
    }

    /// Join what the comparisons in an expression have on both sides.
    fn comparisons(&self, expr: &'p Expr, lateral: Option<SourceId>, joined: &mut Joined) {
        if let Some((left, right)) = compared(expr) {
            let (mut one, mut other) = (Sources::new(), Sources::new());
            one.extend(lateral);
            other.extend(lateral);
            columns_of(left, &mut one);
            for right in right {
                columns_of(right, &mut other);
            }
            if !one.is_empty() && !other.is_empty() {
                one.extend(other);
                joined.join(one);
            }
        }
        parts(expr, &mut |part| self.comparisons(part, lateral, joined));
    }
}

/// Return both sides of what SQLAlchemy takes for a comparison.
fn compared(expr: &Expr) -> Option<(&Expr, SmallVec<[&Expr; 2]>)> {
    Some(match expr {
        Expr::Binary {
            op, left, right, ..
        } if compares(op) => (left, smallvec![&**right]),
        Expr::Like(pattern) => (&pattern.operand, smallvec![&pattern.part]),
        Expr::Between {
            operand, low, high, ..
        } => (operand, smallvec![&**low, &**high]),
        Expr::In { operand, list, .. } => match list {
            InList::Items(items) => (operand, items.iter().collect()),
            InList::Expr(expr) => (operand, smallvec![&**expr]),
            InList::Query(_) | InList::ArrayBind(_) | InList::Expanding(_) => return None,
        },
        _ => return None,
    })
}

fn compares(op: &BinaryOp) -> bool {
    match op {
        BinaryOp::Custom { comparison, .. } => *comparison,
        BinaryOp::Add
        | BinaryOp::Sub
        | BinaryOp::Mul
        | BinaryOp::TrueDiv
        | BinaryOp::FloorDiv { .. }
        | BinaryOp::Mod
        | BinaryOp::Pow
        | BinaryOp::Concat
        | BinaryOp::BitAnd
        | BinaryOp::BitOr
        | BinaryOp::BitXor
        | BinaryOp::ShiftLeft
        | BinaryOp::ShiftRight
        | BinaryOp::Index => false,
        _ => true,
    }
}

/// Collect the sources whose columns an expression names outside its subqueries.
fn columns_of(expr: &Expr, into: &mut Sources) {
    match expr {
        Expr::Column {
            source: Some(source),
            ..
        }
        | Expr::Source(source)
        | Expr::Star(Some(source)) => into.push(*source),
        _ => parts(expr, &mut |part| columns_of(part, into)),
    }
}

/// Visit the expressions that an expression is made of, subqueries left out.
fn parts<'e>(expr: &'e Expr, visit: &mut dyn FnMut(&'e Expr)) {
    match expr {
        Expr::Unary { operand, .. }
        | Expr::Cast { operand, .. }
        | Expr::Extract { operand, .. }
        | Expr::Collate { operand, .. }
        | Expr::Typed { operand, .. }
        | Expr::Prefix { operand, .. }
        | Expr::Grouping(operand)
        | Expr::LabelRef { expr: operand, .. } => visit(operand),
        Expr::Binary { left, right, .. } | Expr::TrueDiv { left, right, .. } => {
            visit(left);
            visit(right);
        }
        Expr::And(items) | Expr::Or(items) | Expr::Tuple(items) | Expr::List(items) => {
            items.iter().for_each(visit);
        }
        Expr::Array(items, _) => items.iter().for_each(visit),
        Expr::Like(pattern) => {
            visit(&pattern.operand);
            visit(&pattern.part);
        }
        Expr::Json(access) => {
            visit(&access.operand);
            visit(&access.index);
        }
        Expr::Between {
            operand, low, high, ..
        } => [operand, low, high]
            .into_iter()
            .for_each(|part| visit(part)),
        Expr::In { operand, list, .. } => {
            visit(operand);
            match list {
                InList::Items(items) => items.iter().for_each(visit),
                InList::Expr(expr) => visit(expr),
                InList::Query(_) | InList::ArrayBind(_) | InList::Expanding(_) => {}
            }
        }
        Expr::Case(case) => {
            case.value.iter().for_each(&mut *visit);
            for (when, then) in &case.whens {
                visit(when);
                visit(then);
            }
            case.otherwise.iter().for_each(visit);
        }
        Expr::Func(func) => parts_of_call(func, visit),
        Expr::Slice(start, stop) => {
            [start, stop]
                .into_iter()
                .flatten()
                .for_each(|part| visit(part));
        }
        Expr::Text(text) => {
            for part in &text.parts {
                match part {
                    TextPart::Expr(expr) => visit(expr),
                    TextPart::Rows(rows) => rows.iter().for_each(&mut *visit),
                    _ => {}
                }
            }
        }
        Expr::Column { .. }
        | Expr::Bind(_)
        | Expr::Raw(_)
        | Expr::Null
        | Expr::Bool(_)
        | Expr::Star(_)
        | Expr::Scalar(_)
        | Expr::Exists { .. }
        | Expr::Source(_)
        | Expr::Default
        | Expr::TypeName(_)
        | Expr::NextValue { .. }
        | Expr::Excluded(_) => {}
    }
}

fn parts_of_call<'e>(func: &'e Func, visit: &mut dyn FnMut(&'e Expr)) {
    func.args.iter().for_each(&mut *visit);
    func.order_by.iter().for_each(&mut *visit);
    func.within_group.iter().for_each(&mut *visit);
    func.filter.iter().for_each(&mut *visit);
    if let Some(over) = &func.over {
        over.partition_by.iter().for_each(&mut *visit);
        over.order_by.iter().for_each(visit);
    }
}
