//! Value expressions: operators with their parentheses, columns, cases, casts.

use super::bind_cast::cast_name;
use super::error::CompileError;
use super::query::Place;
use super::writer::Writer;
use crate::dialect::{Flavor, write_cast_type, write_type};
use crate::ir::{BinaryOp, Case, Expr, Name, Precedence, Query, SourceId};
use crate::types::SqlType;

/// What surrounds an operand; decides whether it is put in parentheses.
#[derive(Clone, Copy)]
pub(super) enum Around<'a> {
    Op(&'a BinaryOp),
    /// A place where any operator is put in parentheses.
    Anything,
    Precedence(Precedence),
}

const AND: Precedence = 3;
const OR: Precedence = 2;
/// Operators SQLAlchemy gives no strength to are put in parentheses inside any other.
pub(super) const WEAKEST: Precedence = -100;

/// Strength of an expression's own operator; `None` for what never needs parentheses.
fn precedence(expr: &Expr) -> Option<Precedence> {
    Some(match expr {
        Expr::Binary { op, .. } => op.precedence(),
        Expr::TrueDiv { .. } => BinaryOp::TrueDiv.precedence(),
        Expr::And(_) => AND,
        Expr::Or(_) => OR,
        Expr::Unary { op, .. } => op.precedence(),
        Expr::Between { .. } | Expr::In { .. } => 5,
        Expr::Collate { .. } => 4,
        Expr::Typed { operand, .. } => return precedence(operand),
        Expr::Json(access) if access.subscript => 15,
        Expr::Prefix { .. } => 0,
        Expr::Like(_) => WEAKEST,
        _ => return None,
    })
}

fn needs_parentheses(expr: &Expr, around: Around<'_>) -> bool {
    let Some(own) = precedence(expr) else {
        return false;
    };
    match around {
        Around::Op(outer) => {
            if let Expr::Binary { op, .. } = expr
                && op == outer
                && op.self_associative()
            {
                return false;
            }
            own <= outer.precedence()
        }
        Around::Anything => true,
        Around::Precedence(AND) if matches!(expr, Expr::And(_)) => false,
        Around::Precedence(OR) if matches!(expr, Expr::Or(_)) => false,
        Around::Precedence(outer) => own <= outer,
    }
}

impl<'p> Writer<'p> {
    /// Write an expression with no operator around it.
    ///
    /// # Errors
    /// As [`super::render`].
    pub fn expr(&mut self, expr: &'p Expr) -> Result<(), CompileError> {
        match expr {
            Expr::Column { source, name } => {
                // An anonymous column takes its number before what it is a column of.
                if matches!(name, Name::Anon { .. }) {
                    self.resolve(name);
                }
                self.qualifier(*source);
                self.name(name);
            }
            Expr::Bind(bind) => return self.bind(*bind),
            Expr::Raw(text) => self.push_sql(text),
            Expr::Text(text) => return self.text(text),
            Expr::Null => self.push("NULL"),
            Expr::Bool(value) => self.push(match (self.flavor, value) {
                (Flavor::Sqlite, true) => "1",
                (Flavor::Sqlite, false) => "0",
                (_, true) => "true",
                (_, false) => "false",
            }),
            Expr::Star(source) => {
                if let Some(source) = source {
                    self.source_name(*source);
                    self.out.push('.');
                }
                self.out.push('*');
            }
            Expr::Unary { op, operand } => return self.unary(*op, operand),
            Expr::Binary {
                op,
                left,
                right,
                escape,
                flags,
            } => {
                self.binary(op, left, right, *flags)?;
                if let Some(escape) = escape {
                    self.push(" ESCAPE ");
                    crate::dialect::write_text(&mut self.out, self.flavor, escape);
                }
            }
            Expr::Like(pattern) => return self.like(pattern),
            Expr::TrueDiv { left, right, cast } => return self.true_division(left, right, cast),
            Expr::And(items) => return self.conjunction(items, " AND ", AND),
            Expr::Or(items) => return self.conjunction(items, " OR ", OR),
            Expr::In {
                operand,
                list,
                negated,
            } => return self.in_list(operand, list, *negated),
            Expr::Case(case) => return self.case(case),
            Expr::Cast {
                operand,
                to,
                fallible,
            } => return self.cast(operand, to, *fallible),
            Expr::Func(func) => return self.function(func),
            Expr::Extract { field, operand } => return self.extract(field, operand),
            Expr::Scalar(query) => return self.subquery(query),
            Expr::Exists { query, negated } => {
                self.push(if *negated { "NOT (EXISTS " } else { "EXISTS " });
                self.subquery(query)?;
                if *negated {
                    self.out.push(')');
                }
            }
            other => return self.special(other),
        }
        Ok(())
    }

