"""Integer codes of statement nodes and operators, shared with the Rust lowering.

Each node class carries `_kind`; the comment beside a code lists the slots that lowering reads. Parentheses are never
part of the tree (except GROUPING): lowering adds them by operator precedence (`PRECEDENCE`), as SQLAlchemy does.
"""

from __future__ import annotations

from typing import Final

from .operation import Operator as Operator

# --- column elements; every one of them also has the slot `type` --------------------------------------------------
COLUMN: Final = 1  # schema.Column: name key table type
ENTITY_COLUMN: Final = 2  # column entity key type: `column` of an ORM entity whose FROM is a join, or has criteria
BIND: Final = 3  # key value type unique required expanding literal_execute callable_
#                  unique: `key` is a base name, rendered key_1, key_2 ... in order of appearance; else used as it is.
#                  expanding: value is a list (IN); callable_: value is taken from calling it when executed.
BINARY: Final = 4  # left operator right type modifiers (None | dict: escape, opstring, precedence:int, flags)
UNARY: Final = (
    5  # operator element type   (one of NOT NEG INV ASC DESC NULLS_FIRST NULLS_LAST DISTINCT ANY ALL CUSTOM_UNARY)
)
#                  modifiers as BINARY's (opstring for CUSTOM)
BOOLEAN_LIST: Final = 6  # operator (AND | OR) clauses(tuple) type
CLAUSE_LIST: Final = 7  # clauses(tuple): comma separated, no parentheses
TUPLE: Final = 8  # clauses(tuple) types(tuple): (a, b)
GROUPING: Final = 9  # element: explicit parentheses
LABEL: Final = 10  # name(str | None: anonymous, anon_1) element type
CASE: Final = 11  # value(None | element) whens(tuple of (condition, result)) else_(None | element) type
CAST: Final = 12  # element type safe(bool: TRY_CAST)
TYPE_COERCE: Final = 13  # element type: renders the element
EXTRACT: Final = 14  # field(str) element type
OVER: Final = 15  # element partition_by(tuple) order_by(tuple) rows range_ groups(None | (start, end)) exclude type
#                  a frame end is None (unbounded), 0 (current row), -n (n preceding), +n (n following)
FUNCTION_FILTER: Final = 16  # element criterion type
WITHIN_GROUP: Final = 17  # element order_by(tuple) type
COLLATE: Final = 18  # element collation(str) type
FUNCTION: Final = (
    19  # name packages(tuple of str) clauses(tuple) type; zero clauses & ANSI names: see functions.py `bare`
)
NULL: Final = 20
TRUE: Final = 21
FALSE: Final = 22
COLUMN_CLAUSE: Final = 23  # name key table(None | FromClause) type is_literal(bool: text verbatim) source(element|None)
SCALAR_SELECT: Final = 24  # element(Select | CompoundSelect | TextualSelect) type
EXISTS: Final = 25  # element(Select) type
FUNCTION_AS_BINARY: Final = 26  # element(FUNCTION) left_index right_index type: renders the function
ORDER_LABEL: Final = (
    27  # name element: reference to a label in ORDER BY / GROUP BY, given as a string ("name" or "name desc")
)
TABLE_VALUED_COLUMN: Final = 28  # element(TableValued) type: the table-valued alias named as one column
DEFAULT_VALUE: Final = 29  # the DEFAULT keyword inside INSERT/UPDATE values
SEQUENCE_NEXT: Final = 30  # sequence(schema.Sequence) type: nextval of it
SLICE: Final = 31  # start stop step (elements): array[start:stop]
COMMENT_TOKEN: Final = 32  # text: verbatim SQL, no binds (interval units, keywords)
ARRAY: Final = 33  # clauses(tuple) type: ARRAY[a, b]
ORM_BUNDLE: Final = 34  # name columns(tuple): several select columns as one value
TYPE_NAME: Final = 35  # type: renders the DDL name of the type alone (str(type))

