"""Integer codes of definitions and DDL statements, shared with the Rust lowering (`sql.kinds` has TABLE and COLUMN).

The comment beside a code lists the attributes that lowering reads.
"""

from __future__ import annotations

from typing import Final

# --- DDL statements -----------------------------------------------------------------------------------------------
CREATE_TABLE: Final = 101  # element(Table) if_not_exists include_foreign_key_constraints(None = all | list)
DROP_TABLE: Final = 102  # element(Table) if_exists
CREATE_INDEX: Final = 103  # element(Index) if_not_exists
DROP_INDEX: Final = 104  # element(Index) if_exists
ADD_CONSTRAINT: Final = 105  # element(Constraint)
DROP_CONSTRAINT: Final = 106  # element(Constraint) if_exists cascade
CREATE_SEQUENCE: Final = 107  # element(Sequence) if_not_exists
DROP_SEQUENCE: Final = 108  # element(Sequence) if_exists
CREATE_SCHEMA: Final = 109  # element(str) if_not_exists
DROP_SCHEMA: Final = 110  # element(str) if_exists cascade
SET_TABLE_COMMENT: Final = 111  # element(Table)
DROP_TABLE_COMMENT: Final = 112  # element(Table)
SET_COLUMN_COMMENT: Final = 113  # element(Column)
DROP_COLUMN_COMMENT: Final = 114  # element(Column)
CREATE_ENUM: Final = 115  # element(types.Enum)
DROP_ENUM: Final = 116  # element(types.Enum)
DDL: Final = 117  # statement(str): finished text
CREATE_COLUMN: Final = 118  # element(Column): the column as in CREATE TABLE

# --- constraints: name deferrable initially comment dialect_kwargs(dict "postgresql_include" -> value) ---------------
PRIMARY_KEY: Final = 130  # columns
FOREIGN_KEY: Final = 131  # columns elements(list of ForeignKey: .column .parent) referred_table ondelete onupdate match
UNIQUE: Final = 132  # columns
CHECK: Final = 133  # sqltext(element)
INDEX: Final = 134  # name table expressions(list of elements) unique dialect_kwargs
EXCLUDE: Final = (
    135  # using where columns operators(dict key -> operator) expressions(list of (element, name, operator))
)

# --- values made by the database ------------------------------------------------------------------------------------
SERVER_DEFAULT: Final = 140  # arg(str: a literal text | element)
COMPUTED: Final = 141  # sqltext(element) persisted(None | bool)
IDENTITY: Final = 142  # always on_null start increment minvalue maxvalue nominvalue nomaxvalue cycle cache order
SEQUENCE: Final = 143  # name schema and the options of IDENTITY, data_type optional
FETCHED: Final = 144  # nothing: a value the database makes in a way of its own
