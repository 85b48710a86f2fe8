//! Column elements to IR expressions, by kind.

use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::PyString;
use sqlmodel_rs_engine::ir::{Case, Expr, Name, UnaryOp};
use sqlmodel_rs_engine::{SmolStr, SqlType};

use super::context::{Lowering, identity};
use super::kind::{node, op};
use super::shape::{Part, each, part};

impl<'py> Lowering<'py> {
    /// Lower one expression.
    pub fn expr(&mut self, element: &Bound<'py, PyAny>) -> PyResult<Expr> {
        let kind = self.kind_of(element)?;
        self.expr_of_kind(element, kind)
    }

    /// Lower an expression as one of the given kind.
    pub fn expr_of_kind(&mut self, element: &Bound<'py, PyAny>, kind: i64) -> PyResult<Expr> {
        let py = self.py;
        Ok(match kind {
            node::COLUMN => return self.column(element),
            node::BIND => return self.bind_parameter(element),
            node::BINARY => return self.binary(element),
            node::BOOLEAN_LIST => return self.boolean_list(element),
            node::ENTITY_COLUMN => return self.entity_column(element),
            node::COLUMN_CLAUSE => return self.column_clause(element),
            node::UNARY => return self.unary(element),
            node::CLAUSE_LIST => Expr::List(self.exprs(&part(element, Part::Clauses)?)?),
            node::TUPLE => Expr::Tuple(self.exprs(&part(element, Part::Clauses)?)?),
            node::ARRAY => {
                let ty = self.spec_of(element)?.get().sql.clone();
                Expr::Array(self.exprs(&part(element, Part::Clauses)?)?, Some(ty))
            }
            node::GROUPING => Expr::Grouping(Box::new(self.child(element)?)),
            node::LABEL => self.child(element)?,
            node::ORM_BUNDLE => Expr::List(self.exprs(&element.getattr(intern!(py, "columns"))?)?),
            node::CASE => self.case(element)?,
            node::CAST => Expr::Cast {
                operand: Box::new(self.child(element)?),
                to: self.cast_type(&element.getattr(intern!(py, "type"))?)?,
                fallible: element.getattr(intern!(py, "safe"))?.is_truthy()?,
            },
            node::TYPE_COERCE => Expr::Typed {
                operand: Box::new(self.child(element)?),
                ty: self.spec_of(element)?.get().sql.clone(),
            },
            node::EXTRACT => Expr::Extract {
                field: self.text_of(element, intern!(py, "field"))?,
                operand: Box::new(self.child(element)?),
            },
            node::COLLATE => Expr::Collate {
                operand: Box::new(self.child(element)?),
                collation: self.text_of(element, intern!(py, "collation"))?,
            },
            node::FUNCTION | node::OVER | node::FUNCTION_FILTER | node::WITHIN_GROUP => {
                Expr::Func(Box::new(self.function_of_kind(element, kind)?))
            }
            node::FUNCTION_AS_BINARY => self.child(element)?,
            node::NULL => Expr::Null,
            node::TRUE => Expr::Bool(true),
            node::FALSE => Expr::Bool(false),
            kind => return self.special(element, kind),
        })
    }

    /// Lower subqueries, names and text.
    fn special(&mut self, element: &Bound<'py, PyAny>, kind: i64) -> PyResult<Expr> {
        let py = self.py;
        Ok(match kind {
            node::SCALAR_SELECT => Expr::Scalar(Box::new(
                self.subquery(&element.getattr(intern!(py, "element"))?)?,
            )),
            node::EXISTS => Expr::Exists {
                query: Box::new(self.subquery(&element.getattr(intern!(py, "element"))?)?),
                negated: false,
            },
            node::SELECT | node::COMPOUND | node::TEXTUAL_SELECT => {
                Expr::Scalar(Box::new(self.subquery(element)?))
            }
            node::ORDER_LABEL => return self.order_label(element),
            node::TABLE_VALUED_COLUMN => {
                let source = self.source_of(&element.getattr(intern!(py, "element"))?)?;
                self.collect(
                    element.getattr(intern!(py, "element"))?.as_ptr() as usize,
                    source,
                );
                Expr::Source(source)
            }
            node::DEFAULT_VALUE => Expr::Default,
            node::SEQUENCE_NEXT => {
                self.pure_read = false;
                let sequence = element.getattr(intern!(py, "sequence"))?;
                Expr::NextValue {
                    schema: self
                        .translated(self.optional_text(&sequence, intern!(py, "schema"))?)?,
                    name: self.text_of(&sequence, intern!(py, "name"))?,
                }
            }
            node::SLICE => {
                let start = self.expr(&element.getattr(intern!(py, "start"))?)?;
                let stop = self.expr(&element.getattr(intern!(py, "stop"))?)?;
                Expr::Slice(Some(Box::new(start)), Some(Box::new(stop)))
            }
            node::COMMENT_TOKEN => Expr::Raw(self.text_of(element, intern!(py, "text"))?),
            node::TEXT => Expr::Text(self.text_fragment(element)?),
            node::TYPE_NAME => {
                Expr::TypeName(self.cast_type(&element.getattr(intern!(py, "type"))?)?)
            }
            node::ENTITY => return self.entity_as_value(element),
            node::TABLE..=node::FROM_GROUPING => {
                let source = self.source_of(element)?;
                self.collect(identity(element), source);
                Expr::Source(source)
            }
            node::CONSTRUCT => return self.construct_expression(element),
            _ => return Err(self.unknown(element)),
        })
    }

