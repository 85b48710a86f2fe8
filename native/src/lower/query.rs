//! SELECT and its compounds: columns, FROM, clauses; what a row of the outermost one is made of.

use pyo3::intern;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBool, PyDict, PyTuple};
use sqlmodel_rs_engine::SmolStr;
use sqlmodel_rs_engine::dialect::Flavor;
use sqlmodel_rs_engine::ir::{
    Compound, CompoundKind, Correlation, Expr, ForUpdate, From, Name, Query, Select, SourceId,
    Statement, TextQuery,
};

use super::compiled::StatementKind;
use super::context::{Frame, Lowering};
use super::kind::node;
use super::projection::{item_names, several_sources};
use super::shape::{self, Part, dict_part, each, part};
use crate::types::TypeSpec;

/// `LABEL_STYLE_TABLENAME_PLUS_COL`.
const TABLE_LABELS: i64 = 1;
/// `LABEL_STYLE_NONE`.
const NO_LABELS: i64 = 0;

impl<'py> Lowering<'py> {
    /// Lower whatever `compile()` was given.
    pub fn statement(&mut self, element: &Bound<'py, PyAny>) -> PyResult<Statement> {
        let kind = self.kind_of(element)?;
        self.statement_of_kind(element, kind)
    }

    /// Lower a statement as one of the given kind.
    pub fn statement_of_kind(
        &mut self,
        element: &Bound<'py, PyAny>,
        kind: i64,
    ) -> PyResult<Statement> {
        match kind {
            node::SELECT | node::COMPOUND => {
                self.returns_rows = true;
                Ok(Statement::Query(self.query_of_kind(element, kind)?))
            }
            node::TEXTUAL_SELECT => {
                self.returns_rows = true;
                self.pure_read = false;
                let positional = element.getattr(intern!(self.py, "positional"))?;
                self.kind = match positional.is_truthy()? {
                    true => StatementKind::Text,
                    false => StatementKind::NamedText,
                };
                Ok(Statement::Query(self.query_of_kind(element, kind)?))
            }
            node::INSERT | node::UPDATE | node::DELETE => self.modification(element, kind),
            node::CONSTRUCT => self.construct_statement(element),
            node::TEXT => {
                self.kind = StatementKind::Text;
                let text = self.text_fragment(element)?;
                let source = self.text_of(element, intern!(self.py, "text"))?;
                self.returns_rows = may_return_rows(&source);
                Ok(Statement::Text(text))
            }
            100..130 => {
                self.kind = StatementKind::Ddl;
                self.definition(element, kind)
            }
            // Its name means something in a FROM only.
            node::SUBQUERY => self.statement(&element.getattr(intern!(self.py, "element"))?),
            node::ENTITY | node::TABLE..=node::FROM_GROUPING => {
                Ok(Statement::From(self.lower_from(element, None)?))
            }
            _ => {
                self.kind = StatementKind::Text;
                Ok(Statement::Expression(self.expr(element)?))
            }
        }
    }

    /// A query with a scope of its own inside FROM.
    pub fn nested_query(&mut self, element: &Bound<'py, PyAny>) -> PyResult<Query> {
        let kind = self.kind_of(element)?;
        self.nested_query_of_kind(element, kind)
    }

    /// As `nested_query`, of the given kind.
    pub fn nested_query_of_kind(
        &mut self,
        element: &Bound<'py, PyAny>,
        kind: i64,
    ) -> PyResult<Query> {
        self.depth += 1;
        let query = self.query_of_kind(element, kind);
        self.depth -= 1;
        query
    }

    /// A query used as a value.
    pub fn subquery(&mut self, element: &Bound<'py, PyAny>) -> PyResult<Query> {
        let kind = self.kind_of(element)?;
        if kind == node::GROUPING || kind == node::SCALAR_SELECT {
            return self.subquery(&element.getattr(intern!(self.py, "element"))?);
        }
        let around = std::mem::replace(&mut self.in_value, true);
        let query = self.nested_query(element);
        self.in_value = around;
        query
    }

