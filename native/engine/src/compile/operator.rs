//! Operators, and the databases that spell them differently.

use super::error::CompileError;
use super::expression::Around;
use super::writer::Writer;
use crate::dialect::{Flavor, write_type};
use crate::ir::{BinaryOp, Expr, InList, UnaryOp};
use crate::types::SqlType;

impl<'p> Writer<'p> {
    /// Write an operator before or after its operand.
    pub fn unary(&mut self, op: UnaryOp, operand: &'p Expr) -> Result<(), CompileError> {
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
        // NULLS FIRST follows the direction: "x DESC NULLS FIRST".
        if matches!(
            operand,
            Expr::Unary {
                op: UnaryOp::Asc | UnaryOp::Desc,
                ..
            }
        ) {
            self.expr(operand)?;
        } else {
            self.operand(operand, Around::Precedence(op.precedence()))?;
        }
        self.push(match op {
            UnaryOp::Asc => " ASC",
            UnaryOp::Desc => " DESC",
            UnaryOp::NullsFirst => " NULLS FIRST",
            _ => " NULLS LAST",
        });
        Ok(())
    }

    /// Write `left op right`.
    pub fn binary(
        &mut self,
        op: &'p BinaryOp,
        left: &'p Expr,
        right: &'p Expr,
        flags: Option<crate::ir::BindId>,
    ) -> Result<(), CompileError> {
        let is_plain = !matches!(
            op,
            BinaryOp::Like
                | BinaryOp::NotLike
                | BinaryOp::ILike
                | BinaryOp::NotILike
                | BinaryOp::Mod
                | BinaryOp::FloorDiv { .. }
                | BinaryOp::Index
                | BinaryOp::Match
                | BinaryOp::NotMatch
        );
        if is_plain || !self.displays() {
            return self.beside_operator(|writer| writer.operation(op, left, right, flags));
        }
        self.operation(op, left, right, flags)
    }

    fn operation(
        &mut self,
        op: &'p BinaryOp,
        left: &'p Expr,
        right: &'p Expr,
        flags: Option<crate::ir::BindId>,
    ) -> Result<(), CompileError> {
        let around = Around::Op(op);
        match (op, self.flavor) {
            (BinaryOp::Concat, Flavor::Mysql) => return self.concat_call(left, right),
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
                // With a parameter in it MySQL's FLOOR is a DECIMAL.
                let casts = *integers && flavor == Flavor::Mysql && !self.displays();
                self.push(if casts { "CAST(FLOOR(" } else { "FLOOR(" });
                self.infix(left, " / ", right, around)?;
                self.push(if casts { ") AS SIGNED)" } else { ")" });
                return Ok(());
            }
            (BinaryOp::Index, _) => {
                let is_plain = matches!(
                    left,
                    Expr::Column { .. }
                        | Expr::Binary {
                            op: BinaryOp::Index,
                            ..
                        }
                        | Expr::Typed { .. }
                );
                if is_plain {
                    self.operand(left, around)?;
                } else {
                    self.out.push('(');
                    self.expr(left)?;
                    self.out.push(')');
                }
                self.out.push('[');
                self.expr(right)?;
                self.out.push(']');
                return Ok(());
            }
            // SQLite has no exclusive or.
            (BinaryOp::BitXor, Flavor::Sqlite) => {
                self.push("((");
                self.infix(left, " | ", right, around)?;
                self.push(") - (");
                self.infix(left, " & ", right, around)?;
                self.push("))");
                return Ok(());
            }
            (BinaryOp::BitXor, Flavor::Postgres) => {
                return self.infix(left, " # ", right, around);
            }
            (BinaryOp::RegexpMatch | BinaryOp::NotRegexpMatch, _) => {
                return self.regexp(op, left, right, flags);
            }
            (BinaryOp::Match | BinaryOp::NotMatch, Flavor::Postgres | Flavor::Mysql) => {
                return self.full_text(op, left, right);
            }
            _ => {}
        }
        self.operand(left, around)?;
        self.out.push(' ');
        self.push_sql(op.text());
        self.out.push(' ');
        self.operand(right, around)
    }

    /// A chain of `||` as one call: MySQL reads the operator as OR.
    fn concat_call(&mut self, left: &'p Expr, right: &'p Expr) -> Result<(), CompileError> {
        let mut parts = vec![right];
        let mut first = left;
        while let Expr::Binary {
            op: BinaryOp::Concat,
            left,
            right,
            ..
        } = first
        {
            parts.push(right);
            first = left;
        }
        parts.push(first);
        parts.reverse();
        self.call("concat", &parts)
    }

    /// The full-text search of PostgreSQL and MySQL.
    fn full_text(
        &mut self,
        op: &'p BinaryOp,
        left: &'p Expr,
        right: &'p Expr,
    ) -> Result<(), CompileError> {
        if *op == BinaryOp::NotMatch {
            self.push("NOT ");
        }
        if self.flavor == Flavor::Mysql {
            self.push("MATCH (");
            self.expr(left)?;
            self.push(") AGAINST (");
            self.expr(right)?;
            self.push(" IN BOOLEAN MODE)");
            return Ok(());
        }
        self.operand(left, Around::Op(op))?;
        self.push(" @@ plainto_tsquery(");
        self.expr(right)?;
        self.out.push(')');
        Ok(())
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

    /// Write `name(args)`.
    pub fn call(&mut self, name: &str, args: &[&'p Expr]) -> Result<(), CompileError> {
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
        let folds = flags.is_some_and(|bind| self.is_text(bind, "i"));
        let text = match (self.flavor, negated) {
            (Flavor::Postgres, false) if folds => " ~* ",
            (Flavor::Postgres, true) if folds => " !~* ",
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
            Some(_)
                if self.flavor == Flavor::Standard
                    || (folds && self.flavor == Flavor::Postgres) =>
            {
                self.operand(right, Around::Op(op))
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

    /// Whether a parameter is known to be a text.
    fn is_text(&self, bind: crate::ir::BindId, text: &str) -> bool {
        let found = self.program.binds.get(bind.0 as usize);
        matches!(found.and_then(|bind| bind.literal.as_ref()), Some(crate::types::Value::Text(own)) if own == text)
    }

    /// Write a division that keeps the fraction.
    pub fn true_division(
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

    /// Write `operand IN ..`.
    pub fn in_list(
        &mut self,
        operand: &'p Expr,
        list: &'p InList,
        negated: bool,
    ) -> Result<(), CompileError> {
        self.beside_operator(|writer| writer.membership(operand, list, negated))
    }

    fn membership(
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
                match operand {
                    // An empty set of rows: NULL would be one value where several are expected.
                    Expr::Tuple(members) => {
                        let nulls = vec!["NULL"; members.len()].join(", ");
                        let row = if self.flavor == Flavor::Sqlite {
                            format!("(VALUES ({nulls}))")
                        } else {
                            format!("(({nulls}))")
                        };
                        self.push(&row);
                    }
                    _ => self.push("(NULL)"),
                }
                self.push(if negated {
                    " OR (1 = 1))"
                } else {
                    " AND (1 != 1))"
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
}
