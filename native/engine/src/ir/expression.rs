//! Value expressions: everything that may stand in a column list, a condition or an ordering.

use smol_str::SmolStr;

use super::operator::{BinaryOp, UnaryOp};
use super::statement::{From, Query, Statement};
use crate::types::SqlType;

/// Index into [`super::Program::sources`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SourceId(pub u32);

/// Index into [`super::Program::binds`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct BindId(pub u32);

/// A name that is written as it is, or one that the renderer numbers (`hero_1`, `count_1`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Name {
    Plain(SmolStr),
    /// Equal `id` means the same name; `base` comes before the number.
    Anon {
        id: u64,
        base: SmolStr,
    },
}

impl Name {
    /// Make a fixed name.
    pub fn plain(text: &str) -> Self {
        Self::Plain(text.into())
    }
}

/// A value expression.
#[derive(Clone, Debug, PartialEq)]
pub enum Expr {
    /// A column of a source; without one the bare name is written.
    Column {
        source: Option<SourceId>,
        name: Name,
    },
    Bind(BindId),
    /// SQL written as it stands (`literal_column`).
    Raw(SmolStr),
    Text(TextFragment),
    Null,
    Bool(bool),
    /// `*`, or `hero.*`.
    Star(Option<SourceId>),
    Unary {
        op: UnaryOp,
        operand: Box<Expr>,
    },
    Binary {
        op: BinaryOp,
        left: Box<Expr>,
        right: Box<Expr>,
        escape: Option<SmolStr>,
        flags: Option<BindId>,
    },
    /// `LIKE` with `%` around a part.
    Like(Box<LikePattern>),
    /// `left / right` where the right side is cast, because `/` truncates integers on most databases.
    TrueDiv {
        left: Box<Expr>,
        right: Box<Expr>,
        cast: SqlType,
    },
    And(Vec<Expr>),
    Or(Vec<Expr>),
    Between {
        operand: Box<Expr>,
        low: Box<Expr>,
        high: Box<Expr>,
        negated: bool,
        symmetric: bool,
    },
    In {
        operand: Box<Expr>,
        list: InList,
        negated: bool,
    },
    Case(Box<Case>),
    Cast {
        operand: Box<Expr>,
        to: SqlType,
        fallible: bool,
    },
    Func(Box<Func>),
    Extract {
        field: SmolStr,
        operand: Box<Expr>,
    },
    Collate {
        operand: Box<Expr>,
        collation: SmolStr,
    },
    Tuple(Vec<Expr>),
    /// Comma-separated, without parentheses of its own.
    List(Vec<Expr>),
    Array(Vec<Expr>, Option<SqlType>),
    Grouping(Box<Expr>),
    /// A subquery used as a value.
    Scalar(Box<Query>),
    Exists {
        query: Box<Query>,
        negated: bool,
    },
    /// A reference to a labelled item in ORDER BY and GROUP BY: the label where the database allows it.
    LabelRef {
        name: Name,
        expr: Box<Expr>,
    },
    Json(Box<JsonAccess>),
    /// Attach a type to a placeholder; other expressions are written unchanged.
    Typed {
        operand: Box<Expr>,
        ty: SqlType,
    },
    /// A table or alias named as a value (`count(hero)`, `FOR UPDATE OF hero`).
    Source(SourceId),
    /// The DEFAULT keyword among values.
    Default,
    /// `start:stop` inside an array index.
    Slice(Option<Box<Expr>>, Option<Box<Expr>>),
    /// The name of a type alone.
    TypeName(SqlType),
    /// The next value of a sequence.
    NextValue {
        schema: Option<SmolStr>,
        name: SmolStr,
    },
    /// An operator without a rule of its own, before its operand.
    Prefix {
        text: SmolStr,
        operand: Box<Expr>,
    },
    /// A column of the row that would have been inserted (`excluded.name`, `VALUES(name)`).
    Excluded(SmolStr),
}