# --- FROM elements; every one has `columns`/`c` -------------------------------------------------------------------
TABLE: Final = 50  # schema.Table: name schema columns
TABLE_CLAUSE: Final = 51  # name schema columns
JOIN: Final = 52  # left right onclause(None = CROSS/true) isouter full
ALIAS: Final = 53  # element(FROM) name(None = anonymous: <table>_1)
SUBQUERY: Final = 54  # element(SELECT/COMPOUND/TEXTUAL_SELECT/INSERT..) name(None = anon_1)
CTE: Final = 55  # element name(None) recursive nesting prefixes(tuple of (text, dialect)) suffixes restates(CTE | None)
#                  alias_of(CTE | None): an alias of a CTE; its definition is rendered once
LATERAL: Final = 56  # element name
TABLESAMPLE: Final = 57  # element name sampling(element) seed(None | element)
VALUES: Final = 58  # value_columns(tuple of COLUMN_CLAUSE) rows(tuple of tuple of elements) name literal_binds(bool)
TABLE_VALUED: Final = 59  # element(FUNCTION) name columns derived(bool) with_types(bool) ordinality(bool) lateral(bool)
FROM_GROUPING: Final = 60  # element
ENTITY: Final = 61  # mapper from_clause columns(tuple) criteria(None | element) plan name cls

# --- statements ---------------------------------------------------------------------------------------------------
SELECT: Final = 80
# _columns(tuple of elements | Entity | FromClause) _from(tuple: explicit FROMs and joins, in order) _where(tuple)
# _order_by(tuple) _group_by(tuple) _having(tuple) _distinct(False | True | tuple of elements: DISTINCT ON)
# _limit _offset (None | int | element)  _rest(None | dict with any of: fetch=(count, with_ties, percent),
# for_update=FOR_UPDATE, correlate=tuple of FROMs | False (none), correlate_except=tuple, prefixes / suffixes=tuple of
# (element, dialect | "*"), hints=tuple of (FROM | None, text, dialect | "*"), ctes=tuple of CTE, label_style=int)
# _from and Join sides may hold ENTITY nodes. FROMs named only by columns are added, unless a join in _from has them.
COMPOUND: Final = (
    81  # keyword(str: "UNION", "UNION ALL" ...) selects(tuple) and _order_by _group_by _limit _offset _rest
)
TEXT: Final = 82  # text(str; `:name` marks a bind, `\:` a colon) binds(dict name -> BindParameter)
TEXTUAL_SELECT: Final = 83  # element(TEXT) columns_(tuple of column elements) positional
INSERT: Final = 84
# table  _values(None: every column, bound by name | dict Column|COLUMN_CLAUSE -> element; empty: DEFAULT VALUES)
# _multi(tuple of such dicts: VALUES (..), (..))  _select(None | (tuple of columns, SELECT))
# _returning(tuple, as SELECT._columns)  _conflict(None | ON_CONFLICT | ON_DUPLICATE)
# _rest(None | dict: prefixes, ctes, inline)
UPDATE: Final = 85  # table _values(None | dict column -> element) _where _returning _rest(prefixes ctes order_by limit)
DELETE: Final = 86  # table _where _returning _rest(prefixes ctes using order_by limit)
# extra FROMs of UPDATE / DELETE are the ones the WHERE names
ON_CONFLICT: Final = 87
# update(bool) elements(tuple of columns / str) constraint(None | str) index_where(None | element)
# set_(dict column -> element, in order) where(None | element)
ON_DUPLICATE: Final = 88  # set_(dict column -> element)
FOR_UPDATE: Final = 89  # nowait read skip_locked key_share of(tuple of columns / FROMs)

