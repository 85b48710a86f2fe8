//! SELECT and its compounds, clause by clause in SQLAlchemy's layout.

use smallvec::SmallVec;

use super::error::CompileError;
use super::from::sources_of;
use super::label::Style;
use super::lint::Warning;
use super::writer::{Scope, Sources, Writer};
use crate::dialect::Flavor;
use crate::ir::{
    Compound, CompoundKind, Correlation, Expr, ForUpdate, From, Query, Select, SourceId,
};

/// The sources of a FROM entry that name what it is.
fn visible(from: &From) -> Sources {
    let mut sources = Sources::new();
    from.visible_sources(&mut sources);
    sources
}

/// Leave out the joins of a class whose tables another class's join has.
fn without_held(froms: Froms<'_>) -> Froms<'_> {
    if froms.len() < 2 {
        return froms;
    }
    let tables: SmallVec<[Option<Sources>; 4]> = froms
        .iter()
        .map(|from| {
            let mut sources = Sources::new();
            sources_of(from, &mut sources);
            matches!(from, From::Join { entity: true, .. }).then_some(sources)
        })
        .collect();
    let held = |at: usize| {
        let Some(own) = &tables[at] else { return false };
        tables.iter().enumerate().any(|(other, all)| {
            all.as_ref().is_some_and(|all| {
                other != at
                    && own.iter().all(|source| all.contains(source))
                    && (own.len() < all.len() || other < at)
            })
        })
    };
    let kept = (0..froms.len()).filter(|at| !held(*at));
    kept.map(|at| froms[at]).collect()
}

/// The FROM entries a select writes.
type Froms<'p> = SmallVec<[&'p From; 4]>;

/// Where a query stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub outermost: bool,
    in_from: bool,
    lateral: bool,
}

impl Place {
    pub fn top(outermost: bool) -> Self {
        Self {
            outermost,
            in_from: false,
            lateral: false,
        }
    }

    pub fn from_clause(lateral: bool) -> Self {
        Self {
            outermost: false,
            in_from: true,
            lateral,
        }
    }

    pub fn value() -> Self {
        Self {
            outermost: false,
            in_from: false,
            lateral: false,
        }
    }
}

impl<'p> Writer<'p> {
    /// Write a query without parentheses around it.
    pub(super) fn query(&mut self, query: &'p Query, place: Place) -> Result<(), CompileError> {
        match query {
            Query::Select(select) => self.select(select, place),
            Query::Compound(compound) => self.compound(compound, place),
            Query::Text(text) => {
                if place.outermost {
                    self.keys.extend_from_slice(&text.keys);
                }
                self.text(&text.text)
            }
            Query::Source(source) => self.source(*source),
            Query::Grouping(inner) => {
                self.out.push('(');
                self.query(inner, place)?;
                self.out.push(')');
                Ok(())
            }
        }
    }

    fn select(&mut self, select: &'p Select, place: Place) -> Result<(), CompileError> {
        let froms = self.display_froms(select, place)?;
        if !select.ctes.is_empty() {
            self.cte_clause(&select.ctes)?;
        }
        self.enter(&froms);
        self.push("SELECT ");
        for prefix in &select.prefixes {
            self.expr(prefix)?;
            self.out.push(' ');
        }
        self.distinct(select)?;
        let style = if select.table_labels {
            Style::TableColumn
        } else if select.bare_names {
            Style::Bare
        } else if place.in_from {
            Style::Inner
        } else if select.qualify && !self.displays() {
            Style::Qualified
        } else {
            Style::Outermost
        };
        self.items(&select.items, style, place.outermost)?;
        if !froms.is_empty() {
            self.push(" \nFROM ");
            let outer = std::mem::replace(&mut self.hints, &select.hints);
            self.write_froms(&froms)?;
            self.hints = outer;
        }
        if let Some(predicate) = &select.predicate {
            self.push(" \nWHERE ");
            self.condition(predicate)?;
        }
        self.lint("SELECT", None, &froms, select.predicate.as_ref());
        self.clause(" GROUP BY ", &select.group_by)?;
        if let Some(having) = &select.having {
            self.push(" \nHAVING ");
            self.condition(having)?;
        }
        self.clause(" ORDER BY ", &select.order_by)?;
        self.limit(
            select.limit.as_ref(),
            select.offset.as_ref(),
            select.fetch.as_ref(),
        )?;
        if let Some(lock) = &select.for_update {
            self.for_update(lock);
        }
        for hint in &select.statement_hints {
            self.out.push(' ');
            self.push(hint);
        }
        for suffix in &select.suffixes {
            self.out.push(' ');
            self.expr(suffix)?;
        }
        if !select.suffixes.is_empty() {
            self.out.push(' ');
        }
        self.scopes.pop();
        Ok(())
    }

