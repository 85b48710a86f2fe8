//! Function calls with FILTER, WITHIN GROUP and OVER around them.

use pyo3::intern;
use pyo3::prelude::*;
use sqlmodel_rs_engine::dialect::Flavor;
use sqlmodel_rs_engine::ir::{Expr, Func, Name, OverClause, WindowBound, WindowFrame};

use super::context::Lowering;
use super::kind::node;

/// Functions that are known to change nothing; a select with any other may not be a pure read.
const PURE: &[&str] = &[
    "count",
    "sum",
    "min",
    "max",
    "avg",
    "lower",
    "upper",
    "length",
    "char_length",
    "coalesce",
    "abs",
    "round",
    "substr",
    "substring",
    "trim",
    "ltrim",
    "rtrim",
    "replace",
    "concat",
    "nullif",
    "floor",
    "ceil",
    "row_number",
    "rank",
    "dense_rank",
    "lag",
    "lead",
    "first_value",
    "last_value",
    "ntile",
    "array_agg",
    "string_agg",
    "group_concat",
    "json_extract",
    "date",
    "strftime",
    "greatest",
    "least",
    "mod",
    "power",
    "sqrt",
    "sign",
];

/// Functions SQL writes without parentheses.
const BARE: &[&str] = &[
    "current_date",
    "current_time",
    "current_timestamp",
    "current_user",
    "localtime",
    "localtimestamp",
    "session_user",
    "user",
    "sysdate",
];

impl<'py> Lowering<'py> {
    /// Lower a call, or a clause that belongs to one.
    pub fn function(&mut self, element: &Bound<'py, PyAny>) -> PyResult<Func> {
        let kind = self.kind_of(element)?;
        self.function_of_kind(element, kind)
    }

    /// Lower a call as one of the given kind.
    pub fn function_of_kind(&mut self, element: &Bound<'py, PyAny>, kind: i64) -> PyResult<Func> {
        let py = self.py;
        match kind {
            node::FUNCTION => self.call(element),
            node::CONSTRUCT => self.construct_call(element),
            node::FUNCTION_FILTER => {
                let mut func = self.function(&element.getattr(intern!(py, "element"))?)?;
                func.filter = Some(self.condition(&element.getattr(intern!(py, "criterion"))?)?);
                Ok(func)
            }
            node::WITHIN_GROUP => {
                let mut func = self.function(&element.getattr(intern!(py, "element"))?)?;
                func.within_group = self.exprs(&element.getattr(intern!(py, "order_by"))?)?;
                Ok(func)
            }
            node::OVER => {
                let mut func = self.function(&element.getattr(intern!(py, "element"))?)?;
                func.over = Some(self.over(element)?);
                Ok(func)
            }
            _ => Err(self.unknown(element)),
        }
    }

    fn call(&mut self, element: &Bound<'py, PyAny>) -> PyResult<Func> {
        let py = self.py;
        let name = self.text_of(element, intern!(py, "name"))?;
        let mut packages = Vec::new();
        for package in element.getattr(intern!(py, "packages"))?.try_iter()? {
            packages.push(package?.extract::<String>()?.into());
        }
        if !packages.is_empty() || !PURE.iter().any(|pure| name.eq_ignore_ascii_case(pure)) {
            self.pure_read = false;
        }
        let args = self.exprs(&element.getattr(intern!(py, "clauses"))?)?;
        let bare = args.is_empty() && BARE.iter().any(|known| name.eq_ignore_ascii_case(known));
        let order_by = match element.getattr_opt(intern!(py, "aggregate_order_by"))? {
            Some(order) if !order.is_none() => self.exprs(&order)?,
            _ => Vec::new(),
        };
        let keep = ["sysdate", "localtimestamp"].contains(&name.as_str());
        let name = if bare && !(keep && self.keeps_case(&name)) {
            name.to_uppercase().into()
        } else {
            name
        };
        Ok(Func {
            packages,
            name,
            args,
            order_by,
            bare,
            ..Func::default()
        })
    }

    /// Whether a function without parentheses is written as it is given, or by the database's own spelling.
    fn keeps_case(&self, name: &str) -> bool {
        match name {
            "sysdate" => true,
            _ => self.flavor == Flavor::Sqlite,
        }
    }

    fn over(&mut self, element: &Bound<'py, PyAny>) -> PyResult<OverClause> {
        let py = self.py;
        let partition_by = self.exprs(&element.getattr(intern!(py, "partition_by"))?)?;
        let order_by = self.exprs(&element.getattr(intern!(py, "order_by"))?)?;
        let frames = [
            ("RANGE", element.getattr(intern!(py, "range_"))?),
            ("ROWS", element.getattr(intern!(py, "rows"))?),
            ("GROUPS", element.getattr(intern!(py, "groups"))?),
        ];
        let mut frame = None;
        for (unit, ends) in frames {
            if ends.is_none() {
                continue;
            }
            let exclude = match element.getattr_opt(intern!(py, "exclude"))? {
                Some(exclude) if !exclude.is_none() => Some(exclude.extract::<String>()?.into()),
                _ => None,
            };
            frame = Some(WindowFrame {
                unit,
                start: self.bound(&ends.get_item(0)?)?,
                end: self.bound(&ends.get_item(1)?)?,
                exclude,
            });
        }
        Ok(OverClause {
            partition_by,
            order_by,
            frame,
        })
    }

    fn bound(&mut self, end: &Bound<'py, PyAny>) -> PyResult<WindowBound> {
        if end.is_none() {
            return Ok(WindowBound::Unbounded);
        }
        if let Ok((distance, back)) = end.extract::<(Bound<'py, PyAny>, bool)>() {
            let distance = Box::new(self.expr(&distance)?);
            return Ok(match back {
                true => WindowBound::Preceding(distance),
                false => WindowBound::Following(distance),
            });
        }
        let Ok(distance) = end.extract::<i64>() else {
            let expr = Box::new(self.expr(end)?);
            return Ok(WindowBound::Following(expr));
        };
        // Databases differ on parameters in frames, so the number itself is sent.
        let literal = if self.executes() || distance == 0 {
            Box::new(Expr::Raw(distance.unsigned_abs().to_string().into()))
        } else {
            let value = distance.unsigned_abs().into_pyobject(self.py)?.into_any();
            let name = Name::Anon {
                id: self.fresh_id(),
                base: "param".into(),
            };
            let spec = self.number_spec()?;
            Box::new(Expr::Bind(self.add_bind(name, Some(value), false, spec)?))
        };
        Ok(match distance {
            0 => WindowBound::Current,
            distance if distance < 0 => WindowBound::Preceding(literal),
            _ => WindowBound::Following(literal),
        })
    }
}
