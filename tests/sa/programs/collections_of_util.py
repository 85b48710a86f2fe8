"""Names of `sqlalchemy.util` that applications use, and the modules of INSERT and of unloaded relationships."""

from sqlalchemy import Column, Integer, MetaData, Table
from sqlalchemy.dialects import mysql, sqlite
from sqlalchemy.dialects.mysql.dml import Insert as MySQLInsert
from sqlalchemy.dialects.mysql.dml import insert as mysql_insert
from sqlalchemy.dialects.sqlite.dml import insert as sqlite_insert
from sqlalchemy.orm import PropComparator, interfaces
from sqlalchemy.orm.dynamic import AppenderQuery
from sqlalchemy.orm.writeonly import WriteOnlyCollection
from sqlalchemy.util import (
    IdentitySet,
    OrderedDict,
    OrderedSet,
    Properties,
    asbool,
    classproperty,
    flatten_iterator,
    immutabledict,
    memoized_property,
    safe_reraise,
    to_list,
    to_set,
    unique_list,
)


def attempt(what, call):
    try:
        print(what, call())
    except Exception as error:
        print(what, "raised", type(error).__name__, str(error).split("\n")[0][:150])


ordered = OrderedSet([3, 1, 3, 2])
print(ordered, list(ordered), len(ordered), ordered[1], 2 in ordered)
ordered.add(9)
ordered.add(1)
ordered.insert(0, 7)
ordered.discard(5)
print(ordered, ordered | [5, 1], ordered & {1, 9, 3}, ordered - [9], ordered ^ {7, 8}, ordered + [0])
ordered |= [4]
ordered -= {7}
ordered &= {1, 2, 4, 9}
ordered ^= [2, 6]
print(ordered, ordered.pop(), ordered == {1, 9, 4}, sorted(ordered.copy()), isinstance(ordered, set))
attempt("remove", lambda: ordered.remove(100))
ordered.clear()
attempt("pop", ordered.pop)
one, other = [1], [1]
identity = IdentitySet([one])
identity.add(one)
print(one in identity, other in identity, len(identity), len(identity.union([other])), len(identity.difference([one])))
print(unique_list("abca"), to_list("ab"), to_list((1, 2)), to_list(None), to_list(5))
print(to_set(None), to_set([1, 1]), list(flatten_iterator([1, [2, (3, "four")], {5: 6}])))
print([asbool(word) for word in ("yes", " OFF ", "1", "f", 0, 2)], OrderedDict(a=1)["a"], immutabledict(a=1)["a"])
attempt("asbool", lambda: asbool("perhaps"))


class Counted:
    reads = 0

    @memoized_property
    def value(self):
        """A value."""
        type(self).reads += 1
        return 5

    @classproperty
    def shown(cls):
        return cls.__name__


counted = Counted()
print(counted.value, counted.value, Counted.reads, Counted.shown, Counted.value.__doc__, vars(counted))


def cleaned():
    try:
        raise ValueError("first")
    except ValueError:
        with safe_reraise():
            print("cleaning up")


attempt("reraised", cleaned)
properties = Properties({"a": 1})
print(properties.a, "a" in properties, properties.keys(), list(properties), len(properties))

table = Table("hero", MetaData(), Column("id", Integer, primary_key=True), Column("age", Integer))
print(sqlite_insert(table).values(id=1).on_conflict_do_nothing().compile(dialect=sqlite.dialect()))
print(mysql_insert(table).values(id=1).on_duplicate_key_update(age=2).compile(dialect=mysql.dialect()))
print(isinstance(mysql_insert(table), MySQLInsert), AppenderQuery.__name__, WriteOnlyCollection.__name__)
print(interfaces.PropComparator is PropComparator)
print(mysql.types.TINYINT is mysql.TINYINT, sqlite.base.DATETIME is sqlite.DATETIME)
