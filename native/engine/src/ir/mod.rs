//! What a statement says, free of any database and of Python. Lowering builds it, `compile` and `ddl` write it out.

mod definition;
mod expression;
mod operator;
mod projection;
mod statement;

pub use definition::{
    ColumnDef, ColumnGeneration, Computed, ConstraintDef, ConstraintKind, DdlStatement, EnumDef,
    ForeignKeyDef, IdentityDef, IndexColumn, IndexDef, IndexForm, QualifiedName, SequenceDef,
    TableDef,
};
pub use expression::{
    BindId, Case, Expr, Func, InList, JsonAccess, LikePattern, Name, OverClause, SourceId,
    TextFragment, TextPart, WindowBound, WindowFrame,
};
pub use operator::{BinaryOp, Precedence, UnaryOp};
pub use projection::{ColumnRun, Item, ItemLabel};
pub use statement::{
    Assignment, Bind, Compound, CompoundKind, Conflict, ConflictTarget, Correlation, Delete,
    ForUpdate, From, Insert, InsertRows, JoinKind, Program, Query, Returning, Select, Source,
    Statement, TextQuery, Update,
};