    /// Write the name of a column's source and a dot, where columns carry them.
    pub(super) fn qualifier(&mut self, source: Option<SourceId>) {
        if let Some(source) = source
            && !self.bare_columns
        {
            self.source_name(source);
            self.out.push('.');
        }
    }

    /// Write a column by its plain name.
    pub(super) fn column(&mut self, source: Option<SourceId>, name: &str) {
        self.qualifier(source);
        self.identifier(name);
    }

    /// Write what is neither a column nor a common operator.
    fn special(&mut self, expr: &'p Expr) -> Result<(), CompileError> {
        match expr {
            Expr::Between {
                operand,
                low,
                high,
                negated,
                symmetric,
            } => {
                return self.beside_operator(|writer| {
                    writer.operand(operand, Around::Precedence(5))?;
                    writer.push(if *negated {
                        " NOT BETWEEN "
                    } else {
                        " BETWEEN "
                    });
                    if *symmetric {
                        writer.push("SYMMETRIC ");
                    }
                    writer.operand(low, Around::Precedence(AND))?;
                    writer.push(" AND ");
                    writer.operand(high, Around::Precedence(AND))
                });
            }
            Expr::Collate { operand, collation } => {
                self.beside_operator(|writer| writer.operand(operand, Around::Precedence(4)))?;
                self.push(" COLLATE ");
                self.identifier(collation);
            }
            Expr::Tuple(items) => return self.parenthesized(items),
            Expr::List(items) => {
                return self.separated(items, ", ", |writer, item| writer.expr_in(item));
            }
            Expr::Array(items, ty) => return self.array(items, ty.as_ref()),
            Expr::Grouping(inner) => {
                self.out.push('(');
                self.expr(inner)?;
                self.out.push(')');
            }
            Expr::LabelRef { name, expr } => {
                if self.bare_columns {
                    return self.expr(expr);
                }
                self.name(name);
            }
            Expr::Json(access) => return self.json(access),
            Expr::Typed { operand, .. } => return self.expr(operand),
            Expr::Source(source) => self.source_name(*source),
            Expr::Excluded(name) => self.excluded(name),
            Expr::Default => self.push("DEFAULT"),
            Expr::Slice(start, stop) => {
                if let Some(start) = start {
                    self.expr(start)?;
                }
                self.out.push(':');
                if let Some(stop) = stop {
                    self.expr(stop)?;
                }
            }
            Expr::TypeName(ty) => return write_type(&mut self.out, self.flavor, ty),
            Expr::NextValue { schema, name } => return self.next_value(schema.as_deref(), name),
            Expr::Prefix { text, operand } => {
                self.push_sql(text);
                self.operand(operand, Around::Precedence(0))?;
            }
            other => return Err(CompileError::Invalid(format!("no text for {other:?}"))),
        }
        Ok(())
    }

    /// Write a member of a comma-separated list.
    pub fn expr_in(&mut self, expr: &'p Expr) -> Result<(), CompileError> {
        self.operand(expr, Around::Precedence(-1))
    }

    /// Write an operand, in parentheses if what is around it binds as tightly.
    pub fn operand(&mut self, expr: &'p Expr, around: Around<'_>) -> Result<(), CompileError> {
        if needs_parentheses(expr, around) {
            self.out.push('(');
            self.expr(expr)?;
            self.out.push(')');
            return Ok(());
        }
        self.expr(expr)
    }