    fn distinct(&mut self, select: &'p Select) -> Result<(), CompileError> {
        if !select.distinct_on.is_empty() {
            if self.flavor != Flavor::Postgres {
                self.push("DISTINCT ");
                if self.flavor != Flavor::Standard {
                    self.warnings.push(Warning::DistinctOn);
                }
                return Ok(());
            }
            self.push("DISTINCT ON (");
            self.separated(&select.distinct_on, ", ", |writer, item| {
                writer.expr_in(item)
            })?;
            self.push(") ");
        } else if select.distinct {
            self.push("DISTINCT ");
        }
        Ok(())
    }

    fn clause(&mut self, keyword: &str, items: &'p [Expr]) -> Result<(), CompileError> {
        if items.is_empty() {
            return Ok(());
        }
        self.push(keyword);
        self.separated(items, ", ", |writer, item| writer.expr_in(item))
    }

    fn enter(&mut self, froms: &[&'p From]) {
        let mut nearest = Sources::new();
        for from in froms {
            sources_of(from, &mut nearest);
        }
        let mut all = match self.scopes.last() {
            Some(outer) => outer.all.clone(),
            None => Sources::new(),
        };
        all.extend_from_slice(&nearest);
        self.scopes.push(Scope { nearest, all });
    }

    /// Open the scope of a data-changing statement, whose tables its subqueries may refer to.
    pub(super) fn enter_sources(&mut self, sources: Sources) {
        self.scopes.push(Scope {
            nearest: sources.clone(),
            all: sources,
        });
    }

    /// The FROM entries left after those of enclosing statements are taken out.
    fn display_froms(&self, select: &'p Select, place: Place) -> Result<Froms<'p>, CompileError> {
        let froms: Froms<'p> = select.froms.iter().collect();
        let Some(outer) = self.scopes.last() else {
            return Ok(froms);
        };
        let inside_from = place.in_from && !place.lateral;
        let enclosing: &[SourceId] = &outer.all;
        let implicit: &[SourceId] = if inside_from { &[] } else { &outer.nearest };
        let kept = |from: &&'p From, taken: &dyn Fn(SourceId) -> bool| match from {
            From::Source(source) => !taken(*source),
            From::Join { entity: true, .. } => !visible(from).into_iter().all(taken),
            From::Join { .. } => true,
        };
        let left: Froms<'p> = match &select.correlation {
            Correlation::Only(named) => froms
                .into_iter()
                .filter(|from| {
                    // A table named stands for the class whose table it is.
                    let whole = matches!(from, From::Join { entity: true, .. })
                        && visible(from).iter().any(|source| named.contains(source));
                    kept(from, &|source| {
                        (whole || named.contains(&source)) && enclosing.contains(&source)
                    })
                })
                .collect(),
            Correlation::Except(sources) => froms
                .into_iter()
                .filter(|from| {
                    kept(from, &|source| {
                        !sources.contains(&source) && enclosing.contains(&source)
                    })
                })
                .collect(),
            Correlation::Auto if implicit.is_empty() || (froms.len() < 2 && !select.several) => {
                froms
            }
            Correlation::Auto => froms
                .into_iter()
                .filter(|from| kept(from, &|source| implicit.contains(&source)))
                .collect(),
        };
        let left = without_held(left);
        if left.is_empty() && !select.froms.is_empty() {
            return Err(CompileError::NothingLeftToSelectFrom);
        }
        Ok(left)
    }

    fn compound(&mut self, compound: &'p Compound, place: Place) -> Result<(), CompileError> {
        let keyword = match compound.kind {
            CompoundKind::Union => " UNION ",
            CompoundKind::UnionAll => " UNION ALL ",
            CompoundKind::Intersect => " INTERSECT ",
            CompoundKind::IntersectAll => " INTERSECT ALL ",
            CompoundKind::Except => " EXCEPT ",
            CompoundKind::ExceptAll => " EXCEPT ALL ",
        };
        for (position, part) in compound.parts.iter().enumerate() {
            if position > 0 {
                self.push(keyword);
            }
            // Only the first part names the columns of a row.
            self.query(
                part,
                Place {
                    outermost: place.outermost && position == 0,
                    ..place
                },
            )?;
        }
        self.clause(" GROUP BY ", &compound.group_by)?;
        self.clause(" ORDER BY ", &compound.order_by)?;
        self.limit(compound.limit.as_ref(), compound.offset.as_ref(), None)?;
        if let Some(lock) = &compound.for_update {
            self.for_update(lock);
        }
        Ok(())
    }

