//! Statements and what they read from. A [`Program`] is one statement with its sources and parameters.

use smol_str::SmolStr;

use super::definition::DdlStatement;
use super::expression::{Expr, Name, SourceId, TextFragment};
use super::projection::Item;
use crate::types::{SqlType, Value};

/// One statement, ready to be written.
#[derive(Clone, Debug, PartialEq)]
pub struct Program {
    pub sources: Vec<Source>,
    pub binds: Vec<Bind>,
    /// CTEs in the order in which they must be defined.
    pub ctes: Vec<SourceId>,
    pub statement: Statement,
}

/// A parameter.
#[derive(Clone, Debug, PartialEq)]
pub struct Bind {
    pub name: Name,
    pub ty: SqlType,
    /// The value to write when literals are asked for.
    pub literal: Option<Value>,
    /// The value is part of the text, also where parameters are sent.
    pub in_text: bool,
}

/// Something columns come from.
#[derive(Clone, Debug, PartialEq)]
pub enum Source {
    Table {
        schema: Option<SmolStr>,
        name: SmolStr,
    },
    Alias {
        name: Name,
        of: SourceId,
        lateral: bool,
    },
    /// A query in FROM. `name` is absent only for a bare `(SELECT ..)`.
    Subquery {
        name: Option<Name>,
        query: Box<Query>,
        lateral: bool,
    },
    Cte {
        name: Name,
        query: Box<Statement>,
        recursive: bool,
        columns: Vec<Name>,
        materialized: Option<bool>,
    },
    Function {
        name: Option<Name>,
        call: Box<Expr>,
        columns: Vec<(SmolStr, Option<SqlType>)>,
        ordinality: bool,
        lateral: bool,
        /// Its arguments join it: no condition has to.
        implicit: bool,
    },
    Values {
        name: Option<Name>,
        columns: Vec<Name>,
        rows: Vec<Vec<Expr>>,
    },
    Text(TextFragment),
    Sample {
        name: Name,
        of: SourceId,
        call: Box<Expr>,
        seed: Option<Expr>,
    },
    /// `a JOIN b` used as one source under an alias.
    Joined {
        name: Name,
        from: Box<From>,
    },
}

/// A tree of joins over sources.
#[derive(Clone, Debug, PartialEq)]
pub enum From {
    Source(SourceId),
    Join {
        left: Box<From>,
        right: Box<From>,
        on: Option<Expr>,
        kind: JoinKind,
        /// The tables of one mapped class: they correlate as one FROM entry.
        entity: bool,
    },
}

impl From {
    /// Collect the sources that a query around or inside this one may mean: all but the tables of subclasses that are
    /// joined to a mapped class only to know what its rows are.
    pub fn visible_sources(&self, into: &mut impl Extend<SourceId>) {
        match self {
            Self::Source(source) => into.extend([*source]),
            Self::Join {
                left,
                right,
                kind,
                entity,
                ..
            } => {
                left.visible_sources(into);
                if !(*entity && *kind == JoinKind::LeftOuter) {
                    right.visible_sources(into);
                }
            }
        }
    }

    /// Say of all joins of this FROM that they are those of one mapped class.
    pub fn mark_entity(&mut self) {
        if let Self::Join {
            left,
            right,
            entity,
            ..
        } = self
        {
            *entity = true;
            left.mark_entity();
            right.mark_entity();
        }
    }
}

/// How two sources are joined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JoinKind {
    Inner,
    LeftOuter,
    FullOuter,
    Cross,
}

/// Anything that yields rows.
#[derive(Clone, Debug, PartialEq)]
pub enum Query {
    Select(Box<Select>),
    Compound(Box<Compound>),
    Text(Box<TextQuery>),
    /// A source taken whole (`VALUES ..` in a compound).
    Source(SourceId),
    Grouping(Box<Query>),
}

/// Text that yields rows of known columns.
#[derive(Clone, Debug, PartialEq)]
pub struct TextQuery {
    pub text: TextFragment,
    /// What the columns are called.
    pub keys: Vec<SmolStr>,
}

/// Which enclosing FROM entries a subquery leaves to the query around it.
#[derive(Clone, Debug, PartialEq, Default)]
pub enum Correlation {
    /// Those of the enclosing query, as long as one of its own remains.
    #[default]
    Auto,
    Only(Vec<SourceId>),
    Except(Vec<SourceId>),
}