    fn child(&mut self, element: &Bound<'py, PyAny>) -> PyResult<Expr> {
        self.expr(&part(element, Part::Element)?)
    }

    /// Lower the members of a tuple or list.
    pub fn exprs(&mut self, elements: &Bound<'py, PyAny>) -> PyResult<Vec<Expr>> {
        let mut all = Vec::with_capacity(elements.len().unwrap_or(0));
        each(elements, |element| {
            all.push(self.expr(&element)?);
            Ok(())
        })?;
        Ok(all)
    }

    /// Lower a condition; a lone boolean column is compared where the database has no truth values.
    pub fn condition(&mut self, element: &Bound<'py, PyAny>) -> PyResult<Expr> {
        let expr = self.expr(element)?;
        if !self.flavor.native_boolean() && self.is_boolean_column(element)? {
            return Ok(Expr::Unary {
                op: UnaryOp::IsTrue,
                operand: Box::new(expr),
            });
        }
        Ok(expr)
    }

    fn is_boolean_column(&self, element: &Bound<'py, PyAny>) -> PyResult<bool> {
        let kind = self.kind_of(element)?;
        Ok(matches!(
            kind,
            node::COLUMN | node::ENTITY_COLUMN | node::COLUMN_CLAUSE
        ) && self.spec_of(element)?.get().sql == SqlType::Boolean)
    }

    /// Lower the conditions of WHERE, HAVING or ON into one.
    pub fn conditions(&mut self, elements: &Bound<'py, PyAny>) -> PyResult<Vec<Expr>> {
        let mut all = Vec::new();
        each(elements, |element| {
            match self.condition(&element)? {
                Expr::And(mut inner) => all.append(&mut inner),
                other => all.push(other),
            }
            Ok(())
        })?;
        Ok(all)
    }

    fn column(&mut self, element: &Bound<'py, PyAny>) -> PyResult<Expr> {
        let name = part(element, Part::Name)?;
        let Ok(name) = name.cast::<PyString>() else {
            return Err(self.error("Cannot compile Column object until its 'name' is assigned."));
        };
        let name = Name::plain(name.to_str()?);
        let table = part(element, Part::Table)?;
        if table.is_none() {
            return Ok(Expr::Column { source: None, name });
        }
        let source = match self.last_source(&table) {
            Some(source) => source,
            None => self.source_of(&table)?,
        };
        self.collect(identity(&table), source);
        Ok(Expr::Column {
            source: Some(source),
            name,
        })
    }

    fn entity_column(&mut self, element: &Bound<'py, PyAny>) -> PyResult<Expr> {
        let entity = part(element, Part::Entity)?;
        let mut column = part(element, Part::Column)?;
        match self.twin(&entity, &column)? {
            None => self.bring_entity(&entity)?,
            Some(twin) => {
                self.bring_entity(&twin)?;
                column = twin.call_method1(intern!(self.py, "counterpart"), (column,))?;
            }
        }
        // The entity's FROM is in already; the column's own table must not come a second time.
        self.without_collecting(|lowering| lowering.expr(&column))
    }

    fn entity_as_value(&mut self, element: &Bound<'py, PyAny>) -> PyResult<Expr> {
        self.bring_entity(element)?;
        let from = element.getattr(intern!(self.py, "from_clause"))?;
        let source = self.source_of(&from)?;
        Ok(Expr::Source(source))
    }