    fn query_of_kind(&mut self, element: &Bound<'py, PyAny>, kind: i64) -> PyResult<Query> {
        let py = self.py;
        match kind {
            node::SELECT => Ok(Query::Select(self.select(element)?)),
            node::COMPOUND => Ok(Query::Compound(Box::new(self.compound(element)?))),
            node::TEXTUAL_SELECT => {
                let mut keys = Vec::new();
                if self.depth == 0 {
                    let columns = element.getattr(intern!(py, "columns_"))?;
                    self.project(&columns)?;
                    if self.kind == StatementKind::Text {
                        // Columns by position say what a value is, and the text what it is called.
                        keys.resize(self.columns.len(), SmolStr::default());
                    } else {
                        each(&columns, |column| {
                            keys.push(self.text_of(&column, intern!(py, "key"))?);
                            Ok(())
                        })?;
                    }
                }
                let text = self.text_fragment(&element.getattr(intern!(py, "element"))?)?;
                Ok(Query::Text(Box::new(TextQuery { text, keys })))
            }
            node::VALUES | node::TABLE | node::CTE | node::SUBQUERY => {
                Ok(Query::Source(self.source_of(element)?))
            }
            node::CONSTRUCT => Ok(match self.construct_statement(element)? {
                Statement::Query(query) => query,
                Statement::Text(text) => Query::Text(Box::new(TextQuery {
                    text,
                    keys: Vec::new(),
                })),
                _ => return Err(self.unknown(element)),
            }),
            _ => Err(self.unknown(element)),
        }
    }

    fn rest(&self, element: &Bound<'py, PyAny>) -> PyResult<Option<Bound<'py, PyDict>>> {
        dict_part(element, Part::SelectRest)
    }

    fn select(&mut self, element: &Bound<'py, PyAny>) -> PyResult<Box<Select>> {
        let value = std::mem::replace(&mut self.in_value, false);
        self.frames.push(Frame {
            collecting: true,
            value,
            statement: Some(element.clone().unbind()),
            ..Frame::default()
        });
        let rest = self.rest(element)?;
        if let Some(rest) = &rest {
            self.added_ctes(rest)?;
        }
        each(&part(element, Part::SelectFrom)?, |from| {
            self.explicit_from(&from)
        })?;
        let mut select = Box::<Select>::default();
        select.items = self.project(&part(element, Part::SelectColumns)?)?;
        let mut conditions = self.predicate(&part(element, Part::SelectWhere)?)?;
        self.clauses(element, &mut select)?;
        if let Some(rest) = &rest {
            self.rare_clauses(rest, &mut select)?;
        }
        let Some(frame) = self.frames.pop() else {
            return Err(self.error("unbalanced select"));
        };
        self.in_value = value;
        select.several = value && names_inner_tables(&frame);
        let mut criteria = frame.criteria;
        conditions.append(&mut criteria);
        select.predicate = all_of(conditions);
        select.ctes = frame.ctes;
        select.froms = visible(frame.candidates, &frame.hidden, &frame.hidden_joins);
        select.qualify = self.depth == 0
            && !self.in_compound
            && self.executes()
            && several_sources(&select.items);
        Ok(select)
    }

    /// WHERE: what it names comes into FROM, as the class the statement around reads or as another row of it.
    fn predicate(&mut self, conditions: &Bound<'py, PyAny>) -> PyResult<Vec<Expr>> {
        let Some(frame) = self.frames.last_mut() else {
            return self.conditions(conditions);
        };
        frame.listed = frame.candidates.len();
        frame.in_where = true;
        let before = (
            frame.entities.len(),
            frame.criteria.len(),
            frame.hidden.len(),
            frame.hidden_joins.len(),
        );
        let mut found = self.conditions(conditions)?;
        if self.is_torn()
            && let Some(frame) = self.frames.last_mut()
        {
            frame.candidates.truncate(frame.listed);
            frame.entities.truncate(before.0);
            frame.criteria.truncate(before.1);
            frame.hidden.truncate(before.2);
            frame.hidden_joins.truncate(before.3);
            frame.apart = true;
            found = self.conditions(conditions)?;
        }
        if let Some(frame) = self.frames.last_mut() {
            frame.in_where = false;
        }
        Ok(found)
    }

    fn clauses(&mut self, element: &Bound<'py, PyAny>, select: &mut Select) -> PyResult<()> {
        self.without_collecting(|lowering| {
            select.group_by = lowering.exprs(&part(element, Part::SelectGroupBy)?)?;
            select.having = all_of(lowering.conditions(&part(element, Part::SelectHaving)?)?);
            select.order_by = lowering.orderings(&part(element, Part::SelectOrderBy)?)?;
            let distinct = part(element, Part::SelectDistinct)?;
            if distinct.is_instance_of::<PyBool>() {
                select.distinct = distinct.is_truthy()?;
            } else {
                select.distinct_on = lowering.exprs(&distinct)?;
            }
            (select.limit, select.offset) = lowering.limits(element)?;
            Ok(())
        })
    }

    fn orderings(&mut self, elements: &Bound<'py, PyAny>) -> PyResult<Vec<Expr>> {
        let mut all = Vec::with_capacity(elements.len().unwrap_or(0));
        each(elements, |element| {
            all.push(self.ordering(&element)?);
            Ok(())
        })?;
        Ok(all)
    }

    /// LIMIT and OFFSET; SQLAlchemy's SQLite text always shows both.
    fn limits(&mut self, element: &Bound<'py, PyAny>) -> PyResult<(Option<Expr>, Option<Expr>)> {
        let py = self.py;
        let mut limit = self.count(&part(element, Part::SelectLimit)?)?;
        let mut offset = self.count(&part(element, Part::SelectOffset)?)?;
        if self.flavor == Flavor::Sqlite && !self.executes() && limit.is_some() != offset.is_some()
        {
            match limit {
                None => limit = self.count(&(-1_i64).into_pyobject(py)?.into_any())?,
                Some(_) => offset = self.count(&0_i64.into_pyobject(py)?.into_any())?,
            }
        }
        Ok((limit, offset))
    }

    /// LIMIT or OFFSET: a number becomes a parameter.
    fn count(&mut self, value: &Bound<'py, PyAny>) -> PyResult<Option<Expr>> {
        if value.is_none() {
            return Ok(None);
        }
        if shape::of(value).kind.is_some() {
            return self.expr(value).map(Some);
        }
        let spec = self.number_spec()?;
        let name = Name::Anon {
            id: self.fresh_id(),
            base: "param".into(),
        };
        Ok(Some(Expr::Bind(self.add_bind(
            name,
            Some(value.clone()),
            false,
            spec,
        )?)))
    }

    /// The type of numbers that lowering binds itself: wide when sent, SQLAlchemy's INTEGER when shown.
    pub fn number_spec(&self) -> PyResult<Bound<'py, TypeSpec>> {
        static WIDE: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
        static PLAIN: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
        let py = self.py;
        let (cell, name) = match self.executes() {
            true => (&WIDE, "BigInteger"),
            false => (&PLAIN, "Integer"),
        };
        let ty = cell.get_or_try_init(py, || {
            let types = py.import("sqlmodel_rs.types")?;
            types.getattr(name)?.call0().map(Bound::unbind)
        })?;
        self.spec_of_type(ty.bind(py))
    }

