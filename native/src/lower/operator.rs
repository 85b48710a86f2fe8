//! Binary operators: code to IR.

use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::PyString;
use sqlmodel_rs_engine::dialect::Flavor;
use sqlmodel_rs_engine::ir::{BinaryOp, BindId, Expr, Func, InList, LikePattern, Name};
use sqlmodel_rs_engine::{SmolStr, SqlType};

use super::context::Lowering;
use super::kind::{node, op};
use super::shape::{Part, dict_part, part};

/// An operator written between its operands, with no rule of its own.
fn custom(text: &str, precedence: i8) -> BinaryOp {
    BinaryOp::Custom {
        text: text.into(),
        precedence,
        self_associative: false,
        comparison: true,
    }
}

fn plain(code: i64) -> Option<BinaryOp> {
    Some(match code {
        1 => BinaryOp::Eq,
        2 => BinaryOp::Ne,
        3 => BinaryOp::Lt,
        4 => BinaryOp::Le,
        5 => BinaryOp::Gt,
        6 => BinaryOp::Ge,
        7 => BinaryOp::Add,
        8 => BinaryOp::Sub,
        9 => BinaryOp::Mul,
        12 => BinaryOp::Mod,
        13 => BinaryOp::Concat,
        14 => BinaryOp::Is,
        15 => BinaryOp::IsNot,
        16 => BinaryOp::IsDistinct,
        17 => BinaryOp::IsNotDistinct,
        20 => BinaryOp::Like,
        21 => BinaryOp::NotLike,
        22 => BinaryOp::ILike,
        23 => BinaryOp::NotILike,
        40 => BinaryOp::RegexpMatch,
        41 => BinaryOp::NotRegexpMatch,
        43 => BinaryOp::Match,
        44 => BinaryOp::BitAnd,
        45 => BinaryOp::BitOr,
        46 => BinaryOp::BitXor,
        47 => BinaryOp::ShiftLeft,
        48 => BinaryOp::ShiftRight,
        51 => BinaryOp::Index,
        52 => custom("@>", 5),
        53 => custom("<@", 5),
        54 => custom("&&", 5),
        55 => custom("@>", 15),
        56 => custom("<@", 15),
        57 => custom("?", 15),
        58 => custom("?|", 15),
        59 => custom("?&", 15),
        81 => BinaryOp::NotMatch,
        82 => custom("#-", 15),
        83 => custom("@?", 15),
        84 => custom("@@", 15),
        _ => return None,
    })
}

/// What `modifiers` may add to an operator.
#[derive(Default)]
struct Modifiers {
    escape: Option<SmolStr>,
    flags: Option<String>,
    /// The configuration of a full-text search.
    regconfig: Option<String>,
    text: Option<SmolStr>,
    precedence: i8,
}

impl<'py> Lowering<'py> {
    fn modifiers(&self, element: &Bound<'py, PyAny>) -> PyResult<Modifiers> {
        let py = self.py;
        let Some(given) = dict_part(element, Part::Modifiers)? else {
            return Ok(Modifiers::default());
        };
        let text = |name| -> PyResult<Option<String>> {
            match given.get_item(name)? {
                Some(value) if !value.is_none() => value.extract().map(Some),
                _ => Ok(None),
            }
        };
        Ok(Modifiers {
            escape: text(intern!(py, "escape"))?.map(Into::into),
            flags: text(intern!(py, "flags"))?,
            regconfig: text(intern!(py, "postgresql_regconfig"))?,
            text: text(intern!(py, "opstring"))?.map(Into::into),
            precedence: match given.get_item(intern!(py, "precedence"))? {
                Some(value) => value.extract()?,
                None => 0,
            },
        })
    }