    /// Write operands; SQLAlchemy puts an arrow (`->`) among them in parentheses, whatever the operator is.
    pub(super) fn beside_operator(
        &mut self,
        write: impl FnOnce(&mut Self) -> Result<(), CompileError>,
    ) -> Result<(), CompileError> {
        let outer = std::mem::replace(&mut self.in_operator, true);
        let written = write(self);
        self.in_operator = outer;
        written
    }

    /// Write `(a, b)`.
    pub fn parenthesized(&mut self, items: &'p [Expr]) -> Result<(), CompileError> {
        self.out.push('(');
        self.separated(items, ", ", |writer, item| writer.expr_in(item))?;
        self.out.push(')');
        Ok(())
    }

    /// Write a subquery in parentheses where a value is expected.
    pub fn subquery(&mut self, query: &'p Query) -> Result<(), CompileError> {
        self.out.push('(');
        self.query(query, Place::value())?;
        self.out.push(')');
        Ok(())
    }

    /// Write a condition of WHERE, HAVING or ON.
    pub fn condition(&mut self, expr: &'p Expr) -> Result<(), CompileError> {
        if matches!(expr, Expr::Bool(_)) && !self.flavor.native_boolean() {
            self.expr(expr)?;
            self.push(" = 1");
            return Ok(());
        }
        if matches!(expr, Expr::Like(_)) {
            self.operand(expr, Around::Precedence(AND))
        } else {
            self.expr(expr)
        }
    }

    fn conjunction(
        &mut self,
        items: &'p [Expr],
        separator: &str,
        own: Precedence,
    ) -> Result<(), CompileError> {
        self.separated(items, separator, |writer, item| {
            writer.operand(item, Around::Precedence(own))
        })
    }

    fn case(&mut self, case: &'p Case) -> Result<(), CompileError> {
        self.push("CASE ");
        if let Some(value) = &case.value {
            self.expr_in(value)?;
            self.out.push(' ');
        }
        for (condition, result) in &case.whens {
            self.push("WHEN ");
            self.operand(condition, Around::Anything)?;
            self.push(" THEN ");
            self.expr_in(result)?;
            self.out.push(' ');
        }
        if let Some(otherwise) = &case.otherwise {
            self.push("ELSE ");
            self.expr_in(otherwise)?;
            self.out.push(' ');
        }
        self.push("END");
        Ok(())
    }

    fn cast(
        &mut self,
        operand: &'p Expr,
        to: &SqlType,
        fallible: bool,
    ) -> Result<(), CompileError> {
        if fallible && self.flavor != Flavor::Standard {
            return Err(CompileError::UnsupportedElement {
                flavor: self.flavor.name(),
                element: "TryCast",
            });
        }
        // SQLAlchemy writes this cast only once it knows that the server is new enough.
        let is_float = matches!(to, SqlType::Float { .. } | SqlType::Double);
        if is_float && self.flavor == Flavor::Mysql && self.displays() {
            return self.expr(operand);
        }
        let mut name = String::new();
        if !write_cast_type(&mut name, self.flavor, to)? {
            return self.expr(operand);
        }
        self.push(if fallible { "TRY_CAST(" } else { "CAST(" });
        self.expr(operand)?;
        self.push(" AS ");
        self.push(&name);
        self.out.push(')');
        Ok(())
    }

    fn array(&mut self, items: &'p [Expr], ty: Option<&SqlType>) -> Result<(), CompileError> {
        self.push("ARRAY[");
        self.separated(items, ", ", |writer, item| writer.expr_in(item))?;
        self.out.push(']');
        // PostgreSQL cannot tell the type of an empty array.
        if let (true, Some(name)) = (items.is_empty(), ty.and_then(cast_name)) {
            self.push("::");
            self.push(&name);
        }
        Ok(())
    }
}