    fn added_ctes(&mut self, rest: &Bound<'py, PyDict>) -> PyResult<()> {
        if let Some(ctes) = rest.get_item(intern!(self.py, "ctes"))? {
            for cte in ctes.try_iter()? {
                self.source_of(&cte?)?;
            }
        }
        Ok(())
    }

    fn rare_clauses(&mut self, rest: &Bound<'py, PyDict>, select: &mut Select) -> PyResult<()> {
        let py = self.py;
        if let Some(fetch) = rest
            .get_item(intern!(py, "fetch"))?
            .filter(|fetch| !fetch.is_none())
        {
            let (count, with_ties, percent): (Bound<'py, PyAny>, bool, bool) = fetch.extract()?;
            select.fetch = self.count(&count)?.map(|count| (count, with_ties, percent));
        }
        if let Some(lock) = rest
            .get_item(intern!(py, "for_update"))?
            .filter(|lock| !lock.is_none())
        {
            select.for_update = Some(self.for_update(&lock)?);
        }
        if let Some(sources) = rest.get_item(intern!(py, "correlate"))? {
            if sources.is_instance_of::<PyTuple>() {
                select.correlation = Correlation::Only(self.sources_in(&sources)?);
            } else if !sources.is_none() && !sources.is_truthy()? {
                select.correlation = Correlation::Only(Vec::new());
            }
        }
        if let Some(sources) = rest
            .get_item(intern!(py, "correlate_except"))?
            .filter(|sources| !sources.is_none())
        {
            select.correlation = Correlation::Except(self.sources_in(&sources)?);
        }
        self.hints(rest, select)?;
        select.prefixes = self.words(rest, "prefixes")?;
        select.suffixes = self.words(rest, "suffixes")?;
        if let Some(style) = rest.get_item(intern!(py, "label_style"))? {
            let style = style.extract::<i64>()?;
            select.table_labels = style == TABLE_LABELS;
            select.bare_names = style == NO_LABELS;
        }
        Ok(())
    }

    /// What is said to the optimiser of this database.
    fn hints(&mut self, rest: &Bound<'py, PyDict>, select: &mut Select) -> PyResult<()> {
        let Some(hints) = rest.get_item(intern!(self.py, "hints"))? else {
            return Ok(());
        };
        for hint in hints.try_iter()? {
            let (from, text, dialect): (Bound<'py, PyAny>, String, String) = hint?.extract()?;
            if dialect != "*" && dialect != self.flavor.name() {
                continue;
            }
            if from.is_none() {
                select.statement_hints.push(text.into());
                continue;
            }
            let mut sources = Vec::new();
            self.sources_of(&from, &mut sources)?;
            let hints = sources
                .into_iter()
                .map(|source| (source, text.as_str().into()));
            select.hints.extend(hints);
        }
        Ok(())
    }

    /// Prefixes or suffixes meant for this database.
    pub fn words(&mut self, rest: &Bound<'py, PyDict>, name: &str) -> PyResult<Vec<Expr>> {
        let mut words = Vec::new();
        if let Some(given) = rest.get_item(name)? {
            for word in given.try_iter()? {
                let (text, dialect): (Bound<'py, PyAny>, String) = word?.extract()?;
                if dialect == "*" || dialect == self.flavor.name() {
                    words.push(self.without_collecting(|lowering| lowering.expr(&text))?);
                }
            }
        }
        Ok(words)
    }

    fn sources_in(&mut self, elements: &Bound<'py, PyAny>) -> PyResult<Vec<SourceId>> {
        let mut found = Vec::new();
        for element in elements.try_iter()? {
            self.sources_of(&element?, &mut found)?;
        }
        Ok(found)
    }

    fn for_update(&mut self, lock: &Bound<'py, PyAny>) -> PyResult<ForUpdate> {
        let py = self.py;
        self.pure_read = false;
        let mut of = Vec::new();
        let targets = lock.getattr(intern!(py, "of"))?;
        if !targets.is_none() {
            for target in targets.try_iter()? {
                let target = target?;
                let table = match self.kind_of(&target)? {
                    node::COLUMN | node::COLUMN_CLAUSE | node::ENTITY_COLUMN => {
                        target.getattr(intern!(py, "table"))?
                    }
                    _ => target,
                };
                let source = self.source_of(&table)?;
                if !of.contains(&source) {
                    of.push(source);
                }
            }
        }
        Ok(ForUpdate {
            read: lock.getattr(intern!(py, "read"))?.is_truthy()?,
            key_share: lock.getattr(intern!(py, "key_share"))?.is_truthy()?,
            nowait: lock.getattr(intern!(py, "nowait"))?.is_truthy()?,
            skip_locked: lock.getattr(intern!(py, "skip_locked"))?.is_truthy()?,
            of,
        })
    }

    fn compound(&mut self, element: &Bound<'py, PyAny>) -> PyResult<Compound> {
        let py = self.py;
        let keyword = self.text_of(element, intern!(py, "keyword"))?;
        let kind = match &*keyword {
            "UNION" => CompoundKind::Union,
            "UNION ALL" => CompoundKind::UnionAll,
            "INTERSECT" => CompoundKind::Intersect,
            "INTERSECT ALL" => CompoundKind::IntersectAll,
            "EXCEPT" => CompoundKind::Except,
            "EXCEPT ALL" => CompoundKind::ExceptAll,
            other => return Err(self.error(&format!("unknown compound {other:?}"))),
        };
        let rest = self.rest(element)?;
        if let Some(rest) = &rest {
            self.added_ctes(rest)?;
        }
        let around = std::mem::replace(&mut self.in_compound, true);
        let mut parts = Vec::new();
        let mut labels = Vec::new();
        for (position, part) in element
            .getattr(intern!(py, "selects"))?
            .try_iter()?
            .enumerate()
        {
            let part = part?;
            // The first part says what a row is; the others only have to fit.
            let query = if position == 0 {
                let kind = self.kind_of(&part)?;
                self.query_of_kind(&part, kind)?
            } else {
                self.nested_query(&part)?
            };
            if position == 0 {
                labels = names_of(&query);
            }
            parts.push(self.grouped(&part, query)?);
        }
        self.in_compound = around;
        self.frames.push(Frame {
            labels,
            ..Frame::default()
        });
        let order_by = self.compound_orderings(&part(element, Part::SelectOrderBy)?);
        let group_by = self.exprs(&part(element, Part::SelectGroupBy)?);
        self.frames.pop();
        let mut holder = Select::default();
        if let Some(rest) = &rest {
            self.rare_clauses(rest, &mut holder)?;
        }
        let (limit, offset) = self.limits(element)?;
        Ok(Compound {
            kind,
            parts,
            group_by: group_by?,
            order_by: order_by?,
            limit,
            offset,
            for_update: holder.for_update,
        })
    }

    /// A member with clauses of its own goes in parentheses, which SQLite does not have.
    fn grouped(&self, element: &Bound<'py, PyAny>, query: Query) -> PyResult<Query> {
        let wrapped = match &query {
            Query::Compound(_) => true,
            Query::Select(select) => {
                !select.order_by.is_empty()
                    || select.limit.is_some()
                    || select.offset.is_some()
                    || select.fetch.is_some()
            }
            _ => false,
        };
        if wrapped && self.flavor == Flavor::Sqlite && self.executes() {
            if let Query::Compound(_) = query {
                return Ok(query);
            }
            return Err(self.error(&format!(
                "SQLite allows no ORDER BY or LIMIT inside a member of {}; select from its subquery() instead",
                element.get_type().name()?
            )));
        }
        Ok(if wrapped {
            Query::Grouping(Box::new(query))
        } else {
            query
        })
    }

    /// ORDER BY of a compound names result columns, never tables.
    fn compound_orderings(&mut self, elements: &Bound<'py, PyAny>) -> PyResult<Vec<Expr>> {
        let orderings = self.orderings(elements)?;
        Ok(orderings.into_iter().map(without_table).collect())
    }
}

/// The names of the columns of a compound: those of its first member's first member.
fn names_of(query: &Query) -> Vec<(usize, Name)> {
    match query {
        Query::Select(select) => item_names(&select.items),
        Query::Compound(compound) => compound.parts.first().map(names_of).unwrap_or_default(),
        Query::Grouping(inner) => names_of(inner),
        Query::Text(_) | Query::Source(_) => Vec::new(),
    }
}

/// Several conditions as one.
pub fn all_of(mut conditions: Vec<Expr>) -> Option<Expr> {
    match conditions.len() {
        0 => None,
        1 => conditions.pop(),
        _ => Some(Expr::And(conditions)),
    }
}

/// Whether conditions name a class, and columns or conditions a table of it by itself.
fn names_inner_tables(frame: &Frame) -> bool {
    let alone = |(_, from): &(usize, From)| match from {
        From::Source(source) => Some(*source),
        From::Join { .. } => None,
    };
    let added = frame.candidates.iter().skip(frame.listed);
    let mut tables = added.filter_map(|(_, from)| match from {
        From::Join { entity: true, .. } => {
            let mut sources = Vec::new();
            from.visible_sources(&mut sources);
            (sources.len() > 1).then_some(sources)
        }
        _ => None,
    });
    tables.any(|tables| {
        let mut named = frame.candidates.iter().filter_map(alone);
        named.any(|source| tables.contains(&source))
    })
}

/// The FROM entries that are not part of a join of the same select.
pub fn visible(
    candidates: Vec<(usize, From)>,
    hidden: &[SourceId],
    hidden_joins: &[usize],
) -> Vec<From> {
    candidates
        .into_iter()
        .filter(|(key, from)| match from {
            From::Source(source) => !hidden.contains(source),
            From::Join { .. } => !hidden_joins.contains(key),
        })
        .map(|(_, from)| from)
        .collect()
}

fn without_table(expr: Expr) -> Expr {
    match expr {
        Expr::Column { name, .. } => Expr::Column { source: None, name },
        Expr::Unary { op, operand } => Expr::Unary {
            op,
            operand: Box::new(without_table(*operand)),
        },
        other => other,
    }
}

/// Whether text looks like it answers with rows.
pub fn may_return_rows(text: &str) -> bool {
    let start = text.trim_start_matches(|letter: char| letter.is_whitespace() || letter == '(');
    let word: String = start
        .chars()
        .take_while(|letter| letter.is_ascii_alphabetic())
        .collect();
    matches!(
        word.to_ascii_uppercase().as_str(),
        "SELECT"
            | "WITH"
            | "VALUES"
            | "SHOW"
            | "PRAGMA"
            | "EXPLAIN"
            | "DESCRIBE"
            | "DESC"
            | "TABLE"
            | "FETCH"
            | "CALL"
    ) || text.to_ascii_uppercase().contains("RETURNING")
}