/// What stands right of `IN`.
#[derive(Clone, Debug, PartialEq)]
pub enum InList {
    Items(Vec<Expr>),
    Query(Box<Query>),
    /// One array parameter: `= ANY($1::BIGINT[])`.
    ArrayBind(BindId),
    /// A list whose length is not part of the text: `(__[POSTCOMPILE_name_1])`.
    Expanding(BindId),
    /// Any other expression that yields a set.
    Expr(Box<Expr>),
}

/// `CASE [value] WHEN .. THEN .. ELSE .. END`.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    pub value: Option<Expr>,
    pub whens: Vec<(Expr, Expr)>,
    pub otherwise: Option<Expr>,
}

/// A function call with everything that may follow it.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Func {
    /// Parts before the name, each followed by a dot.
    pub packages: Vec<SmolStr>,
    pub name: SmolStr,
    pub args: Vec<Expr>,
    /// `ORDER BY` inside the parentheses.
    pub order_by: Vec<Expr>,
    /// `WITHIN GROUP (ORDER BY ..)`.
    pub within_group: Vec<Expr>,
    pub filter: Option<Expr>,
    pub over: Option<OverClause>,
    /// Written without parentheses (`CURRENT_TIMESTAMP`).
    pub bare: bool,
    /// The text of the call where the program writes it itself.
    pub written: Option<TextFragment>,
}

/// `OVER (PARTITION BY .. ORDER BY .. ROWS ..)`.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct OverClause {
    pub partition_by: Vec<Expr>,
    pub order_by: Vec<Expr>,
    pub frame: Option<WindowFrame>,
}

/// The frame of a window.
#[derive(Clone, Debug, PartialEq)]
pub struct WindowFrame {
    /// `ROWS`, `RANGE` or `GROUPS`.
    pub unit: &'static str,
    pub start: WindowBound,
    pub end: WindowBound,
    /// After `EXCLUDE`: `CURRENT ROW`, `GROUP`, `TIES`, `NO OTHERS`.
    pub exclude: Option<SmolStr>,
}

/// One end of a window frame.
#[derive(Clone, Debug, PartialEq)]
pub enum WindowBound {
    Unbounded,
    Current,
    Preceding(Box<Expr>),
    Following(Box<Expr>),
}

/// Text with parameters inside.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct TextFragment {
    pub parts: Vec<TextPart>,
}

/// A piece of a text fragment.
#[derive(Clone, Debug, PartialEq)]
pub enum TextPart {
    Sql(SmolStr),
    Bind(BindId),
    /// A list parameter; written in parentheses, one placeholder an item.
    List(Vec<BindId>),
    /// A set of rows: `((?, ?), (?, ?))`.
    Rows(Vec<Expr>),
    /// A list parameter sent as one array.
    Array(BindId),
    /// A list parameter in text that is only read.
    Expanding(BindId),
    /// An expression inside the text, without parentheses around it.
    Expr(Box<Expr>),
    /// A statement inside the text, without parentheses around it.
    Statement {
        statement: Box<Statement>,
        /// Its rows are those of the whole text.
        outermost: bool,
    },
    /// A FROM element inside the text.
    From(Box<From>),
}

/// Element access in a JSON value.
#[derive(Clone, Debug, PartialEq)]
pub struct JsonAccess {
    pub operand: Expr,
    /// The key, index or path as a bind or expression.
    pub index: Expr,
    /// The index is a path (`#>`), not one step (`->`).
    pub path: bool,
    /// The value is of a type that PostgreSQL takes subscripts of (JSONB, HSTORE).
    pub subscript: bool,
    /// The type the element is read as; `None` keeps JSON.
    pub read_as: Option<SqlType>,
}

/// `operand LIKE '%' || part || '%'`.
#[derive(Clone, Debug, PartialEq)]
pub struct LikePattern {
    pub operand: Expr,
    pub part: Expr,
    /// Anything may come before the part.
    pub open_start: bool,
    pub open_end: bool,
    pub ignore_case: bool,
    pub negated: bool,
    pub escape: Option<SmolStr>,
}
