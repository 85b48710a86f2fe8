//! Function calls, window functions and the functions every database spells differently.

use super::error::CompileError;
use super::writer::Writer;
use crate::dialect::Flavor;
use crate::ir::{Expr, Func, OverClause, WindowBound, WindowFrame};

impl<'p> Writer<'p> {
    /// Write a call with its ORDER BY, WITHIN GROUP, FILTER and OVER.
    pub fn function(&mut self, func: &'p Func) -> Result<(), CompileError> {
        for package in &func.packages {
            self.identifier(package);
            self.out.push('.');
        }
        if let Some(text) = &func.written {
            self.text(text)?;
        } else if func.bare && self.has_own_spelling(func) {
            self.renamed_call(func)?;
        } else if func.bare {
            self.push(&func.name);
        } else if !self.renamed_call(func)? {
            self.function_name(&func.name);
            self.arguments(func)?;
        }
        if !func.within_group.is_empty() {
            self.push(" WITHIN GROUP (ORDER BY ");
            self.separated(&func.within_group, ", ", |writer, item| {
                writer.expr_in(item)
            })?;
            self.out.push(')');
        }
        if let Some(filter) = &func.filter {
            self.push(" FILTER (WHERE ");
            self.condition(filter)?;
            self.out.push(')');
        }
        if let Some(over) = &func.over {
            self.over(over)?;
        }
        Ok(())
    }

    /// Functions without parentheses that a database calls differently.
    fn has_own_spelling(&self, func: &Func) -> bool {
        matches!(
            (&*func.name, self.flavor),
            ("localtimestamp", Flavor::Sqlite) | ("sysdate", Flavor::Mysql)
        )
    }

    /// Only characters that could not stand in a bare name are quoted; `func.Lower` is the user's spelling.
    fn function_name(&mut self, name: &str) {
        if !name.is_empty()
            && name
                .chars()
                .all(|letter| letter.is_alphanumeric() || "_$<> ".contains(letter))
        {
            self.push(name);
        } else {
            self.identifier(name);
        }
    }

    fn arguments(&mut self, func: &'p Func) -> Result<(), CompileError> {
        self.out.push('(');
        self.separated(&func.args, ", ", |writer, arg| writer.expr_in(arg))?;
        if !func.order_by.is_empty() {
            self.push(" ORDER BY ");
            self.separated(&func.order_by, ", ", |writer, item| writer.expr_in(item))?;
        }
        self.out.push(')');
        Ok(())
    }

    /// Functions with another name or shape on this database; false for all others.
    fn renamed_call(&mut self, func: &'p Func) -> Result<bool, CompileError> {
        let name = match (&*func.name, self.flavor) {
            ("char_length", Flavor::Sqlite) => "length",
            ("random", Flavor::Mysql) => "rand",
            ("pow", Flavor::Postgres) => "power",
            ("aggregate_strings", Flavor::Sqlite) => "group_concat",
            ("aggregate_strings", Flavor::Postgres) => "string_agg",
            ("aggregate_strings", Flavor::Mysql) => return self.group_concat(func),
            ("now", Flavor::Sqlite) => {
                self.push("CURRENT_TIMESTAMP");
                return Ok(true);
            }
            ("localtimestamp", Flavor::Sqlite) if func.args.is_empty() => {
                self.push("DATETIME(CURRENT_TIMESTAMP, 'localtime')");
                return Ok(true);
            }
            ("sysdate", Flavor::Mysql) => "SYSDATE",
            ("rollup", Flavor::Mysql) => {
                self.separated(&func.args, ", ", |writer, arg| writer.expr_in(arg))?;
                self.push(" WITH ROLLUP");
                return Ok(true);
            }
            ("rollup", _) => "ROLLUP",
            ("cube", _) => "CUBE",
            ("grouping_sets", _) => "GROUPING SETS",
            ("next_value", _) => {
                return self.unsupported("next_value() of anything but a Sequence");
            }
            _ => return Ok(false),
        };
        self.push(name);
        self.arguments(func)?;
        Ok(true)
    }