    fn column_clause(&mut self, element: &Bound<'py, PyAny>) -> PyResult<Expr> {
        let name = part(element, Part::Name)?;
        if self.flag_part(element, Part::IsLiteral)? {
            let table = part(element, Part::Table)?;
            if !table.is_none() {
                let source = self.source_of(&table)?;
                self.collect(identity(&table), source);
                return Ok(Expr::Star(Some(source)));
            }
            self.pure_read = false;
            return Ok(Expr::Raw(name.str()?.to_str()?.into()));
        }
        let table = part(element, Part::Table)?;
        if self.in_duplicate_key && !table.is_none() && self.kind_of(&table)? == node::ALIAS {
            return Ok(Expr::Excluded(name.str()?.to_str()?.into()));
        }
        let source = if table.is_none() {
            None
        } else {
            let source = self.source_of(&table)?;
            self.collect(identity(&table), source);
            Some(source)
        };
        let name = if name.is_none() {
            let inner = self.innermost_anonymous(&part(element, Part::Source)?)?;
            let base = self.anonymous_base(&inner)?;
            self.anonymous(&inner, base)
        } else {
            Name::plain(name.cast::<PyString>()?.to_str()?)
        };
        Ok(Expr::Column { source, name })
    }

    /// The element whose anonymous label a chain of derived columns stands for.
    fn innermost_anonymous(&self, element: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let mut current = element.clone();
        while self.kind_of(&current)? == node::COLUMN_CLAUSE {
            let next = current.getattr(intern!(self.py, "source"))?;
            if next.is_none() {
                break;
            }
            current = next;
        }
        Ok(current)
    }

    /// What comes before the number in an expression's anonymous label.
    pub fn anonymous_base(&self, element: &Bound<'py, PyAny>) -> PyResult<SmolStr> {
        let py = self.py;
        match self.kind_of(element)? {
            node::FUNCTION => self.text_of(element, intern!(py, "name")),
            node::CONSTRUCT => Ok(match element.getattr_opt(intern!(py, "name"))? {
                Some(name)
                    if name.is_instance_of::<PyString>()
                        && self.own_kind(element) == node::FUNCTION =>
                {
                    name.str()?.to_str()?.into()
                }
                _ => "anon".into(),
            }),
            node::WITHIN_GROUP | node::CAST | node::TYPE_COERCE => {
                let inner = element.getattr(intern!(py, "element"))?;
                self.anonymous_base(&inner)
            }
            node::LABEL => {
                let inner = element.getattr(intern!(py, "element"))?;
                match self.kind_of(&inner)? {
                    node::COLUMN | node::ENTITY_COLUMN | node::COLUMN_CLAUSE | node::FUNCTION => {
                        Ok(self
                            .optional_text(&inner, intern!(py, "name"))?
                            .unwrap_or_else(|| "anon".into()))
                    }
                    _ => Ok("anon".into()),
                }
            }
            _ => Ok("anon".into()),
        }
    }

    fn boolean_list(&mut self, element: &Bound<'py, PyAny>) -> PyResult<Expr> {
        let conjunction = part(element, Part::Operator)?.extract::<i64>()? == op::AND;
        let clauses = part(element, Part::Clauses)?;
        let mut items = Vec::with_capacity(clauses.len()?);
        each(&clauses, |clause| {
            items.push(self.condition(&clause)?);
            Ok(())
        })?;
        Ok(if conjunction {
            Expr::And(items)
        } else {
            Expr::Or(items)
        })
    }

    fn case(&mut self, element: &Bound<'py, PyAny>) -> PyResult<Expr> {
        let py = self.py;
        let value = self.optional(&element.getattr(intern!(py, "value"))?)?;
        let mut whens = Vec::new();
        for when in element.getattr(intern!(py, "whens"))?.try_iter()? {
            let (condition, result): (Bound<'py, PyAny>, Bound<'py, PyAny>) = when?.extract()?;
            let condition = if value.is_some() {
                self.expr(&condition)?
            } else {
                self.condition(&condition)?
            };
            whens.push((condition, self.expr(&result)?));
        }
        let otherwise = self.optional(&element.getattr(intern!(py, "else_"))?)?;
        Ok(Expr::Case(Box::new(Case {
            value,
            whens,
            otherwise,
        })))
    }

    /// Lower an element that may be None.
    pub fn optional(&mut self, element: &Bound<'py, PyAny>) -> PyResult<Option<Expr>> {
        if element.is_none() {
            Ok(None)
        } else {
            self.expr(element).map(Some)
        }
    }

