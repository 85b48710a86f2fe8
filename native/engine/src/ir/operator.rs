//! Operators and how tightly they bind; the renderer derives every pair of parentheses from this table.

use smol_str::SmolStr;

/// Binding strength: larger binds tighter.
pub type Precedence = i8;

/// An operator between two operands.
#[derive(Clone, Debug, PartialEq)]
pub enum BinaryOp {
    Add,
    Sub,
    Mul,
    /// Division that keeps the fraction; written differently where `/` truncates.
    TrueDiv,
    /// Integer division.
    FloorDiv {
        /// Both operands are integers, so `/` already truncates where the database does that.
        integers: bool,
    },
    Mod,
    Pow,
    Concat,
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
    Is,
    IsNot,
    IsDistinct,
    IsNotDistinct,
    Like,
    NotLike,
    ILike,
    NotILike,
    Match,
    NotMatch,
    RegexpMatch,
    NotRegexpMatch,
    BitAnd,
    BitOr,
    BitXor,
    ShiftLeft,
    ShiftRight,
    /// `value [index]` on arrays.
    Index,
    /// Written verbatim between its operands.
    Custom {
        text: SmolStr,
        precedence: Precedence,
        self_associative: bool,
        comparison: bool,
    },
}

impl BinaryOp {
    /// The SQL between the operands, spaces not included.
    pub fn text(&self) -> &str {
        match self {
            Self::Add => "+",
            Self::Sub => "-",
            Self::Mul => "*",
            Self::TrueDiv | Self::FloorDiv { .. } => "/",
            Self::Mod => "%",
            Self::Pow => "^",
            Self::Concat => "||",
            Self::Eq => "=",
            Self::Ne => "!=",
            Self::Lt => "<",
            Self::Le => "<=",
            Self::Gt => ">",
            Self::Ge => ">=",
            Self::Is => "IS",
            Self::IsNot => "IS NOT",
            Self::IsDistinct => "IS DISTINCT FROM",
            Self::IsNotDistinct => "IS NOT DISTINCT FROM",
            Self::Like => "LIKE",
            Self::NotLike => "NOT LIKE",
            Self::ILike => "ILIKE",
            Self::NotILike => "NOT ILIKE",
            Self::Match => "MATCH",
            Self::NotMatch => "NOT MATCH",
            Self::RegexpMatch => "REGEXP",
            Self::NotRegexpMatch => "NOT REGEXP",
            Self::BitAnd => "&",
            Self::BitOr => "|",
            Self::BitXor => "^",
            Self::ShiftLeft => "<<",
            Self::ShiftRight => ">>",
            Self::Index => "[]",
            Self::Custom { text, .. } => text,
        }
    }

    /// How tightly this operator binds, on SQLAlchemy's scale.
    pub fn precedence(&self) -> Precedence {
        match self {
            Self::Index | Self::Pow => 15,
            Self::Mul | Self::TrueDiv | Self::FloorDiv { .. } | Self::Mod => 8,
            Self::Add
            | Self::Sub
            | Self::BitAnd
            | Self::BitOr
            | Self::BitXor
            | Self::ShiftLeft
            | Self::ShiftRight => 7,
            Self::Custom { precedence, .. } => *precedence,
            _ => 5,
        }
    }

    /// Whether `(a op b) op c` needs no parentheses.
    pub fn self_associative(&self) -> bool {
        match self {
            Self::Concat | Self::Index | Self::Add | Self::Mul => true,
            Self::BitAnd | Self::BitOr | Self::BitXor => true,
            Self::Custom {
                self_associative, ..
            } => *self_associative,
            _ => false,
        }
    }
}

/// An operator before or after its one operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnaryOp {
    Not,
    Negate,
    BitNot,
    Distinct,
    /// `ANY (...)`.
    Any,
    All,
    /// A boolean column standing alone as a condition.
    IsTrue,
    IsFalse,
    Asc,
    Desc,
    NullsFirst,
    NullsLast,
}

impl UnaryOp {
    /// How tightly this operator binds, on SQLAlchemy's scale.
    pub fn precedence(self) -> Precedence {
        match self {
            Self::Negate | Self::BitNot => 8,
            Self::Not | Self::Distinct | Self::IsTrue | Self::IsFalse => 5,
            Self::Any | Self::All => 15,
            Self::Asc | Self::Desc | Self::NullsFirst | Self::NullsLast => 3,
        }
    }
}