    fn group_concat(&mut self, func: &'p Func) -> Result<bool, CompileError> {
        self.push("group_concat(");
        if let Some(value) = func.args.first() {
            self.expr_in(value)?;
        }
        if !func.order_by.is_empty() {
            self.push(" ORDER BY ");
            self.separated(&func.order_by, ", ", |writer, item| writer.expr_in(item))?;
        }
        if let Some(separator) = func.args.get(1) {
            self.push(" SEPARATOR ");
            self.expr_in(separator)?;
        }
        self.out.push(')');
        Ok(true)
    }

    fn over(&mut self, over: &'p OverClause) -> Result<(), CompileError> {
        self.push(" OVER (");
        let start = self.out.len();
        if !over.partition_by.is_empty() {
            self.push("PARTITION BY ");
            self.separated(&over.partition_by, ", ", |writer, item| {
                writer.expr_in(item)
            })?;
        }
        if !over.order_by.is_empty() {
            if self.out.len() > start {
                self.out.push(' ');
            }
            self.push("ORDER BY ");
            self.separated(&over.order_by, ", ", |writer, item| writer.expr_in(item))?;
        }
        if let Some(frame) = &over.frame {
            if self.out.len() > start {
                self.out.push(' ');
            }
            self.frame(frame)?;
        }
        self.out.push(')');
        Ok(())
    }

    fn frame(&mut self, frame: &'p WindowFrame) -> Result<(), CompileError> {
        self.push(frame.unit);
        self.push(" BETWEEN ");
        self.bound(&frame.start, "UNBOUNDED PRECEDING")?;
        self.push(" AND ");
        self.bound(&frame.end, "UNBOUNDED FOLLOWING")?;
        if let Some(exclude) = &frame.exclude {
            self.push(" EXCLUDE ");
            self.push(exclude);
        }
        Ok(())
    }

    fn bound(&mut self, bound: &'p WindowBound, unbounded: &str) -> Result<(), CompileError> {
        match bound {
            WindowBound::Unbounded => self.push(unbounded),
            WindowBound::Current => self.push("CURRENT ROW"),
            WindowBound::Preceding(distance) => {
                self.expr(distance)?;
                self.push(" PRECEDING");
            }
            WindowBound::Following(distance) => {
                self.expr(distance)?;
                self.push(" FOLLOWING");
            }
        }
        Ok(())
    }

    /// Write `EXTRACT(field FROM operand)`, on SQLite by strftime.
    pub fn extract(&mut self, field: &str, operand: &'p Expr) -> Result<(), CompileError> {
        if self.flavor != Flavor::Sqlite {
            self.push("EXTRACT(");
            self.push(field);
            self.push(" FROM ");
            self.expr(operand)?;
            self.out.push(')');
            return Ok(());
        }
        let format = match field {
            "month" => "%m",
            "day" => "%d",
            "year" => "%Y",
            "second" => "%S",
            "hour" => "%H",
            "doy" => "%j",
            "minute" => "%M",
            "epoch" => "%s",
            "dow" => "%w",
            "week" => "%W",
            _ => {
                return Err(CompileError::Invalid(format!(
                    "{field} is not a valid extract argument."
                )));
            }
        };
        self.push("CAST(STRFTIME('");
        self.push(format);
        self.push("', ");
        self.expr(operand)?;
        self.push(") AS INTEGER)");
        Ok(())
    }

    /// Write the next value of a sequence.
    pub fn next_value(&mut self, schema: Option<&str>, name: &str) -> Result<(), CompileError> {
        let mut qualified = String::new();
        if let Some(schema) = schema {
            crate::dialect::write_identifier(&mut qualified, self.flavor, schema);
            qualified.push('.');
        }
        crate::dialect::write_identifier(&mut qualified, self.flavor, name);
        match self.flavor {
            Flavor::Postgres => {
                self.push("nextval(");
                crate::dialect::write_text(&mut self.out, Flavor::Postgres, &qualified);
                self.out.push(')');
            }
            Flavor::Mysql => {
                self.push("nextval(");
                self.push(&qualified);
                self.out.push(')');
            }
            Flavor::Standard => {
                self.push("<next sequence value: ");
                self.push(&qualified);
                self.out.push('>');
            }
            Flavor::Sqlite => return self.unsupported("sequences"),
        }
        Ok(())
    }
}
