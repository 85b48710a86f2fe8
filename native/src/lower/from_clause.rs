//! FROM elements: each Python object becomes one source; joins and entities are taken apart.

use pyo3::intern;
use pyo3::prelude::*;
use sqlmodel_rs_engine::dialect::Flavor;
use sqlmodel_rs_engine::ir::{
    Expr, From, Func, JoinKind, Name, Query, Source, SourceId, Statement,
};

use super::context::{Lowering, identity};
use super::kind::node;
use super::shape::{Part, part};

impl<'py> Lowering<'py> {
    /// The source a FROM object stands for; made on first sight.
    pub fn source_of(&mut self, element: &Bound<'py, PyAny>) -> PyResult<SourceId> {
        if let Some(source) = self.find_source(element) {
            return Ok(source);
        }
        let py = self.py;
        match self.kind_of(element)? {
            kind @ (node::TABLE | node::TABLE_CLAUSE) => {
                let schema = self.optional_text_part(element, Part::Schema)?;
                // A table that no metadata knows keeps the schema it was named with.
                let schema = match kind {
                    node::TABLE => self.translated(schema)?,
                    _ => schema,
                };
                let name = self.text_part(element, Part::Name)?;
                Ok(self.add_source(element, Source::Table { schema, name }))
            }
            node::ALIAS => self.alias(element, false),
            node::SUBQUERY => self.derived(element, false),
            node::LATERAL => self.derived(element, true),
            node::CTE => self.cte(element),
            node::ENTITY => {
                let from = element.getattr(intern!(py, "from_clause"))?;
                self.source_of(&from)
            }
            node::FROM_GROUPING => {
                let inner = element.getattr(intern!(py, "element"))?;
                self.source_of(&inner)
            }
            node::FUNCTION => self.function_source(element),
            node::TABLE_VALUED => self.table_valued(element),
            node::VALUES => self.values_source(element),
            node::TABLESAMPLE => self.table_sample(element),
            node::TEXT => {
                let text = self.text_fragment(element)?;
                Ok(self.add_source(element, Source::Text(text)))
            }
            node::SELECT | node::COMPOUND | node::TEXTUAL_SELECT => {
                let query = Box::new(self.nested_query(element)?);
                Ok(self.add_source(
                    element,
                    Source::Subquery {
                        name: None,
                        query,
                        lateral: false,
                    },
                ))
            }
            node::CONSTRUCT => {
                let text = self.construct_text(element)?;
                Ok(self.add_source(element, Source::Text(text)))
            }
            _ => Err(self.unknown(element)),
        }
    }

    /// The name of an alias or subquery: given, or `base_1`.
    fn derived_name(&mut self, element: &Bound<'py, PyAny>, base: &str) -> PyResult<Name> {
        Ok(
            match self.optional_text(element, intern!(self.py, "name"))? {
                Some(name) => Name::Plain(name),
                None => self.anonymous(element, base),
            },
        )
    }

    fn alias(&mut self, element: &Bound<'py, PyAny>, lateral: bool) -> PyResult<SourceId> {
        let py = self.py;
        let inner = element.getattr(intern!(py, "element"))?;
        let base = match inner.getattr_opt(intern!(py, "name"))? {
            Some(name) if !name.is_none() => name.str()?.to_string(),
            _ => "anon".to_owned(),
        };
        let kind = self.kind_of(&inner)?;
        if matches!(kind, node::SELECT | node::COMPOUND | node::TEXTUAL_SELECT) {
            return self.derived(element, lateral);
        }
        let name = self.derived_name(element, &base)?;
        if matches!(kind, node::JOIN) {
            let from =
                Box::new(self.without_collecting(|lowering| lowering.lower_from(&inner, None))?);
            return Ok(self.add_source(element, Source::Joined { name, from }));
        }
        let of = self.source_of(&inner)?;
        // An alias of a named subquery repeats the query under the new name.
        let source = match self.sources.get(of.0 as usize) {
            Some(Source::Subquery { query, .. }) => Source::Subquery {
                name: Some(name),
                query: query.clone(),
                lateral,
            },
            _ => Source::Alias { name, of, lateral },
        };
        Ok(self.add_source(element, source))
    }

