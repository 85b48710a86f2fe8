//! Access to elements of JSON values: operators on PostgreSQL, functions elsewhere.

use super::error::CompileError;
use super::expression::Around;
use super::writer::Writer;
use crate::dialect::{Flavor, write_cast_type};
use crate::ir::{Expr, JsonAccess};
use crate::types::SqlType;

impl<'p> Writer<'p> {
    pub(super) fn json(&mut self, access: &'p JsonAccess) -> Result<(), CompileError> {
        match (self.flavor, &access.read_as) {
            (Flavor::Standard, _) => {
                self.json_base(&access.operand)?;
                self.out.push('[');
                self.expr(&access.index)?;
                self.out.push(']');
                Ok(())
            }
            (Flavor::Postgres, None) if self.is_subscript(access) => self.json_subscript(access),
            (Flavor::Postgres, None) => {
                self.json_operator(access, if access.path { " #> " } else { " -> " })
            }
            (Flavor::Postgres, Some(SqlType::Text)) => {
                self.json_operator(access, if access.path { " #>> " } else { " ->> " })
            }
            (Flavor::Postgres, Some(ty)) => {
                self.push("CAST(");
                self.json_operator(access, if access.path { " #>> " } else { " ->> " })?;
                self.json_cast_end(ty)
            }
            (Flavor::Sqlite, None) => {
                self.push("JSON_QUOTE(");
                self.json_extract(access)?;
                self.out.push(')');
                Ok(())
            }
            (Flavor::Sqlite, Some(ty)) => {
                self.push("CAST(");
                self.json_extract(access)?;
                self.json_cast_end(ty)
            }
            (Flavor::Mysql, None) => self.json_extract(access),
            (Flavor::Mysql, Some(ty)) => self.json_scalar(access, ty),
        }
    }

    fn is_subscript(&self, access: &JsonAccess) -> bool {
        access.subscript && !access.path && (self.displays() || self.assigning)
    }

    /// `a[x][y]` chains without parentheses.
    fn json_base(&mut self, operand: &'p Expr) -> Result<(), CompileError> {
        match operand {
            Expr::Json(_) => self.expr(operand),
            _ => self.operand(operand, Around::Precedence(15)),
        }
    }

    fn json_operator(
        &mut self,
        access: &'p JsonAccess,
        operator: &str,
    ) -> Result<(), CompileError> {
        let wraps = self.in_operator;
        if wraps {
            self.out.push('(');
        }
        self.beside_operator(|writer| {
            match &access.operand {
                Expr::Json(inner) if inner.read_as.is_none() && writer.is_subscript(inner) => {
                    writer.out.push('(');
                    writer.json_subscript(inner)?;
                    writer.out.push(')');
                }
                operand => writer.json_base(operand)?,
            }
            writer.push(operator);
            writer.json_index(&access.index)
        })?;
        if wraps {
            self.out.push(')');
        }
        Ok(())
    }

    /// PostgreSQL's subscripts, which SQLAlchemy shows; `->` is sent, because indexes are made on it.
    fn json_subscript(&mut self, access: &'p JsonAccess) -> Result<(), CompileError> {
        if matches!(access.operand, Expr::Func(_) | Expr::Cast { .. }) {
            self.out.push('(');
            self.expr(&access.operand)?;
            self.out.push(')');
        } else {
            self.json_base(&access.operand)?;
        }
        self.out.push('[');
        self.json_index(&access.index)?;
        self.out.push(']');
        Ok(())
    }

    /// A key or a position has a name of its own in the cast that is shown; a path has no cast.
    fn json_index(&mut self, index: &'p Expr) -> Result<(), CompileError> {
        if let (true, Expr::Bind(bind)) = (self.displays(), index)
            && let Some(found) = self.program.binds.get(bind.0 as usize)
            && found.literal.is_none()
        {
            let cast = match found.ty {
                SqlType::Integer => "::INT",
                SqlType::Text => "::TEXT",
                SqlType::Array { .. } => "",
                _ => return self.bind(*bind),
            };
            self.placeholder(*bind);
            self.push(cast);
            return Ok(());
        }
        self.operand(index, Around::Precedence(15))
    }

    fn json_cast_end(&mut self, ty: &SqlType) -> Result<(), CompileError> {
        self.push(" AS ");
        write_cast_type(&mut self.out, self.flavor, ty)?;
        self.out.push(')');
        Ok(())
    }

    fn json_extract(&mut self, access: &'p JsonAccess) -> Result<(), CompileError> {
        self.call("JSON_EXTRACT", &[&access.operand, &access.index])
    }

    /// A JSON null is a value in MySQL; reading it as a scalar has to give SQL's NULL.
    fn json_scalar(&mut self, access: &'p JsonAccess, ty: &SqlType) -> Result<(), CompileError> {
        self.push("CASE ");
        self.json_extract(access)?;
        if *ty == SqlType::Boolean {
            self.push(" WHEN 'null' THEN NULL WHEN true THEN true ELSE false END");
            return Ok(());
        }
        self.push(" WHEN 'null' THEN NULL ELSE ");
        match ty {
            SqlType::Integer | SqlType::BigInteger | SqlType::SmallInteger => {
                self.push("CAST(");
                self.json_extract(access)?;
                self.push(" AS SIGNED INTEGER)");
            }
            SqlType::Float { .. } | SqlType::Double => {
                self.json_extract(access)?;
                self.push("+0.0000000000000000000000");
            }
            SqlType::Numeric {
                precision: Some(precision),
                scale: Some(scale),
                ..
            } => {
                self.push("CAST(");
                self.json_extract(access)?;
                self.push(&format!(" AS DECIMAL({precision}, {scale}))"));
            }
            _ => {
                self.push("JSON_UNQUOTE(");
                self.json_extract(access)?;
                self.out.push(')');
            }
        }
        self.push(" END");
        Ok(())
    }
}