    /// Lower `left op right`.
    pub fn binary(&mut self, element: &Bound<'py, PyAny>) -> PyResult<Expr> {
        let code = part(element, Part::Operator)?.extract::<i64>()?;
        let left = part(element, Part::Left)?;
        let right = part(element, Part::Right)?;
        match code {
            op::IN | op::NOT_IN => return self.membership(&left, &right, code == op::NOT_IN),
            op::BETWEEN..=op::NOT_BETWEEN_SYMMETRIC => return self.between(code, &left, &right),
            op::STARTSWITH..=op::NOT_ICONTAINS => {
                return self.pattern(element, code, &left, &right);
            }
            op::JSON_GETITEM | op::JSON_PATH_GETITEM => {
                return self.json_item(element, &left, &right, code == op::JSON_PATH_GETITEM);
            }
            op::REGEXP_REPLACE => return self.regexp_replace(element, &left, &right),
            op::DIV => return self.division(&left, &right),
            _ => {}
        }
        let modifiers = self.modifiers(element)?;
        let operator = match (code, modifiers.text) {
            (op::CUSTOM, Some(text)) => {
                // An operator of the program's own calls a function nobody here knows.
                self.pure_read = false;
                BinaryOp::Custom {
                    text,
                    precedence: modifiers.precedence,
                    self_associative: false,
                    comparison: false,
                }
            }
            (op::FLOORDIV, _) => BinaryOp::FloorDiv {
                integers: self.is_integer(&left)? && self.is_integer(&right)?,
            },
            _ => {
                plain(code).ok_or_else(|| self.error(&format!("unknown operator number {code}")))?
            }
        };
        let left_expr = Box::new(self.expr(&left)?);
        let right_expr = Box::new(self.expr(&right)?);
        self.adopt_type(&right_expr, &left)?;
        let right_expr = match (modifiers.regconfig, self.flavor) {
            (Some(configuration), Flavor::Postgres) => {
                let mut written = String::new();
                sqlmodel_rs_engine::dialect::write_text(&mut written, self.flavor, &configuration);
                Box::new(Expr::List(vec![Expr::Raw(written.into()), *right_expr]))
            }
            _ => right_expr,
        };
        let flags = match modifiers.flags {
            Some(flags) => Some(self.flags(&flags, &right)?),
            None => None,
        };
        Ok(Expr::Binary {
            op: operator,
            left: left_expr,
            right: right_expr,
            escape: modifiers.escape,
            flags,
        })
    }

    /// The flags of a regular expression as a parameter of the pattern's type.
    fn flags(&mut self, flags: &str, pattern: &Bound<'py, PyAny>) -> PyResult<BindId> {
        let value = PyString::new(self.py, flags).into_any();
        let spec = self.spec_of(pattern)?;
        let name = Name::Anon {
            id: self.fresh_id(),
            base: "flags".into(),
        };
        let bind = self.add_bind(name, Some(value), false, spec)?;
        // The letters are part of the operator on some databases.
        self.write_in_text(bind.0 as usize, true)?;
        Ok(bind)
    }

    /// A parameter without a type takes that of the expression it is compared with.
    fn adopt_type(&mut self, expr: &Expr, beside: &Bound<'py, PyAny>) -> PyResult<()> {
        let Expr::Bind(id) = expr else { return Ok(()) };
        let index = id.0 as usize;
        if self
            .binds
            .get(index)
            .is_none_or(|bind| bind.ty != SqlType::Null)
        {
            return Ok(());
        }
        let spec = self.spec_of(beside)?;
        if let (Some(bind), Some(value)) = (self.binds.get_mut(index), self.values.get_mut(index)) {
            bind.ty = spec.get().sql.clone();
            value.spec = spec.unbind();
        }
        Ok(())
    }

    fn is_integer(&self, element: &Bound<'py, PyAny>) -> PyResult<bool> {
        Ok(matches!(
            self.spec_of(element)?.get().sql,
            SqlType::SmallInteger | SqlType::Integer | SqlType::BigInteger
        ))
    }

    fn division(&mut self, left: &Bound<'py, PyAny>, right: &Bound<'py, PyAny>) -> PyResult<Expr> {
        let sql = self.spec_of(right)?.get().sql.clone();
        let cast = match sql {
            // A parameter keeps the digits it has: the column's scale would round it.
            SqlType::Float { .. } | SqlType::Double => sql,
            SqlType::Numeric { .. } if self.kind_of(right)? != node::BIND => sql,
            _ => SqlType::Numeric {
                precision: None,
                scale: None,
                asdecimal: true,
            },
        };
        Ok(Expr::TrueDiv {
            left: Box::new(self.expr(left)?),
            right: Box::new(self.expr(right)?),
            cast,
        })
    }

    fn membership(
        &mut self,
        left: &Bound<'py, PyAny>,
        right: &Bound<'py, PyAny>,
        negated: bool,
    ) -> PyResult<Expr> {
        let py = self.py;
        let operand = Box::new(self.expr(left)?);
        let list = match self.kind_of(right)? {
            node::BIND if self.flag_part(right, Part::Expanding)? => {
                let name = self.list_name(right)?;
                self.expanding(right, name, Some(left))?
            }
            node::SELECT | node::COMPOUND | node::TEXTUAL_SELECT => {
                InList::Query(Box::new(self.subquery(right)?))
            }
            node::SCALAR_SELECT => InList::Query(Box::new(
                self.subquery(&right.getattr(intern!(py, "element"))?)?,
            )),
            node::CLAUSE_LIST | node::TUPLE => {
                InList::Items(self.exprs(&part(right, Part::Clauses)?)?)
            }
            _ => InList::Expr(Box::new(self.expr(right)?)),
        };
        if let InList::Items(items) = &list {
            self.adopt_list_types(items, left)?;
        }
        Ok(Expr::In {
            operand,
            list,
            negated,
        })
    }

