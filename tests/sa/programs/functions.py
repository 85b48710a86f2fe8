"""The classes of sqlalchemy.sql.functions."""

import sqlalchemy as sa
from sqlalchemy.dialects import mysql
from sqlalchemy.sql import functions as f

t = sa.table("t", sa.column("a", sa.Integer), sa.column("b", sa.String))
for n in """
    coalesce max min sum pow count now concat char_length random current_date current_timestamp mode
    percentile_cont rank dense_rank percent_rank cume_dist
""".split():
    fn = getattr(f, n)
    for args in ((), (t.c.a,), (t.c.a, 3)) if not n.startswith("current") else ((),):
        try:
            r = fn(*args)
            print(
                n,
                r,
                repr(r.type),
                r.name,
                isinstance(getattr(sa.func, n)(*args), fn),
                type(getattr(sa.func, n)(*args)).__name__,
            )
        except Exception as e:
            print(n, type(e).__name__)


class greatest(f.ReturnTypeFromArgs):
    inherit_cache = True


print(sa.func.greatest(t.c.a, 2).type)


class stamp(f.AnsiFunction):
    type = sa.DateTime()
    inherit_cache = True


print(sa.func.stamp())


class mine(f.GenericFunction):
    name = "my_fn"
    type = sa.Integer
    inherit_cache = True


print(sa.func.mine(1))
print(isinstance(sa.func.lower("x"), f.Function), isinstance(sa.func.max(1), f.ReturnTypeFromArgs))
print(sa.select(f.count(t.c.a), f.max(t.c.a)))
print(f.percentile_cont(0.5).within_group(t.c.a).type, f.mode().within_group(t.c.b).type)

# The classes are known now: what `func` makes of the same names stays what it was.
print(sa.select(sa.func.aggregate_strings(t.c.b, ",")))
print(sa.select(sa.func.aggregate_strings(t.c.b, ",")).compile(dialect=mysql.dialect()))
