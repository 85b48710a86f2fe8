"""The functions of sqlalchemy.sql.operators."""

import sqlalchemy as sa
from sqlalchemy.sql import operators as o

t = sa.table("t", sa.column("a", sa.Integer), sa.column("b", sa.String))
a, b = t.c.a, t.c.b
for n in """
    eq ne lt le gt ge add sub mul truediv mod is_ is_not isnot is_distinct_from is_not_distinct_from
    isnot_distinct_from bitwise_and_op bitwise_or_op bitwise_xor_op bitwise_lshift_op bitwise_rshift_op
    floordiv
""".split():
    print(n, getattr(o, n)(a, 3))
for n in """
    like_op not_like_op notlike_op ilike_op not_ilike_op startswith_op not_startswith_op istartswith_op
    not_istartswith_op endswith_op not_endswith_op iendswith_op not_iendswith_op contains_op
    not_contains_op icontains_op not_icontains_op match_op regexp_match_op not_regexp_match_op concat_op
    notstartswith_op notcontains_op
""".split():
    print(n, getattr(o, n)(b, "x"))
    if "like" in n or "with" in n or "contains" in n:
        print(getattr(o, n)(b, "x", escape="/"))
for n in "in_op not_in_op notin_op".split():
    print(n, getattr(o, n)(a, [1, 2]))
for n in "between_op not_between_op".split():
    print(n, getattr(o, n)(a, 1, 2))
for n in """
    asc_op desc_op nulls_first_op nulls_last_op nullsfirst_op distinct_op any_op all_op bitwise_not_op
    neg
""".split():
    print(n, getattr(o, n)(a))
print(
    (a == 3).operator is o.eq,
    (a != 3).operator is o.ne,
    b.like("x").operator is o.like_op,
    a.desc().modifier is o.desc_op,
    sa.and_(a == 1, b == "1").operator is o.and_,
)
print((a.in_([1])).operator is o.in_op, (~a.in_([1])).operator is o.not_in_op, a.is_(None).operator is o.is_)
ops = [o.eq, o.ne, o.lt, o.like_op, o.in_op, o.add, o.mul, o.concat_op, o.and_, o.or_, o.asc_op, o.between_op, o.is_]
print([o.is_comparison(x) for x in ops])
print([o.is_commutative(x) for x in ops], [o.is_associative(x) for x in ops], [o.is_ordering_modifier(x) for x in ops])
print([o.is_boolean(x) for x in ops], o.mirror(o.lt) is o.gt, o.mirror(o.eq) is o.eq)
OPS = {"eq": o.eq, "lt": o.lt, "like": o.like_op, "in": o.in_op}
print(sa.select(t).where(*[OPS[k](c, v) for k, c, v in (("eq", a, 1), ("like", b, "x%"), ("in", a, [1]))]))
print(
    [
        o.is_precedent(o.add, o.mul),
        o.is_precedent(o.mul, o.add),
        o.is_precedent(o.and_, o.or_),
        o.is_precedent(o.or_, o.and_),
        o.is_precedent(o.add, o.add),
    ]
)
print(a.operate(o.eq, 5), o.regexp_replace_op(b, "x", "y"))