    fn adopt_list_types(&mut self, items: &[Expr], left: &Bound<'py, PyAny>) -> PyResult<()> {
        let members = match self.kind_of(left)? {
            node::TUPLE => Some(left.getattr(intern!(self.py, "clauses"))?),
            _ => None,
        };
        for item in items {
            match (item, &members) {
                (Expr::Tuple(parts), Some(members)) => {
                    for (position, part) in parts.iter().enumerate() {
                        self.adopt_type(part, &members.get_item(position)?)?;
                    }
                }
                (item, None) => self.adopt_type(item, left)?,
                _ => {}
            }
        }
        Ok(())
    }

    fn list_name(&mut self, bind: &Bound<'py, PyAny>) -> PyResult<Name> {
        let key = self.text_of(bind, intern!(self.py, "key"))?;
        if bind.getattr(intern!(self.py, "unique"))?.is_truthy()? {
            return Ok(self.anonymous(bind, key));
        }
        Ok(Name::Plain(key))
    }

    fn between(
        &mut self,
        code: i64,
        left: &Bound<'py, PyAny>,
        right: &Bound<'py, PyAny>,
    ) -> PyResult<Expr> {
        let operand = Box::new(self.expr(left)?);
        let bounds = self.exprs(&part(right, Part::Clauses)?)?;
        for bound in &bounds {
            self.adopt_type(bound, left)?;
        }
        let [low, high] =
            <[Expr; 2]>::try_from(bounds).map_err(|_| self.error("BETWEEN needs two bounds"))?;
        let offset = code - op::BETWEEN;
        Ok(Expr::Between {
            operand,
            low: Box::new(low),
            high: Box::new(high),
            negated: offset % 2 == 1,
            symmetric: offset >= 2,
        })
    }

    fn pattern(
        &mut self,
        element: &Bound<'py, PyAny>,
        code: i64,
        left: &Bound<'py, PyAny>,
        right: &Bound<'py, PyAny>,
    ) -> PyResult<Expr> {
        let offset = code - op::STARTSWITH;
        let form = (offset / 2) % 3;
        Ok(Expr::Like(Box::new(LikePattern {
            operand: self.expr(left)?,
            part: self.expr(right)?,
            open_start: form != 0,
            open_end: form != 1,
            ignore_case: offset >= 6,
            negated: offset % 2 == 1,
            escape: self.modifiers(element)?.escape,
        })))
    }

    fn regexp_replace(
        &mut self,
        element: &Bound<'py, PyAny>,
        left: &Bound<'py, PyAny>,
        right: &Bound<'py, PyAny>,
    ) -> PyResult<Expr> {
        let name = match self.flavor {
            Flavor::Standard => "<regexp replace>",
            Flavor::Sqlite => {
                return Err(self.error("regexp_replace is not supported by dialect sqlite"));
            }
            _ => "REGEXP_REPLACE",
        };
        let mut args = vec![self.expr(left)?];
        args.extend(self.exprs(&part(right, Part::Clauses)?)?);
        let raw = |text: &str, flavor| {
            let mut written = String::new();
            sqlmodel_rs_engine::dialect::write_text(&mut written, flavor, text);
            Expr::Raw(written.into())
        };
        match (self.modifiers(element)?.flags, self.flavor) {
            (Some(flags), Flavor::Postgres) => args.push(raw(&flags, self.flavor)),
            // MariaDB takes flags inside the pattern only; MySQL takes them there, too.
            (Some(flags), Flavor::Mysql) if args.len() > 1 => {
                let pattern = args.remove(1);
                let flags = raw(&format!("(?{flags})"), self.flavor);
                let concat = Func {
                    name: "CONCAT".into(),
                    args: vec![flags, pattern],
                    ..Func::default()
                };
                args.insert(1, Expr::Func(Box::new(concat)));
            }
            _ => {}
        }
        Ok(Expr::Func(Box::new(Func {
            name: name.into(),
            args,
            ..Func::default()
        })))
    }
}
