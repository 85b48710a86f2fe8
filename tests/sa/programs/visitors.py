"""Walking over expressions."""

import sqlalchemy as sa
from sqlalchemy.sql import visitors

m = sa.MetaData()
t = sa.Table("t", m, sa.Column("a", sa.Integer), sa.Column("b", sa.String))
u = sa.Table("u", m, sa.Column("a", sa.Integer))
exprs = [
    t.c.a == 3,
    sa.and_(t.c.a > 1, sa.or_(t.c.b == "x", t.c.b.is_(None))),
    sa.func.max(t.c.a),
    ~t.c.a.in_([1, 2]),
    t.c.a.label("z"),
    sa.cast(t.c.a, sa.String),
    sa.case((t.c.a == 1, "y"), else_="z"),
    t.c.a.desc(),
    sa.text("x = :y"),
    sa.func.count(t.c.a).over(partition_by=t.c.b),
    sa.exists().where(t.c.a == u.c.a),
    sa.tuple_(t.c.a, t.c.b),
    sa.true(),
    sa.null(),
    t.c.a.between(1, 2),
    sa.literal_column("q"),
    sa.column("w"),
    sa.extract("year", t.c.a),
    sa.type_coerce(t.c.a, sa.String),
    sa.select(t.c.a).scalar_subquery(),
    sa.func.max(t.c.a).filter(t.c.a > 1),
]
for e in exprs:
    print(
        sorted(
            {x.__visit_name__ for x in visitors.iterate(e)}
            - {"grouping", "clauselist", "expression_clauselist", "table"}
        )
    )
seen = []
visitors.traverse(exprs[1], {}, {"column": lambda c: seen.append(str(c)), "bindparam": lambda b: seen.append(b.value)})
print(seen)
print(visitors.replacement_traverse(exprs[1], {}, lambda e: u.c.a if e is t.c.a else None))
print(
    visitors.replacement_traverse(sa.select(t.c.a).where(t.c.a > 1), {}, lambda e, **kw: t.c.b if e is t.c.a else None)
)


class V(visitors.ClauseVisitor):
    def __init__(self):
        self.found = []

    def visit_binary(self, b):
        self.found.append(str(b))

    def visit_column(self, c):
        self.found.append(c.name)


v = V()
v.traverse(exprs[1])
print(v.found)


class W(visitors.ReplacingCloningVisitor):
    def replace(self, e):
        return u.c.a if e is t.c.a else None


print(W().traverse(t.c.a == 3))
s = sa.select(t.c.a).where(t.c.b == "x").order_by(t.c.a)
print(sorted({x.__visit_name__ for x in visitors.iterate(s)} - {"clauselist"}))
print(sorted({x.name for x in visitors.iterate(sa.select(t, u).where(t.c.a == u.c.a)) if x.__visit_name__ == "table"}))
tables = set()
visitors.traverse(sa.select(t.c.a).join(u, t.c.a == u.c.a), {}, {"table": lambda x: tables.add(x.name)})
print(sorted(tables))
print(
    t.__visit_name__,
    t.c.a.__visit_name__,
    s.__visit_name__,
    s.subquery().__visit_name__,
    s.cte().__visit_name__,
    t.alias().__visit_name__,
    t.insert().__visit_name__,
    t.update().__visit_name__,
    t.delete().__visit_name__,
    sa.union(s, s).__visit_name__,
)