    fn derived(&mut self, element: &Bound<'py, PyAny>, lateral: bool) -> PyResult<SourceId> {
        let inner = element.getattr(intern!(self.py, "element"))?;
        let name = self.derived_name(element, "anon")?;
        let kind = self.kind_of(&inner)?;
        if !matches!(kind, node::SELECT | node::COMPOUND | node::TEXTUAL_SELECT) {
            if kind == node::TABLE_VALUED || kind == node::FUNCTION || kind == node::TABLE {
                return self.alias(element, lateral);
            }
            return Err(self.unknown(&inner));
        }
        let query = Box::new(self.nested_query(&inner)?);
        Ok(self.add_source(
            element,
            Source::Subquery {
                name: Some(name),
                query,
                lateral,
            },
        ))
    }

    fn cte(&mut self, element: &Bound<'py, PyAny>) -> PyResult<SourceId> {
        let py = self.py;
        let name = self.derived_name(element, "anon")?;
        let alias_of = element.getattr(intern!(py, "alias_of"))?;
        if !alias_of.is_none() {
            let of = self.source_of(&alias_of)?;
            return Ok(self.add_source(
                element,
                Source::Alias {
                    name,
                    of,
                    lateral: false,
                },
            ));
        }
        let recursive = element.getattr(intern!(py, "recursive"))?.is_truthy()?;
        // The place is taken before the query is lowered: a recursive part refers to its own CTE.
        let id = self.add_source(element, Source::Text(Default::default()));
        let mut restated = element.getattr(intern!(py, "restates"))?;
        while !restated.is_none() {
            self.name_source(&restated, id);
            restated = restated.getattr(intern!(py, "restates"))?;
        }
        let inner = element.getattr(intern!(py, "element"))?;
        let kind = self.kind_of(&inner)?;
        let query = match kind {
            node::INSERT | node::UPDATE | node::DELETE => {
                self.pure_read = false;
                let frames = std::mem::take(&mut self.frames);
                self.depth += 1;
                let statement = self.modification(&inner, kind)?;
                self.depth -= 1;
                self.frames = frames;
                statement
            }
            // Without a name, VALUES stands in the CTE as a query does.
            node::VALUES => Statement::Query(self.bare_values(&inner)?),
            _ => Statement::Query(self.nested_query(&inner)?),
        };
        let mut materialized = None;
        for prefix in element.getattr(intern!(py, "prefixes"))?.try_iter()? {
            let (text, dialect): (Bound<'py, PyAny>, String) = prefix?.extract()?;
            if dialect != "*" && dialect != self.flavor.name() {
                continue;
            }
            match &*self.text_of(&text, intern!(py, "text"))?.to_uppercase() {
                "MATERIALIZED" => materialized = Some(true),
                "NOT MATERIALIZED" => materialized = Some(false),
                other => return Err(self.error(&format!("unknown CTE prefix {other:?}"))),
            }
        }
        let mut columns = Vec::new();
        if recursive || kind == node::VALUES {
            for column in element.getattr(intern!(py, "columns"))?.try_iter()? {
                if let Expr::Column { name, .. } =
                    self.without_collecting(|lowering| lowering.expr(&column?))?
                {
                    columns.push(name);
                }
            }
        }
        if let Some(slot) = self.sources.get_mut(id.0 as usize) {
            *slot = Source::Cte {
                name,
                query: Box::new(query),
                recursive,
                columns,
                materialized,
            };
        }
        let nesting = element.getattr(intern!(py, "nesting"))?.is_truthy()?;
        match self.frames.last_mut() {
            Some(frame) if nesting && self.depth > 0 => frame.ctes.push(id),
            _ => self.ctes.push(id),
        }
        Ok(id)
    }

    fn function_source(&mut self, element: &Bound<'py, PyAny>) -> PyResult<SourceId> {
        let call = Box::new(self.without_collecting(|lowering| lowering.expr(element))?);
        let source = Source::Function {
            name: None,
            call,
            columns: Vec::new(),
            ordinality: false,
            lateral: false,
            implicit: false,
        };
        Ok(self.add_source(element, source))
    }

    fn table_valued(&mut self, element: &Bound<'py, PyAny>) -> PyResult<SourceId> {
        let py = self.py;
        let function = element.getattr(intern!(py, "element"))?;
        let name = self.derived_name(element, "anon")?;
        let call = Box::new(self.expr(&function)?);
        let mut columns = Vec::new();
        if element.getattr(intern!(py, "derived"))?.is_truthy()? {
            let typed = element.getattr(intern!(py, "with_types"))?.is_truthy()?;
            for column in element.getattr(intern!(py, "columns"))?.try_iter()? {
                let column = column?;
                let ty = if typed {
                    Some(self.cast_type(&column.getattr(intern!(py, "type"))?)?)
                } else {
                    None
                };
                columns.push((self.text_of(&column, intern!(py, "name"))?, ty));
            }
        }
        let ordinality = element.getattr(intern!(py, "ordinality"))?.is_truthy()?;
        let lateral = element.getattr(intern!(py, "lateral_"))?.is_truthy()?;
        let source = Source::Function {
            name: Some(name),
            call,
            columns,
            ordinality,
            lateral,
            implicit: element
                .getattr(intern!(py, "joins_implicitly"))?
                .is_truthy()?,
        };
        Ok(self.add_source(element, source))
    }

    fn values_source(&mut self, element: &Bound<'py, PyAny>) -> PyResult<SourceId> {
        let py = self.py;
        let name = self
            .optional_text(element, intern!(py, "name"))?
            .map(Name::Plain);
        let mut columns = Vec::new();
        for column in element.getattr(intern!(py, "value_columns"))?.try_iter()? {
            columns.push(Name::Plain(self.text_of(&column?, intern!(py, "name"))?));
        }
        let mut rows = Vec::new();
        // MariaDB knows no types of parameters inside VALUES, and reads them as empty.
        let literal = element.getattr(intern!(py, "literal_binds"))?.is_truthy()?
            || (self.executes() && self.flavor == Flavor::Mysql);
        for row in element.getattr(intern!(py, "rows"))?.try_iter()? {
            let before = self.binds.len();
            rows.push(self.exprs(&row?)?);
            if literal {
                (before..self.binds.len()).try_for_each(|at| self.write_in_text(at, true))?;
            }
        }
        Ok(self.add_source(
            element,
            Source::Values {
                name,
                columns,
                rows,
            },
        ))
    }

    /// VALUES without parentheses and an alias around it.
    fn bare_values(&mut self, element: &Bound<'py, PyAny>) -> PyResult<Query> {
        let id = self.values_source(element)?;
        if let Some(Source::Values { name, .. }) = self.sources.get_mut(id.0 as usize) {
            *name = None;
        }
        Ok(Query::Source(id))
    }

    fn table_sample(&mut self, element: &Bound<'py, PyAny>) -> PyResult<SourceId> {
        let py = self.py;
        let inner = element.getattr(intern!(py, "element"))?;
        let of = self.source_of(&inner)?;
        let base = inner.getattr(intern!(py, "name"))?.str()?.to_string();
        let name = self.derived_name(element, &base)?;
        let sampling = element.getattr(intern!(py, "sampling"))?;
        let call = match self.kind_of(&sampling)? {
            node::FUNCTION => self.expr(&sampling)?,
            _ => {
                let args = vec![self.expr(&sampling)?];
                Expr::Func(Box::new(Func {
                    name: "system".into(),
                    args,
                    ..Func::default()
                }))
            }
        };
        let seed = self.optional(&element.getattr(intern!(py, "seed"))?)?;
        Ok(self.add_source(
            element,
            Source::Sample {
                name,
                of,
                call: Box::new(call),
                seed,
            },
        ))
    }

    /// Lower a FROM element to a tree of joins. Sources inside a join are noted as hidden.
    pub fn lower_from(
        &mut self,
        element: &Bound<'py, PyAny>,
        extra: Option<&mut Vec<Expr>>,
    ) -> PyResult<From> {
        let py = self.py;
        match self.kind_of(element)? {
            node::JOIN => self.join(element, extra),
            node::ENTITY => {
                let criteria = part(element, Part::Criteria)?;
                if let Some(frame) = self.frames.last_mut() {
                    frame.entities.push(identity(element));
                }
                let mut from = self.lower_from(&part(element, Part::FromClause)?, None)?;
                from.mark_entity();
                if !criteria.is_none() {
                    let condition =
                        self.without_collecting(|lowering| lowering.condition(&criteria))?;
                    match extra {
                        Some(extra) => extra.push(condition),
                        None => {
                            if let Some(frame) = self.frames.last_mut() {
                                frame.criteria.push(condition);
                            }
                        }
                    }
                }
                Ok(from)
            }
            node::FROM_GROUPING => {
                self.lower_from(&element.getattr(intern!(py, "element"))?, extra)
            }
            _ => Ok(From::Source(self.source_of(element)?)),
        }
    }

    fn join(
        &mut self,
        element: &Bound<'py, PyAny>,
        extra: Option<&mut Vec<Expr>>,
    ) -> PyResult<From> {
        let py = self.py;
        let left_element = element.getattr(intern!(py, "left"))?;
        let right_element = element.getattr(intern!(py, "right"))?;
        if let Some(frame) = self.frames.last_mut() {
            frame.hidden_joins.push(identity(&left_element));
            frame.hidden_joins.push(identity(&right_element));
        }
        let mut right_criteria = Vec::new();
        let left = self.lower_from(&left_element, extra)?;
        let right = self.lower_from(&right_element, Some(&mut right_criteria))?;
        let onclause = element.getattr(intern!(py, "onclause"))?;
        let outer = element.getattr(intern!(py, "isouter"))?.is_truthy()?;
        let full = element.getattr(intern!(py, "full"))?.is_truthy()?;
        if let Some(frame) = self.frames.last_mut() {
            for side in [&left, &right] {
                if let From::Source(source) = side {
                    frame.hidden.push(*source);
                }
            }
        }
        let on = if onclause.is_none() {
            None
        } else {
            Some(self.without_collecting(|lowering| lowering.condition(&onclause))?)
        };
        let on = match (on, right_criteria.is_empty()) {
            (on, true) => on,
            (None, false) => Some(Expr::And(right_criteria)),
            (Some(Expr::And(mut items)), false) => {
                items.append(&mut right_criteria);
                Some(Expr::And(items))
            }
            (Some(on), false) => {
                right_criteria.insert(0, on);
                Some(Expr::And(right_criteria))
            }
        };
        let kind = match (full, outer, &on) {
            (true, _, _) => JoinKind::FullOuter,
            (_, true, _) => JoinKind::LeftOuter,
            (_, _, None) => JoinKind::Cross,
            _ => JoinKind::Inner,
        };
        Ok(From::Join {
            left: Box::new(left),
            right: Box::new(right),
            on,
            kind,
            entity: false,
        })
    }

    /// Add a FROM element that was named explicitly to the select being lowered.
    pub fn explicit_from(&mut self, element: &Bound<'py, PyAny>) -> PyResult<()> {
        let mut key = identity(element);
        let entity = self.is_entity(element)?;
        if entity {
            let from = part(element, Part::FromClause)?;
            key = identity(&from);
            if self.find_source(&from).is_none() {
                self.keep(&from);
            }
        }
        // An entity over a FROM that is there already still brings its criteria.
        let from = self.lower_from(element, None)?;
        let apart = entity && self.correlates_beside(&from);
        if let Some(frame) = self.frames.last_mut()
            && !frame.candidates.iter().any(|(known, entry)| {
                *known == key || *entry == from || (entity && !apart && holds(entry, &from))
            })
        {
            frame.candidates.push((key, from));
        }
        Ok(())
    }

    /// Collect the tables that a FROM element stands for: one, or those of a join or of a mapped class.
    pub fn sources_of(
        &mut self,
        element: &Bound<'py, PyAny>,
        into: &mut Vec<SourceId>,
    ) -> PyResult<()> {
        let py = self.py;
        if self.is_entity(element)? {
            for table in self.own_tables(&part(element, Part::FromClause)?)? {
                self.sources_of(&table, into)?;
            }
            return Ok(());
        }
        if self.kind_of(element)? == node::JOIN {
            self.sources_of(&element.getattr(intern!(py, "left"))?, into)?;
            return self.sources_of(&element.getattr(intern!(py, "right"))?, into);
        }
        into.push(self.source_of(element)?);
        Ok(())
    }

    /// Bring the FROM and the criteria of an entity into the select being lowered, once.
    pub fn bring_entity(&mut self, entity: &Bound<'py, PyAny>) -> PyResult<()> {
        let Some(frame) = self.frames.last() else {
            return Ok(());
        };
        if !frame.collecting || frame.entities.contains(&identity(entity)) {
            return Ok(());
        }
        self.explicit_from(entity)
    }
}

/// Whether a FROM joins every table of an entity's FROM already: a class's tables are joined once, also when a column of
/// its subclass is named beside the class itself.
fn holds(known: &From, from: &From) -> bool {
    match from {
        From::Source(source) => contains_source(known, *source),
        From::Join { left, right, .. } => holds(known, left) && holds(known, right),
    }
}

fn contains_source(from: &From, source: SourceId) -> bool {
    match from {
        From::Source(own) => *own == source,
        From::Join { left, right, .. } => {
            contains_source(left, source) || contains_source(right, source)
        }
    }
}