/// `SELECT`.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Select {
    pub items: Vec<Item>,
    pub froms: Vec<From>,
    pub predicate: Option<Expr>,
    pub group_by: Vec<Expr>,
    pub having: Option<Expr>,
    pub order_by: Vec<Expr>,
    pub distinct: bool,
    pub distinct_on: Vec<Expr>,
    pub limit: Option<Expr>,
    pub offset: Option<Expr>,
    pub fetch: Option<(Expr, bool, bool)>,
    pub for_update: Option<ForUpdate>,
    pub correlation: Correlation,
    /// Conditions name more FROM entries than are left, for one has the tables of another.
    pub several: bool,
    pub prefixes: Vec<Expr>,
    pub suffixes: Vec<Expr>,
    /// Project every column as `table__column` (executed text only).
    pub qualify: bool,
    /// Project every column as `table_column` (`set_label_style`).
    pub table_labels: bool,
    /// Project columns without labels, although two have one name.
    pub bare_names: bool,
    /// What is said to the optimiser beside a source.
    pub hints: Vec<(SourceId, SmolStr)>,
    /// What is said to the optimiser at the end.
    pub statement_hints: Vec<SmolStr>,
    /// CTEs that belong to this query alone.
    pub ctes: Vec<SourceId>,
}

/// `SELECT .. FOR UPDATE`.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct ForUpdate {
    pub read: bool,
    pub key_share: bool,
    pub nowait: bool,
    pub skip_locked: bool,
    pub of: Vec<SourceId>,
}

/// `UNION` and its kin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CompoundKind {
    Union,
    UnionAll,
    Intersect,
    IntersectAll,
    Except,
    ExceptAll,
}

/// Several queries made one.
#[derive(Clone, Debug, PartialEq)]
pub struct Compound {
    pub kind: CompoundKind,
    pub parts: Vec<Query>,
    pub group_by: Vec<Expr>,
    pub order_by: Vec<Expr>,
    pub limit: Option<Expr>,
    pub offset: Option<Expr>,
    pub for_update: Option<ForUpdate>,
}

/// A whole statement.
#[derive(Clone, Debug, PartialEq)]
pub enum Statement {
    Query(Query),
    Insert(Box<Insert>),
    Update(Box<Update>),
    Delete(Box<Delete>),
    Text(TextFragment),
    /// An expression on its own (`str(Hero.age > 3)`).
    Expression(Expr),
    /// A FROM entry on its own (`str(join)`).
    From(From),
    Ddl(Box<DdlStatement>),
}

/// What a data-changing statement gives back.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Returning {
    pub items: Vec<Item>,
}

/// The rows of an `INSERT`.
#[derive(Clone, Debug, PartialEq)]
pub enum InsertRows {
    /// `DEFAULT VALUES`.
    Defaults,
    /// One tuple a row; all as long as the column list.
    Values(Vec<Vec<Expr>>),
    Query(Box<Query>),
}

/// `INSERT`.
#[derive(Clone, Debug, PartialEq)]
pub struct Insert {
    pub table: SourceId,
    pub columns: Vec<SmolStr>,
    pub rows: InsertRows,
    pub conflict: Option<Conflict>,
    pub returning: Returning,
    pub prefixes: Vec<Expr>,
}

/// What happens when a row is there already.
#[derive(Clone, Debug, PartialEq)]
pub enum Conflict {
    /// `ON CONFLICT .. DO NOTHING`.
    Nothing(ConflictTarget),
    /// `ON CONFLICT .. DO UPDATE SET .. WHERE ..`.
    Update {
        target: ConflictTarget,
        set: Vec<Assignment>,
        predicate: Option<Expr>,
    },
    /// `ON DUPLICATE KEY UPDATE ..`.
    DuplicateKey(Vec<Assignment>),
}

/// Which constraint an upsert answers to.
#[derive(Clone, Debug, PartialEq)]
pub enum ConflictTarget {
    Any,
    Constraint(SmolStr),
    Elements {
        elements: Vec<Expr>,
        predicate: Option<Expr>,
    },
}

/// `column = value` in SET.
#[derive(Clone, Debug, PartialEq)]
pub struct Assignment {
    /// The table is written only where several tables are updated (MySQL).
    pub source: Option<SourceId>,
    pub column: Expr,
    pub value: Expr,
}

/// `UPDATE`.
#[derive(Clone, Debug, PartialEq)]
pub struct Update {
    pub table: SourceId,
    pub set: Vec<Assignment>,
    pub extra_froms: Vec<From>,
    pub predicate: Option<Expr>,
    pub returning: Returning,
    pub prefixes: Vec<Expr>,
    pub limit: Option<Expr>,
}

/// `DELETE`.
#[derive(Clone, Debug, PartialEq)]
pub struct Delete {
    pub table: SourceId,
    pub extra_froms: Vec<From>,
    pub predicate: Option<Expr>,
    pub returning: Returning,
    pub prefixes: Vec<Expr>,
    pub limit: Option<Expr>,
}
