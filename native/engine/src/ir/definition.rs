//! Definitions of tables and what belongs to them. Expressions inside arrive as finished SQL text.

use smol_str::SmolStr;

use crate::types::SqlType;

/// `schema.name`.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct QualifiedName {
    pub schema: Option<SmolStr>,
    pub name: SmolStr,
}

/// A statement that changes the schema.
#[derive(Clone, Debug, PartialEq)]
pub enum DdlStatement {
    CreateTable {
        table: Box<TableDef>,
        if_not_exists: bool,
    },
    DropTable {
        name: QualifiedName,
        if_exists: bool,
        cascade: bool,
    },
    CreateIndex {
        index: Box<IndexDef>,
        if_not_exists: bool,
    },
    DropIndex {
        name: SmolStr,
        table: QualifiedName,
        if_exists: bool,
        concurrently: bool,
    },
    AddConstraint {
        table: QualifiedName,
        constraint: Box<ConstraintDef>,
    },
    DropConstraint {
        table: QualifiedName,
        constraint: Box<ConstraintDef>,
        if_exists: bool,
        cascade: bool,
    },
    CreateEnum(EnumDef),
    DropEnum {
        name: QualifiedName,
        if_exists: bool,
    },
    CreateSequence {
        sequence: SequenceDef,
        if_not_exists: bool,
    },
    DropSequence {
        name: QualifiedName,
        if_exists: bool,
    },
    CreateSchema {
        name: SmolStr,
        if_not_exists: bool,
    },
    DropSchema {
        name: SmolStr,
        if_exists: bool,
        cascade: bool,
    },
    SetTableComment {
        table: QualifiedName,
        comment: Option<SmolStr>,
    },
    SetColumnComment {
        table: QualifiedName,
        column: Box<ColumnDef>,
        comment: Option<SmolStr>,
    },
    /// The column alone, as it stands in CREATE TABLE.
    Column(Box<ColumnDef>),
    AddColumn {
        table: QualifiedName,
        column: Box<ColumnDef>,
    },
    DropColumn {
        table: QualifiedName,
        column: SmolStr,
    },
    /// The user's own DDL.
    Raw(SmolStr),
}

/// `CREATE TYPE .. AS ENUM`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnumDef {
    pub name: QualifiedName,
    pub values: Vec<SmolStr>,
}

/// A sequence and its options.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct SequenceDef {
    pub name: QualifiedName,
    pub options: IdentityDef,
}

/// A table.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct TableDef {
    pub name: QualifiedName,
    pub prefixes: Vec<SmolStr>,
    pub columns: Vec<ColumnDef>,
    pub constraints: Vec<ConstraintDef>,
    pub comment: Option<SmolStr>,
    /// Dialect options in the order given: `("mysql_engine", "InnoDB")`.
    pub options: Vec<(SmolStr, SmolStr)>,
}

/// A column.
#[derive(Clone, Debug, PartialEq)]
pub struct ColumnDef {
    pub name: SmolStr,
    pub ty: SqlType,
    /// Replaces the type's own name.
    pub type_text: Option<SmolStr>,
    pub nullable: bool,
    /// `nullable` was written out by the user (identity columns write NULL then).
    pub primary_key: bool,
    pub generation: ColumnGeneration,
    /// SQL of the server default, without `DEFAULT`.
    pub default: Option<SmolStr>,
    pub computed: Option<Computed>,
    pub identity: Option<IdentityDef>,
    pub comment: Option<SmolStr>,
    pub collation: Option<SmolStr>,
    /// CHECKs written beside the column.
    pub checks: Vec<ConstraintDef>,
}

/// Where a column's value comes from when none is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum ColumnGeneration {
    #[default]
    None,
    /// The table's one integer key: SERIAL, AUTO_INCREMENT, rowid.
    Auto,
    /// `INTEGER PRIMARY KEY AUTOINCREMENT` (SQLite's table option).
    SqliteAutoincrement,
}

/// `GENERATED ALWAYS AS (..)`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Computed {
    pub sql: SmolStr,
    pub persisted: Option<bool>,
}

/// Options of an identity column or a sequence.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct IdentityDef {
    pub always: bool,
    pub increment: Option<i64>,
    pub start: Option<i64>,
    pub min_value: Option<i64>,
    pub max_value: Option<i64>,
    pub no_min_value: bool,
    pub no_max_value: bool,
    pub cache: Option<i64>,
    pub cycle: Option<bool>,
}

/// A constraint of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConstraintDef {
    pub name: Option<SmolStr>,
    pub kind: ConstraintKind,
    pub deferrable: Option<bool>,
    pub initially: Option<SmolStr>,
    pub comment: Option<SmolStr>,
}

/// What a constraint demands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConstraintKind {
    PrimaryKey(Vec<SmolStr>),
    Unique {
        columns: Vec<SmolStr>,
        nulls_not_distinct: bool,
    },
    ForeignKey(ForeignKeyDef),
    Check(SmolStr),
    /// PostgreSQL's `EXCLUDE USING gist (..)`, body as text.
    Exclude {
        using: SmolStr,
        body: SmolStr,
        predicate: Option<SmolStr>,
    },
}

/// `FOREIGN KEY .. REFERENCES ..`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForeignKeyDef {
    pub columns: Vec<SmolStr>,
    pub target: QualifiedName,
    pub target_columns: Vec<SmolStr>,
    pub on_delete: Option<SmolStr>,
    pub on_update: Option<SmolStr>,
    pub match_type: Option<SmolStr>,
}

/// What an index entry is; databases differ in what they want in parentheses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IndexForm {
    /// A column, or one with a direction.
    Column,
    Function,
    Expression,
}

/// A column or expression of an index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndexColumn {
    pub sql: SmolStr,
    pub form: IndexForm,
    pub operator_class: Option<SmolStr>,
    /// Prefix length (MySQL).
    pub length: Option<u32>,
}

/// An index.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct IndexDef {
    pub name: SmolStr,
    pub table: QualifiedName,
    pub columns: Vec<IndexColumn>,
    pub unique: bool,
    pub using: Option<SmolStr>,
    pub predicate: Option<SmolStr>,
    pub include: Vec<SmolStr>,
    pub with: Vec<(SmolStr, SmolStr)>,
    pub tablespace: Option<SmolStr>,
    pub concurrently: bool,
    pub nulls_not_distinct: Option<bool>,
    /// `FULLTEXT`, `SPATIAL` (MySQL).
    pub prefix: Option<SmolStr>,
}