# --- operators ----------------------------------------------------------------------------------------------------
EQ: Final = Operator(1)  # =      right NULL never: `== None` builds IS
NE: Final = Operator(2)  # !=
LT: Final = Operator(3)
LE: Final = Operator(4)
GT: Final = Operator(5)
GE: Final = Operator(6)
ADD: Final = Operator(7)
SUB: Final = Operator(8)
MUL: Final = Operator(9)
DIV: Final = Operator(10)  # true division
FLOORDIV: Final = Operator(11)
MOD: Final = Operator(12)
CONCAT: Final = Operator(13)  # ||
IS: Final = Operator(14)  # IS (right NULL / TRUE / FALSE or element)
IS_NOT: Final = Operator(15)
IS_DISTINCT_FROM: Final = Operator(16)
IS_NOT_DISTINCT_FROM: Final = Operator(17)
IN: Final = Operator(18)  # right: BIND expanding | SELECT | TUPLE/CLAUSE_LIST of elements | CTE ...
NOT_IN: Final = Operator(19)
LIKE: Final = Operator(20)  # modifiers escape
NOT_LIKE: Final = Operator(21)
ILIKE: Final = Operator(22)
NOT_ILIKE: Final = Operator(23)
STARTSWITH: Final = Operator(24)  # left LIKE right || '%'
NOT_STARTSWITH: Final = Operator(25)
ENDSWITH: Final = Operator(26)  # left LIKE '%' || right
NOT_ENDSWITH: Final = Operator(27)
CONTAINS: Final = Operator(28)  # left LIKE '%' || right || '%'
NOT_CONTAINS: Final = Operator(29)
ISTARTSWITH: Final = Operator(30)  # lower(left) LIKE lower(right) || '%'
NOT_ISTARTSWITH: Final = Operator(31)
IENDSWITH: Final = Operator(32)
NOT_IENDSWITH: Final = Operator(33)
ICONTAINS: Final = Operator(34)
NOT_ICONTAINS: Final = Operator(35)
BETWEEN: Final = Operator(36)  # right: CLAUSE_LIST (low, high)
NOT_BETWEEN: Final = Operator(37)
BETWEEN_SYMMETRIC: Final = Operator(38)
NOT_BETWEEN_SYMMETRIC: Final = Operator(39)
REGEXP_MATCH: Final = Operator(40)  # modifiers flags
NOT_REGEXP_MATCH: Final = Operator(41)
REGEXP_REPLACE: Final = Operator(42)  # right: CLAUSE_LIST (pattern, replacement), modifiers flags
MATCH: Final = Operator(43)
BIT_AND: Final = Operator(44)
BIT_OR: Final = Operator(45)
BIT_XOR: Final = Operator(46)
BIT_LSHIFT: Final = Operator(47)
BIT_RSHIFT: Final = Operator(48)
JSON_GETITEM: Final = Operator(49)  # left -> right; result type decides ->> and casts
JSON_PATH_GETITEM: Final = Operator(50)
GETITEM: Final = Operator(51)  # array[index] ; right may be SLICE
ARRAY_CONTAINS: Final = Operator(52)  # @>
ARRAY_CONTAINED_BY: Final = Operator(53)  # <@
ARRAY_OVERLAP: Final = Operator(54)  # &&
JSON_CONTAINS: Final = Operator(55)  # @> of JSONB
JSON_CONTAINED_BY: Final = Operator(56)
JSON_HAS_KEY: Final = Operator(57)  # ?
JSON_HAS_ANY: Final = Operator(58)  # ?|
JSON_HAS_ALL: Final = Operator(59)  # ?&
AND: Final = Operator(60)
OR: Final = Operator(61)
COMMA: Final = Operator(62)
CUSTOM: Final = Operator(63)  # modifiers opstring precedence
NOT: Final = Operator(70)
NEG: Final = Operator(71)
INV: Final = Operator(72)  # ~ bitwise
ASC: Final = Operator(73)
DESC: Final = Operator(74)
NULLS_FIRST: Final = Operator(75)
NULLS_LAST: Final = Operator(76)
DISTINCT: Final = Operator(77)
ANY: Final = Operator(78)  # ANY (element)
ALL: Final = Operator(79)
CUSTOM_UNARY: Final = Operator(80)  # modifiers opstring (prefix)
NOT_MATCH: Final = Operator(81)
JSON_DELETE_PATH: Final = Operator(82)  # #-
JSON_PATH_EXISTS: Final = Operator(83)  # @?
JSON_PATH_MATCH: Final = Operator(84)  # @@

#: SQLAlchemy's binding strength; an operand whose own operator is not stronger is put in parentheses.
PRECEDENCE: Final[dict[int, int]] = {
    **dict.fromkeys((JSON_GETITEM, JSON_PATH_GETITEM, GETITEM, ANY, ALL), 15),
    **dict.fromkeys((JSON_CONTAINS, JSON_CONTAINED_BY, JSON_HAS_KEY, JSON_HAS_ANY, JSON_HAS_ALL), 15),
    **dict.fromkeys((JSON_DELETE_PATH, JSON_PATH_EXISTS, JSON_PATH_MATCH), 15),
    **dict.fromkeys((INV, MUL, DIV, FLOORDIV, MOD, NEG), 8),
    **dict.fromkeys((ADD, SUB, BIT_AND, BIT_OR, BIT_XOR, BIT_LSHIFT, BIT_RSHIFT), 7),
    **dict.fromkeys((CONCAT, NOT, DISTINCT, MATCH, NOT_MATCH), 5),
    **dict.fromkeys(range(LIKE, NOT_ICONTAINS + 1), 5),
    **dict.fromkeys((EQ, NE, LT, LE, GT, GE, IS, IS_NOT, IS_DISTINCT_FROM, IS_NOT_DISTINCT_FROM, IN, NOT_IN), 5),
    **dict.fromkeys((REGEXP_MATCH, NOT_REGEXP_MATCH, REGEXP_REPLACE), 5),
    **dict.fromkeys((ARRAY_CONTAINS, ARRAY_CONTAINED_BY, ARRAY_OVERLAP), 5),
    **dict.fromkeys((BETWEEN, NOT_BETWEEN, BETWEEN_SYMMETRIC, NOT_BETWEEN_SYMMETRIC), 5),
    AND: 3,
    **dict.fromkeys((ASC, DESC, NULLS_FIRST, NULLS_LAST), 3),
    OR: 2,
    **dict.fromkeys((CUSTOM, CUSTOM_UNARY), 0),
    COMMA: -1,
}

