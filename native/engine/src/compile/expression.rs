//! Value expressions: operators with their parentheses, columns, cases, casts.

use super::error::CompileError;
use super::query::Place;
use super::writer::{Writer, cast_name};
use crate::dialect::{Flavor, write_cast_type, write_type};
use crate::ir::{
    BinaryOp, Case, Expr, InList, JsonAccess, Precedence, Query, Source, SourceId, TextFragment,
    TextPart, UnaryOp,
};
use crate::types::SqlType;

/// What surrounds an operand; decides whether it is put in parentheses.
#[derive(Clone, Copy)]
pub(super) enum Around<'a> {
    Op(&'a BinaryOp),
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
        Expr::Json(access) if access.read_as.is_none() => 15,
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
                if let Some(source) = source
                    && !self.bare_columns
                {
                    self.source_name(*source);
                    self.out.push('.');
                }
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
            Expr::Between {
                operand,
                low,
                high,
                negated,
                symmetric,
            } => {
                self.operand(operand, Around::Precedence(5))?;
                self.push(if *negated {
                    " NOT BETWEEN "
                } else {
                    " BETWEEN "
                });
                if *symmetric {
                    self.push("SYMMETRIC ");
                }
                self.operand(low, Around::Precedence(AND))?;
                self.push(" AND ");
                self.operand(high, Around::Precedence(AND))?;
            }
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
            Expr::Collate { operand, collation } => {
                self.operand(operand, Around::Precedence(4))?;
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
            Expr::Scalar(query) => return self.subquery(query),
            Expr::Exists { query, negated } => {
                self.push(if *negated { "NOT (EXISTS " } else { "EXISTS " });
                self.subquery(query)?;
                if *negated {
                    self.out.push(')');
                }
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

    fn parenthesized(&mut self, items: &'p [Expr]) -> Result<(), CompileError> {
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
        self.expr(expr)
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

    fn unary(&mut self, op: UnaryOp, operand: &'p Expr) -> Result<(), CompileError> {
        let around = Around::Precedence(op.precedence());
        match op {
            UnaryOp::IsTrue | UnaryOp::IsFalse => {
                let native = self.flavor.native_boolean();
                if native && op == UnaryOp::IsFalse {
                    self.push("NOT ");
                }
                self.operand(operand, around)?;
                match (native, op) {
                    (true, _) => {}
                    (false, UnaryOp::IsTrue) => self.push(" = 1"),
                    (false, _) => self.push(" = 0"),
                }
                return Ok(());
            }
            UnaryOp::Not => self.push("NOT "),
            UnaryOp::Negate => self.push("-"),
            UnaryOp::BitNot => self.push("~"),
            UnaryOp::Distinct => self.push("DISTINCT "),
            UnaryOp::Any | UnaryOp::All => {
                self.push(if op == UnaryOp::Any { "ANY " } else { "ALL " });
                if matches!(operand, Expr::Scalar(_)) {
                    return self.expr(operand);
                }
                self.out.push('(');
                self.expr(operand)?;
                self.out.push(')');
                return Ok(());
            }
            UnaryOp::Asc | UnaryOp::Desc | UnaryOp::NullsFirst | UnaryOp::NullsLast => {
                return self.ordering(op, operand);
            }
        }
        self.operand(operand, around)
    }

    fn ordering(&mut self, op: UnaryOp, operand: &'p Expr) -> Result<(), CompileError> {
        // MySQL has no NULLS FIRST; `x IS NULL` sorts the nulls apart.
        if self.flavor == Flavor::Mysql
            && !self.displays()
            && matches!(op, UnaryOp::NullsFirst | UnaryOp::NullsLast)
        {
            let inner = match operand {
                Expr::Unary {
                    op: UnaryOp::Asc | UnaryOp::Desc,
                    operand,
                } => operand,
                other => other,
            };
            self.operand(inner, Around::Precedence(5))?;
            self.push(if op == UnaryOp::NullsFirst {
                " IS NULL DESC, "
            } else {
                " IS NULL, "
            });
            return self.expr(operand);
        }
        self.operand(operand, Around::Precedence(op.precedence()))?;
        self.push(match op {
            UnaryOp::Asc => " ASC",
            UnaryOp::Desc => " DESC",
            UnaryOp::NullsFirst => " NULLS FIRST",
            _ => " NULLS LAST",
        });
        Ok(())
    }

    fn binary(
        &mut self,
        op: &'p BinaryOp,
        left: &'p Expr,
        right: &'p Expr,
        flags: Option<crate::ir::BindId>,
    ) -> Result<(), CompileError> {
        let around = Around::Op(op);
        match (op, self.flavor) {
            (BinaryOp::Concat, Flavor::Mysql) => return self.call("concat", &[left, right]),
            (BinaryOp::ILike | BinaryOp::NotILike, flavor) if flavor != Flavor::Postgres => {
                self.lowered(left)?;
                self.push(if *op == BinaryOp::ILike {
                    " LIKE "
                } else {
                    " NOT LIKE "
                });
                return self.lowered(right);
            }
            (BinaryOp::IsDistinct, Flavor::Sqlite) => {
                return self.infix(left, " IS NOT ", right, around);
            }
            (BinaryOp::IsNotDistinct, Flavor::Sqlite) => {
                return self.infix(left, " IS ", right, around);
            }
            (BinaryOp::IsDistinct, Flavor::Mysql) => {
                self.push("NOT (");
                self.infix(left, " <=> ", right, around)?;
                self.out.push(')');
                return Ok(());
            }
            (BinaryOp::IsNotDistinct, Flavor::Mysql) => {
                return self.infix(left, " <=> ", right, around);
            }
            (BinaryOp::FloorDiv { integers }, flavor) if !integers || !flavor.slash_truncates() => {
                self.push("FLOOR(");
                self.infix(left, " / ", right, around)?;
                self.out.push(')');
                return Ok(());
            }
            (BinaryOp::Index, _) => {
                self.operand(left, around)?;
                self.out.push('[');
                self.expr(right)?;
                self.out.push(']');
                return Ok(());
            }
            (BinaryOp::RegexpMatch | BinaryOp::NotRegexpMatch, _) => {
                return self.regexp(op, left, right, flags);
            }
            (BinaryOp::Match | BinaryOp::NotMatch, Flavor::Postgres) => {
                if *op == BinaryOp::NotMatch {
                    self.push("NOT ");
                }
                self.operand(left, around)?;
                self.push(" @@ plainto_tsquery(");
                self.expr(right)?;
                self.out.push(')');
                return Ok(());
            }
            (BinaryOp::Match | BinaryOp::NotMatch, Flavor::Mysql) => {
                self.push(if *op == BinaryOp::Match {
                    "MATCH ("
                } else {
                    "NOT MATCH ("
                });
                self.expr(left)?;
                self.push(") AGAINST (");
                self.expr(right)?;
                self.push(" IN BOOLEAN MODE)");
                return Ok(());
            }
            _ => {}
        }
        self.operand(left, around)?;
        self.out.push(' ');
        self.push_sql(op.text());
        self.out.push(' ');
        self.operand(right, around)
    }

    fn infix(
        &mut self,
        left: &'p Expr,
        text: &str,
        right: &'p Expr,
        around: Around<'_>,
    ) -> Result<(), CompileError> {
        self.operand(left, around)?;
        self.push(text);
        self.operand(right, around)
    }

    fn call(&mut self, name: &str, args: &[&'p Expr]) -> Result<(), CompileError> {
        self.push(name);
        self.out.push('(');
        self.separated(args, ", ", |writer, arg| writer.expr_in(arg))?;
        self.out.push(')');
        Ok(())
    }

    /// Write `lower(expr)`.
    pub fn lowered(&mut self, expr: &'p Expr) -> Result<(), CompileError> {
        self.call("lower", &[expr])
    }

    fn regexp(
        &mut self,
        op: &'p BinaryOp,
        left: &'p Expr,
        right: &'p Expr,
        flags: Option<crate::ir::BindId>,
    ) -> Result<(), CompileError> {
        let negated = *op == BinaryOp::NotRegexpMatch;
        let text = match (self.flavor, negated) {
            (Flavor::Standard, false) => " <regexp> ",
            (Flavor::Standard, true) => " <not regexp> ",
            (Flavor::Postgres, false) => " ~ ",
            (Flavor::Postgres, true) => " !~ ",
            (_, false) => " REGEXP ",
            (_, true) => " NOT REGEXP ",
        };
        self.operand(left, Around::Op(op))?;
        self.push(text);
        match flags {
            None => self.operand(right, Around::Op(op)),
            Some(_) if self.flavor == Flavor::Sqlite => {
                self.unsupported("regexp_match() with flags")
            }
            Some(flags) => {
                self.push("CONCAT('(?', ");
                self.bind(flags)?;
                self.push(", ')', ");
                self.expr(right)?;
                self.out.push(')');
                Ok(())
            }
        }
    }

    fn true_division(
        &mut self,
        left: &'p Expr,
        right: &'p Expr,
        cast: &SqlType,
    ) -> Result<(), CompileError> {
        let around = Around::Op(&BinaryOp::TrueDiv);
        self.operand(left, around)?;
        self.push(" / ");
        match self.flavor {
            Flavor::Mysql => self.operand(right, around),
            Flavor::Sqlite => {
                self.out.push('(');
                self.operand(right, Around::Precedence(7))?;
                self.push(" + 0.0)");
                Ok(())
            }
            _ => {
                self.push("CAST(");
                self.expr(right)?;
                self.push(" AS ");
                write_type(&mut self.out, self.flavor, cast)?;
                self.out.push(')');
                Ok(())
            }
        }
    }

    fn in_list(
        &mut self,
        operand: &'p Expr,
        list: &'p InList,
        negated: bool,
    ) -> Result<(), CompileError> {
        let around = Around::Precedence(5);
        let text = if negated { " NOT IN " } else { " IN " };
        match list {
            InList::ArrayBind(bind) => {
                self.operand(operand, around)?;
                self.push(if negated { " != ALL(" } else { " = ANY(" });
                self.bind(*bind)?;
                self.out.push(')');
            }
            InList::Items(items) if items.is_empty() => {
                self.out.push('(');
                self.operand(operand, around)?;
                self.push(text);
                self.push(if negated {
                    "(NULL) OR (1 = 1))"
                } else {
                    "(NULL) AND (1 != 1))"
                });
            }
            InList::Items(items) => {
                if negated {
                    self.out.push('(');
                }
                self.operand(operand, around)?;
                self.push(text);
                if self.flavor == Flavor::Sqlite && matches!(items.first(), Some(Expr::Tuple(_))) {
                    self.push("(VALUES ");
                    self.separated(items, ", ", |writer, item| writer.expr_in(item))?;
                    self.out.push(')');
                } else {
                    self.parenthesized(items)?;
                }
                if negated {
                    self.out.push(')');
                }
            }
            InList::Expanding(bind) => {
                if negated {
                    self.out.push('(');
                }
                self.operand(operand, around)?;
                self.push(text);
                self.expanding(*bind);
                if negated {
                    self.out.push(')');
                }
            }
            InList::Query(query) => {
                if negated {
                    self.out.push('(');
                }
                self.operand(operand, around)?;
                self.push(text);
                self.subquery(query)?;
                if negated {
                    self.out.push(')');
                }
            }
            InList::Expr(expr) => {
                self.operand(operand, around)?;
                self.push(text);
                self.operand(expr, around)?;
            }
        }
        Ok(())
    }

    fn case(&mut self, case: &'p Case) -> Result<(), CompileError> {
        self.push("CASE ");
        if let Some(value) = &case.value {
            self.expr_in(value)?;
            self.out.push(' ');
        }
        for (condition, result) in &case.whens {
            self.push("WHEN ");
            self.expr_in(condition)?;
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

    fn json(&mut self, access: &'p JsonAccess) -> Result<(), CompileError> {
        let outer = Around::Precedence(15);
        match self.flavor {
            Flavor::Postgres => {
                let text_type = matches!(
                    access.read_as,
                    Some(SqlType::Varchar { .. } | SqlType::Text)
                );
                let cast = access.read_as.as_ref().filter(|_| !text_type);
                if cast.is_some() {
                    self.push("CAST(");
                } else if text_type {
                    self.out.push('(');
                }
                if cast.is_some() {
                    self.out.push('(');
                }
                self.operand(&access.operand, outer)?;
                self.push(match (access.path, access.read_as.is_some()) {
                    (false, false) => " -> ",
                    (false, true) => " ->> ",
                    (true, false) => " #> ",
                    (true, true) => " #>> ",
                });
                self.operand(&access.index, outer)?;
                if let Some(ty) = cast {
                    self.push(") AS ");
                    write_cast_type(&mut self.out, Flavor::Postgres, ty)?;
                    self.out.push(')');
                } else if text_type {
                    self.out.push(')');
                }
                Ok(())
            }
            Flavor::Sqlite | Flavor::Mysql => self.json_extract(access),
            Flavor::Standard => {
                self.operand(&access.operand, outer)?;
                self.out.push('[');
                self.expr(&access.index)?;
                self.out.push(']');
                Ok(())
            }
        }
    }

    fn json_extract(&mut self, access: &'p JsonAccess) -> Result<(), CompileError> {
        let args = [&access.operand, &access.index];
        let mysql = self.flavor == Flavor::Mysql;
        match &access.read_as {
            None if mysql => self.call("JSON_EXTRACT", &args),
            None => {
                self.push("JSON_QUOTE(");
                self.call("JSON_EXTRACT", &args)?;
                self.out.push(')');
                Ok(())
            }
            Some(_) if !mysql => self.call("JSON_EXTRACT", &args),
            Some(ty) => {
                // A JSON null is a value in MySQL; reading it as a scalar has to give SQL's NULL.
                self.push("CASE ");
                self.call("JSON_EXTRACT", &args)?;
                self.push(" WHEN 'null' THEN NULL ELSE ");
                match ty {
                    SqlType::Boolean => {
                        self.call("JSON_EXTRACT", &args)?;
                        self.push(" = true");
                    }
                    SqlType::Integer | SqlType::BigInteger | SqlType::SmallInteger => {
                        self.push("CAST(");
                        self.call("JSON_EXTRACT", &args)?;
                        self.push(" AS SIGNED INTEGER)");
                    }
                    SqlType::Float { .. } | SqlType::Double => {
                        self.call("JSON_EXTRACT", &args)?;
                        self.push("+0.0000000000000000000000");
                    }
                    SqlType::Numeric {
                        precision: Some(precision),
                        scale: Some(scale),
                        ..
                    } => {
                        self.push("CAST(");
                        self.call("JSON_EXTRACT", &args)?;
                        self.push(&format!(" AS DECIMAL({precision}, {scale}))"));
                    }
                    _ => {
                        self.push("JSON_UNQUOTE(");
                        self.call("JSON_EXTRACT", &args)?;
                        self.out.push(')');
                    }
                }
                self.push(" END");
                Ok(())
            }
        }
    }

    /// Write text with its parameters.
    pub fn text(&mut self, text: &'p TextFragment) -> Result<(), CompileError> {
        for part in &text.parts {
            match part {
                TextPart::Sql(sql) => self.push_sql(sql),
                TextPart::Bind(bind) => self.bind(*bind)?,
                TextPart::Expanding(bind) => self.expanding(*bind),
                TextPart::Array(bind) => {
                    // The text says `IN :names`; a set of rows fits there as a list would.
                    self.push("(SELECT unnest(");
                    self.bind(*bind)?;
                    self.push("))");
                }
                TextPart::List(binds) => {
                    self.out.push('(');
                    self.separated(binds, ", ", |writer, bind| writer.bind(*bind))?;
                    if binds.is_empty() {
                        self.push("NULL");
                    }
                    self.out.push(')');
                }
            }
        }
        Ok(())
    }

    /// Write the name columns of a source are qualified with.
    pub fn source_name(&mut self, source: SourceId) {
        let program = self.program;
        match program.sources.get(source.0 as usize) {
            Some(Source::Table { schema, name }) => {
                if let Some(schema) = schema {
                    self.identifier(schema);
                    self.out.push('.');
                }
                self.identifier(name);
            }
            Some(
                Source::Alias { name, .. }
                | Source::Cte { name, .. }
                | Source::Joined { name, .. }
                | Source::Sample { name, .. },
            ) => self.name(name),
            Some(
                Source::Subquery {
                    name: Some(name), ..
                }
                | Source::Function {
                    name: Some(name), ..
                }
                | Source::Values {
                    name: Some(name), ..
                },
            ) => self.name(name),
            Some(
                Source::Subquery { name: None, .. }
                | Source::Function { name: None, .. }
                | Source::Values { name: None, .. }
                | Source::Text(_),
            )
            | None => {}
        }
    }

    fn excluded(&mut self, name: &str) {
        if self.flavor == Flavor::Mysql {
            self.push("VALUES(");
            self.identifier(name);
            self.out.push(')');
        } else {
            self.push("excluded.");
            self.identifier(name);
        }
    }
}