    fn unary(&mut self, element: &Bound<'py, PyAny>) -> PyResult<Expr> {
        let py = self.py;
        let inner = part(element, Part::Element)?;
        let unary = match part(element, Part::Operator)?.extract::<i64>()? {
            op::NOT => return self.negation(&inner),
            op::NEG => UnaryOp::Negate,
            op::INV => UnaryOp::BitNot,
            op::ASC => UnaryOp::Asc,
            op::DESC => UnaryOp::Desc,
            op::NULLS_FIRST => UnaryOp::NullsFirst,
            op::NULLS_LAST => UnaryOp::NullsLast,
            op::DISTINCT => UnaryOp::Distinct,
            op::ANY => UnaryOp::Any,
            op::ALL => UnaryOp::All,
            op::CUSTOM_UNARY => {
                self.pure_read = false;
                let modifiers = element.getattr(intern!(py, "modifiers"))?;
                let text = modifiers
                    .get_item(intern!(py, "opstring"))?
                    .extract::<String>()?;
                let operand = Box::new(self.expr(&inner)?);
                return Ok(Expr::Prefix {
                    text: text.into(),
                    operand,
                });
            }
            other => return Err(self.error(&format!("unknown unary operator number {other}"))),
        };
        let operand = match unary {
            UnaryOp::Asc | UnaryOp::Desc | UnaryOp::NullsFirst | UnaryOp::NullsLast => {
                self.ordering(&inner)?
            }
            _ => self.expr(&inner)?,
        };
        Ok(Expr::Unary {
            op: unary,
            operand: Box::new(operand),
        })
    }

    fn negation(&mut self, inner: &Bound<'py, PyAny>) -> PyResult<Expr> {
        if self.kind_of(inner)? == node::EXISTS {
            let query = Box::new(self.subquery(&inner.getattr(intern!(self.py, "element"))?)?);
            return Ok(Expr::Exists {
                query,
                negated: true,
            });
        }
        let operand = Box::new(self.expr(inner)?);
        if !self.flavor.native_boolean() && self.is_boolean_column(inner)? {
            return Ok(Expr::Unary {
                op: UnaryOp::IsFalse,
                operand,
            });
        }
        Ok(Expr::Unary {
            op: UnaryOp::Not,
            operand,
        })
    }

    /// Lower a member of ORDER BY: a label of this select is named instead of repeated.
    pub fn ordering(&mut self, element: &Bound<'py, PyAny>) -> PyResult<Expr> {
        if self.kind_of(element)? == node::LABEL {
            let key = identity(element);
            let name = self.frames.last().and_then(|frame| {
                frame
                    .labels
                    .iter()
                    .find(|(known, _)| *known == key)
                    .map(|(_, name)| name.clone())
            });
            let expr = Box::new(self.expr(element)?);
            return Ok(match name {
                Some(name) => Expr::LabelRef { name, expr },
                None => *expr,
            });
        }
        self.expr(element)
    }

    /// Lower a name given as a string: a label of the select list, or else a column of what the select selects from.
    fn order_label(&mut self, element: &Bound<'py, PyAny>) -> PyResult<Expr> {
        let py = self.py;
        let wanted = self.text_of(element, intern!(py, "name"))?;
        let named = |labels: &[(usize, Name)], columns: bool| {
            labels
                .iter()
                .filter(|(identity, _)| (*identity == 0) == columns)
                .find(|(_, name)| matches!(name, Name::Plain(label) if *label == wanted))
                .map(|(_, name)| name.clone())
        };
        let frame = self.frames.last();
        let label = frame.and_then(|frame| named(&frame.labels, false));
        let statement = frame.and_then(|frame| Some(frame.statement.as_ref()?.clone_ref(py)));
        if let (None, Some(statement)) = (&label, statement) {
            let found = statement.call_method1(py, intern!(py, "_column_named"), (&*wanted,))?;
            if !found.is_none(py) {
                return self.expr(found.bind(py));
            }
        }
        let column = self
            .frames
            .last()
            .and_then(|frame| named(&frame.labels, true));
        match label.or(column) {
            Some(name) => Ok(Expr::Column { source: None, name }),
            None => Err(self.error(&format!(
                "Can't resolve label reference for ORDER BY / GROUP BY / DISTINCT etc. Textual SQL expression \
                 '{wanted}' should be explicitly declared as text('{wanted}')"
            ))),
        }
    }
}