    fn limit(
        &mut self,
        limit: Option<&'p Expr>,
        offset: Option<&'p Expr>,
        fetch: Option<&'p (Expr, bool, bool)>,
    ) -> Result<(), CompileError> {
        if let Some((count, with_ties, percent)) = fetch {
            return self.fetch(count, *with_ties, *percent, offset);
        }
        match self.flavor {
            Flavor::Mysql => self.mysql_limit(limit, offset),
            Flavor::Postgres | Flavor::Sqlite | Flavor::Standard => {
                let postgres = self.flavor == Flavor::Postgres;
                if let Some(limit) = limit {
                    self.push(if postgres { " \n LIMIT " } else { "\n LIMIT " });
                    self.expr_in(limit)?;
                }
                match offset {
                    Some(offset) => {
                        if limit.is_none() {
                            self.push(if postgres {
                                "\n LIMIT ALL"
                            } else {
                                "\n LIMIT -1"
                            });
                        }
                        self.push(" OFFSET ");
                        self.expr_in(offset)
                    }
                    None => Ok(()),
                }
            }
        }
    }

    fn mysql_limit(
        &mut self,
        limit: Option<&'p Expr>,
        offset: Option<&'p Expr>,
    ) -> Result<(), CompileError> {
        match (limit, offset) {
            (None, None) => Ok(()),
            (Some(limit), None) => {
                self.push(" \n LIMIT ");
                self.expr_in(limit)
            }
            (limit, Some(offset)) => {
                self.push(" \n LIMIT ");
                self.expr_in(offset)?;
                self.push(", ");
                match limit {
                    Some(limit) => self.expr_in(limit),
                    // MySQL has no OFFSET without LIMIT; its manual gives this number.
                    None => {
                        self.push("18446744073709551615");
                        Ok(())
                    }
                }
            }
        }
    }

    fn fetch(
        &mut self,
        count: &'p Expr,
        with_ties: bool,
        percent: bool,
        offset: Option<&'p Expr>,
    ) -> Result<(), CompileError> {
        let lacks = match self.flavor {
            Flavor::Sqlite => true,
            Flavor::Mysql => percent,
            _ => false,
        };
        if lacks && !self.displays() {
            return self.unsupported("FETCH FIRST");
        }
        let postgres = self.flavor == Flavor::Postgres;
        if let Some(offset) = offset {
            self.push(if postgres {
                "\n OFFSET ("
            } else {
                "\n OFFSET "
            });
            self.expr(offset)?;
            self.push(if postgres { ") ROWS" } else { " ROWS" });
        }
        self.push(if postgres {
            "\n FETCH FIRST ("
        } else {
            "\n FETCH FIRST "
        });
        self.expr(count)?;
        if postgres {
            self.out.push(')');
        }
        self.push(if percent { " PERCENT" } else { "" });
        self.push(" ROWS ");
        self.push(if with_ties { "WITH TIES" } else { "ONLY" });
        Ok(())
    }

    fn for_update(&mut self, lock: &'p ForUpdate) {
        match self.flavor {
            Flavor::Sqlite => return,
            Flavor::Postgres => {
                self.push(match (lock.read, lock.key_share) {
                    (true, true) => " FOR KEY SHARE",
                    (true, false) => " FOR SHARE",
                    (false, true) => " FOR NO KEY UPDATE",
                    (false, false) => " FOR UPDATE",
                });
                if !lock.of.is_empty() {
                    self.push(" OF ");
                    for (position, source) in lock.of.iter().enumerate() {
                        if position > 0 {
                            self.push(", ");
                        }
                        self.unqualified_name(*source);
                    }
                }
            }
            Flavor::Mysql => self.push(if lock.read {
                " LOCK IN SHARE MODE"
            } else {
                " FOR UPDATE"
            }),
            Flavor::Standard => {
                self.push(" FOR UPDATE");
                return;
            }
        }
        if lock.nowait {
            self.push(" NOWAIT");
        }
        if lock.skip_locked {
            self.push(" SKIP LOCKED");
        }
    }
}
