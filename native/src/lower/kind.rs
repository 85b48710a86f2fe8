//! The integer codes of `sql/kinds.py` and `schema/kinds.py`.

/// `_kind` of nodes.
pub mod node {
    pub const COLUMN: i64 = 1;
    pub const ENTITY_COLUMN: i64 = 2;
    pub const BIND: i64 = 3;
    pub const BINARY: i64 = 4;
    pub const UNARY: i64 = 5;
    pub const BOOLEAN_LIST: i64 = 6;
    pub const CLAUSE_LIST: i64 = 7;
    pub const TUPLE: i64 = 8;
    pub const GROUPING: i64 = 9;
    pub const LABEL: i64 = 10;
    pub const CASE: i64 = 11;
    pub const CAST: i64 = 12;
    pub const TYPE_COERCE: i64 = 13;
    pub const EXTRACT: i64 = 14;
    pub const OVER: i64 = 15;
    pub const FUNCTION_FILTER: i64 = 16;
    pub const WITHIN_GROUP: i64 = 17;
    pub const COLLATE: i64 = 18;
    pub const FUNCTION: i64 = 19;
    pub const NULL: i64 = 20;
    pub const TRUE: i64 = 21;
    pub const FALSE: i64 = 22;
    pub const COLUMN_CLAUSE: i64 = 23;
    pub const SCALAR_SELECT: i64 = 24;
    pub const EXISTS: i64 = 25;
    pub const FUNCTION_AS_BINARY: i64 = 26;
    pub const ORDER_LABEL: i64 = 27;
    pub const TABLE_VALUED_COLUMN: i64 = 28;
    pub const DEFAULT_VALUE: i64 = 29;
    pub const SEQUENCE_NEXT: i64 = 30;
    pub const SLICE: i64 = 31;
    pub const COMMENT_TOKEN: i64 = 32;
    pub const ARRAY: i64 = 33;
    pub const ORM_BUNDLE: i64 = 34;
    pub const TYPE_NAME: i64 = 35;
    /// What a class is whose text a function of the program writes; no node's own `_kind`.
    pub const CONSTRUCT: i64 = 36;
    pub const TABLE: i64 = 50;
    pub const TABLE_CLAUSE: i64 = 51;
    pub const JOIN: i64 = 52;
    pub const ALIAS: i64 = 53;
    pub const SUBQUERY: i64 = 54;
    pub const CTE: i64 = 55;
    pub const LATERAL: i64 = 56;
    pub const TABLESAMPLE: i64 = 57;
    pub const VALUES: i64 = 58;
    pub const TABLE_VALUED: i64 = 59;
    pub const FROM_GROUPING: i64 = 60;
    pub const ENTITY: i64 = 61;
    pub const SELECT: i64 = 80;
    pub const COMPOUND: i64 = 81;
    pub const TEXT: i64 = 82;
    pub const TEXTUAL_SELECT: i64 = 83;
    pub const INSERT: i64 = 84;
    pub const UPDATE: i64 = 85;
    pub const DELETE: i64 = 86;
    pub const ON_DUPLICATE: i64 = 88;
}

/// `_kind` of DDL statements, constraints and what the database makes itself.
pub mod ddl {
    pub const CREATE_TABLE: i64 = 101;
    pub const DROP_TABLE: i64 = 102;
    pub const CREATE_INDEX: i64 = 103;
    pub const DROP_INDEX: i64 = 104;
    pub const ADD_CONSTRAINT: i64 = 105;
    pub const DROP_CONSTRAINT: i64 = 106;
    pub const CREATE_SEQUENCE: i64 = 107;
    pub const DROP_SEQUENCE: i64 = 108;
    pub const CREATE_SCHEMA: i64 = 109;
    pub const DROP_SCHEMA: i64 = 110;
    pub const SET_TABLE_COMMENT: i64 = 111;
    pub const DROP_TABLE_COMMENT: i64 = 112;
    pub const SET_COLUMN_COMMENT: i64 = 113;
    pub const DROP_COLUMN_COMMENT: i64 = 114;
    pub const CREATE_ENUM: i64 = 115;
    pub const DROP_ENUM: i64 = 116;
    pub const DDL: i64 = 117;
    pub const CREATE_COLUMN: i64 = 118;
    pub const PRIMARY_KEY: i64 = 130;
    pub const FOREIGN_KEY: i64 = 131;
    pub const UNIQUE: i64 = 132;
    pub const CHECK: i64 = 133;
    pub const EXCLUDE: i64 = 135;
    pub const SERVER_DEFAULT: i64 = 140;
}

/// Operator codes.
pub mod op {
    pub const EQ: i64 = 1;
    pub const NE: i64 = 2;
    pub const DIV: i64 = 10;
    pub const FLOORDIV: i64 = 11;
    pub const IS: i64 = 14;
    pub const IS_NOT: i64 = 15;
    pub const IN: i64 = 18;
    pub const NOT_IN: i64 = 19;
    pub const STARTSWITH: i64 = 24;
    pub const NOT_ICONTAINS: i64 = 35;
    pub const BETWEEN: i64 = 36;
    pub const NOT_BETWEEN_SYMMETRIC: i64 = 39;
    pub const REGEXP_REPLACE: i64 = 42;
    pub const JSON_GETITEM: i64 = 49;
    pub const JSON_PATH_GETITEM: i64 = 50;
    pub const AND: i64 = 60;
    pub const CUSTOM: i64 = 63;
    pub const NOT: i64 = 70;
    pub const NEG: i64 = 71;
    pub const INV: i64 = 72;
    pub const ASC: i64 = 73;
    pub const DESC: i64 = 74;
    pub const NULLS_FIRST: i64 = 75;
    pub const NULLS_LAST: i64 = 76;
    pub const DISTINCT: i64 = 77;
    pub const ANY: i64 = 78;
    pub const ALL: i64 = 79;
    pub const CUSTOM_UNARY: i64 = 80;
}