#: The comparison that says the same with its sides exchanged.
MIRRORED: Final[dict[int, int]] = {LT: GT, GT: LT, LE: GE, GE: LE}
#: operator -> the one its negation uses.
NEGATION: Final[dict[int, int]] = {
    EQ: NE,
    LT: GE,
    LE: GT,
    IS: IS_NOT,
    IS_DISTINCT_FROM: IS_NOT_DISTINCT_FROM,
    IN: NOT_IN,
    LIKE: NOT_LIKE,
    ILIKE: NOT_ILIKE,
    STARTSWITH: NOT_STARTSWITH,
    ENDSWITH: NOT_ENDSWITH,
    CONTAINS: NOT_CONTAINS,
    ISTARTSWITH: NOT_ISTARTSWITH,
    IENDSWITH: NOT_IENDSWITH,
    ICONTAINS: NOT_ICONTAINS,
    BETWEEN: NOT_BETWEEN,
    BETWEEN_SYMMETRIC: NOT_BETWEEN_SYMMETRIC,
    REGEXP_MATCH: NOT_REGEXP_MATCH,
    MATCH: NOT_MATCH,
}
NEGATION.update({negated: plain for plain, negated in tuple(NEGATION.items())})

#: operators whose value is a truth value.
BOOLEAN_OPERATORS: Final[frozenset[int]] = frozenset(
    {*NEGATION, AND, OR, NOT, ARRAY_CONTAINS, ARRAY_CONTAINED_BY, ARRAY_OVERLAP, JSON_CONTAINS, JSON_CONTAINED_BY}
    | {JSON_HAS_KEY, JSON_HAS_ANY, JSON_HAS_ALL, JSON_PATH_EXISTS, JSON_PATH_MATCH}
)

#: kind -> the name under which a visitor knows the node, as SQLAlchemy's `__visit_name__`.
VISIT_NAMES: Final[dict[int, str]] = {
    **dict.fromkeys((COLUMN, ENTITY_COLUMN, COLUMN_CLAUSE), "column"),
    BIND: "bindparam",
    BINARY: "binary",
    UNARY: "unary",
    BOOLEAN_LIST: "expression_clauselist",
    CLAUSE_LIST: "clauselist",
    TUPLE: "tuple",
    **dict.fromkeys((GROUPING, FROM_GROUPING), "grouping"),
    LABEL: "label",
    CASE: "case",
    CAST: "cast",
    TYPE_COERCE: "type_coerce",
    EXTRACT: "extract",
    OVER: "over",
    FUNCTION_FILTER: "funcfilter",
    WITHIN_GROUP: "withingroup",
    COLLATE: "collation",
    FUNCTION: "function",
    NULL: "null",
    TRUE: "true",
    FALSE: "false",
    SCALAR_SELECT: "grouping",
    EXISTS: "unary",
    FUNCTION_AS_BINARY: "function_as_comparison",
    ORDER_LABEL: "textual_label_reference",
    TABLE_VALUED_COLUMN: "table_valued_column",
    SEQUENCE_NEXT: "next_value_func",
    SLICE: "slice",
    ARRAY: "array",
    TYPE_NAME: "typeclause",
    **dict.fromkeys((TABLE, TABLE_CLAUSE, ENTITY), "table"),
    JOIN: "join",
    ALIAS: "alias",
    SUBQUERY: "subquery",
    CTE: "cte",
    LATERAL: "lateral",
    TABLESAMPLE: "tablesample",
    VALUES: "values",
    TABLE_VALUED: "table_valued_alias",
    SELECT: "select",
    COMPOUND: "compound_select",
    TEXT: "textclause",
    TEXTUAL_SELECT: "textual_select",
    INSERT: "insert",
    UPDATE: "update",
    DELETE: "delete",
}
