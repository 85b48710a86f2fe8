//! `startswith`, `endswith`, `contains` and their case-blind kin.

use super::error::CompileError;
use super::expression::Around;
use super::writer::Writer;
use crate::dialect::Flavor;
use crate::ir::{BinaryOp, LikePattern};

impl<'p> Writer<'p> {
    /// Write `operand LIKE '%' || part || '%'`.
    pub(super) fn like(&mut self, pattern: &'p LikePattern) -> Result<(), CompileError> {
        // A case-blind LIKE is ILIKE on PostgreSQL; others lower both sides.
        let ilike = pattern.ignore_case && self.flavor == Flavor::Postgres;
        let lower = pattern.ignore_case && !ilike;
        if lower {
            self.lowered(&pattern.operand)?;
        } else {
            self.operand(&pattern.operand, Around::Op(&BinaryOp::Like))?;
        }
        self.push(match (pattern.negated, ilike) {
            (false, false) => " LIKE ",
            (true, false) => " NOT LIKE ",
            (false, true) => " ILIKE ",
            (true, true) => " NOT ILIKE ",
        });
        let percent = if self.displays() && self.flavor.doubles_percent() {
            "'%%'"
        } else {
            "'%'"
        };
        if self.flavor == Flavor::Mysql {
            self.like_concat(pattern, percent, lower)?;
        } else {
            if pattern.open_start {
                self.push(percent);
                self.push(" || ");
            }
            self.like_part(pattern, lower)?;
            if pattern.open_end {
                self.push(" || ");
                self.push(percent);
            }
        }
        if let Some(escape) = &pattern.escape {
            self.push(" ESCAPE ");
            crate::dialect::write_text(&mut self.out, self.flavor, escape);
        }
        Ok(())
    }

    fn like_part(&mut self, pattern: &'p LikePattern, lower: bool) -> Result<(), CompileError> {
        if lower {
            self.lowered(&pattern.part)
        } else {
            self.operand(&pattern.part, Around::Op(&BinaryOp::Concat))
        }
    }

    fn like_concat(
        &mut self,
        pattern: &'p LikePattern,
        percent: &str,
        lower: bool,
    ) -> Result<(), CompileError> {
        self.push("concat(");
        if pattern.open_start {
            self.push(percent);
            self.push(", ");
        }
        self.like_part(pattern, lower)?;
        if pattern.open_end {
            self.push(", ");
            self.push(percent);
        }
        self.out.push(')');
        Ok(())
    }
}
