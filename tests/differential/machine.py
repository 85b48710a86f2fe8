"""A Hypothesis state machine that does the same with two worlds and compares them after every step."""

from __future__ import annotations

from typing import Any

from hypothesis import note
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from . import operations
from .world import World, quiet

HIERARCHIES = ("Employee", "Engineer", "Manager", "Machine", "Robot")
NAMES = st.sampled_from(["a", "b", "c", None])
CLASSES = st.integers(0, 40)
NUMBERS = st.integers(0, 30)
COLUMNS = ("name", "story", "language", "level", "arms")
CODES = ("code", "country_code", "genre_code")
KEYS = (
    "id", "team_id", "hero_id", "parent_id", "order_id", "product_id", "album_id", "company_id",
    "engineer_id", "preface_id", "shelf_id",
)  # fmt: skip
RELATED = ("joinedload", "selectinload", "subqueryload", "immediateload", "lazyload")

#: Operations whose outcome differs for good, one sentence each; the machine does not do them.
KNOWN_DIFFERENCES: dict[str, str] = {
    "cycle": "Rows that exist may point at each other in a circle; SQLAlchemy refuses that without post_update.",
    "a key that is not merged yet": "A keyed collection that is merged in a circle needs no key before its members.",
    "a one-to-one that is not loaded": "What it held is read by the flush; SQLAlchemy reads it with the assignment.",
    "immediateload by a deferred key": "The row is found without the key; SQLAlchemy reads that first.",
    "subqueryload by a deferred key": "It works here; SQLAlchemy does not find the column in its second statement.",
    "update of an expired object": "SQLAlchemy reads what expired before it writes a row; here the key is enough.",
    "populate_existing with options": "What one execution meets twice keeps what it loaded; SQLAlchemy forgets it.",
    "a single parent's part": "It is not read to write a row whose reference did not change.",
    "options of a second query": "An object without options that was there before keeps them; a refresh uses them.",
    "a member once": "A back reference does not put an object twice into a list, whatever the object remembers.",
    "what is refused": "A refused change of a relationship changes nothing; SQLAlchemy has done a part of it by then.",
    "immediateload in a hierarchy": "SQLAlchemy forgets it for instances of subclasses.",
    "merge of one's own": "merge(load=False) of an object of this session leaves alone what is expired.",
    "deleted without expiry": "An object whose deletion was committed is detached, whatever expire_on_commit says.",
    "reading a NULL reference": "It needs no statement: neither a flush before it nor a session.",
    "raiseload and expiry": "SQLAlchemy forgets raiseload() of an object that expires, until it is read again.",
    "deleting what is detached": "Members of a detached parent keep their foreign key in memory when it is deleted.",
    "a key that is not loaded": "The last assignment counts; SQLAlchemy may not see that a reference changes it back.",
    "a column without a value": "A new object's is loaded once it is inserted, NULL; SQLAlchemy leaves it unloaded.",
    "a keyed member that is replaced": "Another member may take its key; SQLAlchemy refuses that.",
    "the key of a member": "One that expired is read after the assignment; SQLAlchemy reads it, and flushes, within.",
    "a column without a default": "MySQL's error 1364 is an IntegrityError, as of other drivers; PyMySQL has another.",
    "a new member that moves": "It follows its new owner; SQLAlchemy lets it go with the one that it leaves.",
    "eager loading within a table": "What a refresh reaches is read as a target; SQLAlchemy repeats its own options.",
    "a new member of a deleted owner": "It leaves the session; SQLAlchemy inserts it, with the key of what is gone.",
    "post_update of None": "A new row needs no UPDATE to NULL; SQLAlchemy sends one.",
    "deleted objects": "SQLAlchemy loads relationships of an object that it deletes when rows form a circle.",
}


def compared(title: str, theirs: Any, ours: Any) -> None:
    """Fail with both sides when they differ."""
    assert theirs == ours, f"{title}\n  SQLAlchemy: {theirs}\n  this one:   {ours}"


class Comparison(RuleBasedStateMachine):
    """Both libraries through the same steps; a subclass gives `worlds`: SQLAlchemy's first."""

    worlds: tuple[World, World]
    #: How many steps were done so far, and how many of them were compared in full: what came back, statements, objects.
    steps_done = 0
    compared_steps = 0

    def __init__(self) -> None:
        super().__init__()
        #: Whether the two went apart in a way that is known.
        self.over = False

    # --- life
    @initialize(
        autoflush=st.booleans(),
        expire=st.booleans(),
        seeded=st.booleans(),
        first=st.lists(st.integers(0, 40), min_size=1, max_size=3),
    )
    def start(self, autoflush: bool, expire: bool, seeded: bool, first: list[int]) -> None:
        for world in self.worlds:
            world.start(autoflush=autoflush, expire_on_commit=expire)
        if seeded:
            for world in self.worlds:
                seed(world)
        note(f"session(autoflush={autoflush}, expire_on_commit={expire}, seeded={seeded})")
        self.check_rows()
        classes = list(self.worlds[0].classes)
        for name in first:
            title = classes[name % len(classes)]
            self.step(operations.query, title, [], [], False, None)
            if not seeded:
                self.step(make_one, title, "a", True)

    def teardown(self) -> None:
        for world in self.worlds:
            world.finish()

    # --- the comparison
    def step(self, operation: operations.Operation, *arguments: Any) -> None:
        if self.over or (operation in SPARED and any(self.is_deleted(at) for at in touched(operation, arguments))):
            return
        note(f"{operation.__name__}{arguments}")
        type(self).steps_done += 1
        session = self.worlds[0].session
        new, has_changes = list(session.new), bool(session.new or session.dirty or session.deleted)
        before = self.worlds[0].loaded()
        theirs, ours = (outcome(world, operation, arguments) for world in self.worlds)
        if not isinstance(ours, Exception) and is_refused(theirs):
            self.over = True
            return
        compared("what came back or was raised", theirs, adapted(theirs, ours))
        if isinstance(theirs, Exception):
            assert type(theirs).__module__ != "builtins" or is_documented(theirs, operation), repr(theirs)
        self.complete_inserted(new, failed=isinstance(theirs, Exception))
        if isinstance(theirs, Exception) and session.in_nested_transaction():
            self.expire_touched()
        if operation in CHANGES_OF_MEMBERS and isinstance(theirs, Exception):
            self.over = True
            return
        self.check_statements(failed=isinstance(theirs, Exception))
        if has_changes or operation in (operations.change, *CHANGES_OF_MEMBERS):
            self.forget_reads(before, theirs)
        self.check_view()
        session, own = (world.session for world in self.worlds)
        for question in ("is_active", "in_transaction", "in_nested_transaction"):
            compared(question, answer(session, question), answer(own, question))
        if any(world.statements.writes() for world in self.worlds) or operation in ENDINGS:
            self.check_rows()
        for world in self.worlds:
            world.statements.seen.clear()
        type(self).compared_steps += 1

    def complete_inserted(self, new: list[Any], failed: bool) -> None:
        """Give SQLAlchemy's objects that were `new` the NULLs that ours have: "a column without a value".

        What had got a key when a flush `failed` is a matter of the order of independent rows: such keys are forgotten.
        """
        theirs, ours = self.worlds
        for one, other in zip(theirs.objects, ours.objects, strict=False):
            if not any(one is item for item in new):
                continue
            columns = ours.words.inspect(other).mapper.columns.keys()
            theirs.take_columns(one, {key: None for key in columns if other.__dict__.get(key, 0) is None})
            for key in [key for key in columns if failed and (key in one.__dict__) is not (key in other.__dict__)]:
                one.__dict__[key] = other.__dict__[key] = None

    def expire_touched(self) -> None:
        """Expire what a flush that failed in a savepoint had come to in one of the two: its order is nobody's word."""
        theirs, ours = self.worlds
        theirs.view(), ours.view()
        for one, other in zip(theirs.objects, ours.objects, strict=False):
            if not (theirs.words.inspect(one).persistent and ours.words.inspect(other).persistent):
                continue
            columns = theirs.words.inspect(one).mapper.columns.keys()
            if any((key in one.__dict__) is not (key in other.__dict__) for key in columns):
                theirs.session.expire(one), ours.session.expire(other)

    def forget_reads(self, before: dict[int, tuple[set[str], bool]], outcome: Any) -> None:
        """Take back what SQLAlchemy has read besides: "update of an expired object" and "a single parent's part".

        That is what came by a SELECT more than ours, of objects that had expired and are no part of the answer; that a
        single parent has no part it sees without one.
        """
        theirs, ours = self.worlds
        reads_more = theirs.statements.reads() > ours.statements.reads()
        answer = outcome if isinstance(outcome, list) else [outcome]
        for at, (one, other) in enumerate(zip(theirs.objects, ours.objects, strict=False)):
            known, expired = before.get(at, (None, False))
            if known is None or f"#{at}" in answer:
                continue
            mapper = theirs.words.inspect(one).mapper
            more = [key for key in mapper.attrs.keys() if key in one.__dict__ and key not in known]
            more = [key for key in more if key not in other.__dict__]
            theirs.forget(
                one,
                [
                    key
                    for key in more
                    if (reads_more and expired)
                    or (is_single_parent(mapper, key) and (reads_more or one.__dict__[key] is None))
                ],
            )

    def check_view(self) -> None:
        theirs, ours = (world.view() for world in self.worlds)
        for number, (one, other) in enumerate(zip(theirs, ours, strict=False)):
            differing = [key for key in one if one[key] != other[key]]
            compared(
                f"object #{number} ({one['class']})",
                {key: one[key] for key in differing},
                {key: other[key] for key in differing},
            )
        compared("number of objects", len(theirs), len(ours))

    def check_statements(self, failed: bool) -> None:
        theirs, ours = (world.statements for world in self.worlds)
        if not failed:
            # Which of the independent rows of a flush came before the one that failed, neither library says.
            compared("row changes", theirs.changes(), ours.changes())
        for kind, mine, other in (
            ("SELECT", ours.reads(), theirs.reads()),
            ("writing", 0 if failed else len(ours.writes()), len(theirs.writes())),
        ):
            assert mine <= other, f"{mine} {kind} statements, SQLAlchemy needs {other}:\n{ours.seen}\n{theirs.seen}"

    def check_rows(self) -> None:
        if not all(world.session.is_active for world in self.worlds):
            return
        theirs, ours = (world.rows() for world in self.worlds)
        differing = [name for name in theirs if theirs[name] != ours[name]]
        compared("rows", {name: theirs[name] for name in differing}, {name: ours[name] for name in differing})

    # --- choosing
    def is_deleted(self, at: Any) -> bool:
        """Whether a number is that of an object whose row is or will be deleted: see "deleted objects"."""
        world = self.worlds[0]
        if not isinstance(at, int) or isinstance(at, bool):
            return False
        return world.gone(world.objects[at]) or world.objects[at] in world.session.deleted

    def is_new(self, at: int) -> bool:
        """Whether an object has no row: see "post_update of None"."""
        return self.worlds[0].words.inspect(self.worlds[0].objects[at]).key is None

    def moves(self, at: int, prop: Any) -> bool:
        """Whether an object without a row leaves an owner without whom it would go: see "a new member that moves"."""
        one = self.worlds[0].objects[at]
        owned = any(one.__dict__.get(reverse.key) is not None for reverse in prop._reverse_property)
        return owned and prop.cascade.delete_orphan and self.is_new(at)

    def pick(self, number: int) -> int | None:
        """Return an object's number."""
        known = len(self.worlds[0].objects)
        return number % known if known else None

    def pick_of(self, cls: type, number: int) -> int | None:
        """Return the number of an object of a class; where there is none yet a new one is made."""
        found = [at for at, item in enumerate(self.worlds[0].objects) if isinstance(item, cls)]
        if not found and number % 2:
            self.step(make_one, cls.__name__, "abc"[number % 3], False)
            found = [at for at, item in enumerate(self.worlds[0].objects) if isinstance(item, cls)]
        return found[number % len(found)] if found else None

    def relationship(self, number: int, which: int, uselist: bool | None) -> tuple[int, Any] | None:
        """Return the number of an object that has relationships, and one of them."""
        having = [at for at, one in enumerate(self.worlds[0].objects) if self.relationships(type(one), uselist)]
        if not having:
            return None
        at = having[number % len(having)]
        found = self.relationships(type(self.worlds[0].objects[at]), uselist)
        return at, found[which % len(found)]

    def relationships(self, cls: type, uselist: bool | None = None) -> list[Any]:
        properties = sorted(self.worlds[0].words.inspect(cls).relationships, key=lambda prop: prop.key)
        return [prop for prop in properties if uselist is None or bool(prop.uselist) is uselist]

    def attributes(self, at: int) -> list[str]:
        return sorted(self.worlds[0].words.inspect(type(self.worlds[0].objects[at])).attrs.keys())

    # --- the steps
    @rule(name=CLASSES, value=NAMES, added=st.booleans())
    def make(self, name: int, value: Any, added: bool) -> None:
        classes = list(self.worlds[0].classes)
        self.step(make_one, classes[name % len(classes)], value, added)

    @rule(number=NUMBERS)
    def add(self, number: int) -> None:
        self.on(operations.add, number)

    @rule(number=NUMBERS, which=st.integers(0, 4), value=NAMES)
    def change(self, number: int, which: int, value: Any) -> None:
        at = self.pick(number)
        if at is not None:
            keys = [key for key in self.attributes(at) if key in COLUMNS]
            if keys:
                self.step(operations.change, at, keys[which % len(keys)], value)

    @rule(number=NUMBERS, which=st.integers(0, 4), value=st.sampled_from([None, 1, 2, 3]))
    def change_key(self, number: int, which: int, value: int | None) -> None:
        at = self.pick(number)
        if at is not None:
            loaded = self.worlds[0].objects[at].__dict__
            keys = [key for key in self.attributes(at) if key in KEYS[1:] and key in loaded]
            if keys:
                self.step(operations.change, at, keys[which % len(keys)], value)

    @rule(number=NUMBERS, which=st.integers(0, 2), value=st.sampled_from(["a", "b", "c", "d"]))
    def change_code(self, number: int, which: int, value: str) -> None:
        at = self.pick(number)
        if at is not None:
            loaded = self.worlds[0].objects[at].__dict__
            keys = [key for key in self.attributes(at) if key in CODES and key in loaded]
            if keys:
                self.step(operations.change, at, keys[which % len(keys)], value)

    @rule(number=NUMBERS, which=st.integers(0, 8))
    def read(self, number: int, which: int) -> None:
        at = self.pick(number)
        if at is not None:
            keys = self.attributes(at)
            session = self.worlds[0].session
            key = keys[which % len(keys)]
            mapper = self.worlds[0].words.inspect(type(self.worlds[0].objects[at]))
            if key in mapper.relationships:
                # See "reading a NULL reference".
                if session.autoflush and (session.new or session.dirty or session.deleted):
                    self.step(operations.flush)
                if self.worlds[0].words.inspect(self.worlds[0].objects[at]).detached:
                    return
            self.step(operations.read, at, key)

    @rule(number=NUMBERS, which=st.integers(0, 3), to=st.none() | NUMBERS)
    def point(self, number: int, which: int, to: int | None) -> None:
        found = self.relationship(number, which, False)
        if found is not None:
            target = None if to is None else self.pick_of(found[1].mapper.class_, to)
            if target == found[0] or (target is None and found[1].post_update and self.is_new(found[0])):
                return
            if found[1].direction.name == "ONETOMANY":
                self.step(operations.read, found[0], found[1].key)
            if any(reverse.key == "machines" for reverse in found[1]._reverse_property):
                # See "the key of a member".
                self.step(operations.read, found[0], "name")
            self.step(operations.point, found[0], found[1].key, target)

    @rule(number=NUMBERS, which=st.integers(0, 3), member=NUMBERS)
    def append(self, number: int, which: int, member: int) -> None:
        self.on_collection(operations.append, number, which, member)

    @rule(number=NUMBERS, which=st.integers(0, 3), member=NUMBERS)
    def remove(self, number: int, which: int, member: int) -> None:
        found = self.relationship(number, which, True)
        # What a flush has loaded of an object that it deleted has no number: see "deleted objects".
        if found is not None and not self.is_deleted(found[0]):
            items = self.held(*found)
            if items:
                at = min(self.worlds[0].number(item) for item in items[member % len(items) :][:1])
                self.step(operations.remove, found[0], found[1].key, at)

    @rule(number=NUMBERS, which=st.integers(0, 3), members=st.lists(NUMBERS, max_size=3))
    def replace(self, number: int, which: int, members: list[int]) -> None:
        found = self.relationship(number, which, True)
        if found is not None:
            items = [self.pick_of(found[1].mapper.class_, member) for member in members]
            wanted = [item for item in items if item is not None and item != found[0]]
            kept = list(dict.fromkeys(item for item in wanted if not self.moves(item, found[1])))
            self.step(operations.replace, found[0], found[1].key, kept)

    @rule(number=NUMBERS)
    def delete(self, number: int) -> None:
        at = self.pick(number)
        if at is None or self.worlds[0].words.inspect(self.worlds[0].objects[at]).detached:
            return
        # See "a new member of a deleted owner".
        owned = [prop for prop in self.relationships(type(self.worlds[0].objects[at])) if prop.cascade.delete]
        if not any(member in self.worlds[0].session.new for prop in owned for member in self.held(at, prop)):
            self.step(operations.delete, at)

    @rule()
    def flush(self) -> None:
        self.step(operations.flush)

    @rule(number=NUMBERS, which=st.none() | st.lists(st.integers(0, 8), min_size=1, max_size=2))
    def expire(self, number: int, which: list[int] | None) -> None:
        self.on_attributes(operations.expire, number, which)

    @rule()
    def expire_all(self) -> None:
        self.step(operations.expire_all)

    @rule(number=NUMBERS, which=st.none() | st.lists(st.integers(0, 8), min_size=1, max_size=2))
    def refresh(self, number: int, which: list[int] | None) -> None:
        self.on_attributes(operations.refresh, number, which)

    @rule(number=NUMBERS)
    def expunge(self, number: int) -> None:
        self.on(operations.expunge, number)

    @rule()
    def expunge_all(self) -> None:
        self.step(operations.expunge_all)

    @rule(number=NUMBERS, load=st.booleans())
    def merge(self, number: int, load: bool) -> None:
        at = self.pick(number)
        if at is not None and (load or self.worlds[0].objects[at] not in self.worlds[0].session):
            self.step(operations.merge, at, load)

    @rule(number=NUMBERS)
    def make_transient(self, number: int) -> None:
        self.on(operations.make_transient, number)

    @rule(number=NUMBERS)
    def make_transient_to_detached(self, number: int) -> None:
        at = self.pick(number)
        if at is not None:
            one = self.worlds[0].objects[at]
            # Without a key SQLAlchemy makes one of a mark of its own.
            keys = [
                self.worlds[0].words.inspect(type(one)).get_property_by_column(column).key
                for column in self.worlds[0].words.inspect(type(one)).primary_key
            ]
            if all(one.__dict__.get(key) is not None for key in keys):
                self.step(operations.make_transient_to_detached, at)

    @rule()
    def savepoint(self) -> None:
        self.step(operations.savepoint)

    @rule(commit=st.booleans())
    def end_savepoint(self, commit: bool) -> None:
        self.step(operations.end_savepoint, commit)

    @rule()
    def commit(self) -> None:
        self.step(operations.commit)

    @rule()
    def rollback(self) -> None:
        self.step(operations.rollback)

    @rule()
    def close(self) -> None:
        self.step(operations.close)

    @rule(name=CLASSES, key=st.integers(1, 4), populate=st.booleans())
    def get(self, name: int, key: int, populate: bool) -> None:
        classes = list(self.worlds[0].classes)
        cls = classes[name % len(classes)]
        ident = {"Item": (key, 1), "Country": "abcd"[key - 1], "Genre": "abcd"[key - 1]}.get(cls, key)
        self.step(operations.get, cls, ident, populate)

    @rule(
        name=CLASSES,
        paths=st.lists(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=1, max_size=2), max_size=2),
        columns=st.sampled_from([None, None, "defer", "load_only", "undefer"]),
        column=st.integers(0, 5),
        filtered=st.none() | st.tuples(st.integers(0, 6), NUMBERS, st.booleans()),
        populate=st.booleans(),
        limit=st.none() | st.integers(1, 2),
    )
    def query(
        self, name: int, paths: Any, columns: Any, column: int, filtered: Any, populate: bool, limit: Any
    ) -> None:
        classes = list(self.worlds[0].classes)
        title = classes[name % len(classes)]
        cls = self.worlds[0].classes[title]
        by_start = {path[0][1]: path for path in (self.path(cls, steps) for steps in paths) if path}
        options: list[Any] = list(by_start.values())[: 1 if title == "Node" else None]
        if columns is not None and not any(name == "immediateload" for option in options for name, _ in option):
            own = [key for key in self.worlds[0].words.inspect(cls).columns.keys() if key in (*COLUMNS, *KEYS, *CODES)]
            options.append([(columns, own[column % len(own)])])
        self.step(operations.query, title, self.criteria(cls, filtered), options, populate and not options, limit)

    def path(self, cls: type, steps: list[tuple[int, int]]) -> list[tuple[str, str]]:
        """Return loader steps along the relationships from a class."""
        found = []
        for strategy, which in steps:
            properties = [
                prop for prop in self.relationships(cls) if not self.worlds[0].unloaded_for_good(cls, prop.key)
            ]
            if not properties:
                break
            prop = properties[which % len(properties)]
            name = RELATED[strategy % len(RELATED)]
            if name == "immediateload" and cls.__name__ in (*HIERARCHIES, "Node"):
                break
            if found and (found[-1][0] == "immediateload" or prop.parent is prop.mapper):
                break
            found.append((name, prop.key))
            cls = prop.mapper.class_
        return found

    def criteria(self, cls: type, filtered: Any) -> list[Any]:
        """Return criteria for a select, as `operations.query` takes them."""
        if filtered is None:
            return []
        which, number, positive = filtered
        properties = self.relationships(cls)
        if which < 2 or not properties:
            return [("name", "equals", ["a", "b"][which % 2])]
        prop = properties[which % len(properties)]
        target = self.pick_of(prop.mapper.class_, number)
        if prop.uselist:
            if (
                positive
                and target is not None
                and self.worlds[0].words.inspect(self.worlds[0].objects[target]).identity
            ):
                return [(prop.key, "contains", target)]
            return [(prop.key, "any", positive)]
        return [(prop.key, "has", positive)] if number % 2 else [(prop.key, "is", None)]

    # --- shapes of steps
    def on(self, operation: operations.Operation, number: int, *rest: Any) -> None:
        at = self.pick(number)
        if at is not None:
            self.step(operation, at, *rest)

    def on_collection(self, operation: operations.Operation, number: int, which: int, member: int) -> None:
        found = self.relationship(number, which, True)
        if found is not None:
            if not self.is_new(found[0]) and found[1].key not in self.worlds[0].objects[found[0]].__dict__:
                # See "a member once": what is there already has to be known.
                self.step(operations.read, found[0], found[1].key)
            item = self.pick_of(found[1].mapper.class_, member)
            members = self.held(*found)
            if (
                item is not None
                and item != found[0]
                and all(self.worlds[0].objects[item] is not member for member in members)
                and not self.moves(item, found[1])
            ):
                self.step(operation, found[0], found[1].key, item)

    def held(self, at: int, prop: Any) -> list[Any]:
        """Return what a collection holds as far as it is loaded; of one that never is, what refers to its owner."""
        owner = self.worlds[0].objects[at]
        if self.worlds[0].unloaded_for_good(type(owner), prop.key):
            (back,) = prop._reverse_property
            targets = [one for one in self.worlds[0].objects if isinstance(one, prop.mapper.class_)]
            return [one for one in targets if one.__dict__.get(back.key) is owner]
        held = owner.__dict__.get(prop.key) or ()
        if not prop.uselist:
            return [held] if held else []
        return list(held.values() if isinstance(held, dict) else held)

    def on_attributes(self, operation: operations.Operation, number: int, which: list[int] | None) -> None:
        at = self.pick(number)
        if at is not None:
            keys = self.attributes(at)
            if operation is operations.expire:
                # See "update of an expired object": SQLAlchemy reads a key that expired by its name.
                own = [
                    column.key for column in self.worlds[0].words.inspect(type(self.worlds[0].objects[at])).primary_key
                ]
                keys = [key for key in keys if key not in own]
            chosen = None if which is None else list(dict.fromkeys(keys[one % len(keys)] for one in which))
            self.step(operation, at, chosen)


#: What is not done to an object whose row was deleted: see "deleted objects".
SPARED = (
    operations.change,
    operations.delete,
    operations.merge,
    operations.read,
    operations.refresh,
    operations.point,
    operations.expunge,
    operations.append,
    operations.replace,
    operations.remove,
)
#: What is done at once or not at all here: see "what is refused".
CHANGES_OF_MEMBERS = (operations.append, operations.remove, operations.replace, operations.point)
ENDINGS = (operations.rollback, operations.commit, operations.end_savepoint, operations.close)


def is_refused(outcome: Any) -> bool:
    """Whether SQLAlchemy fails at what works here, in the ways that KNOWN_DIFFERENCES names."""
    return type(outcome).__name__ in ("CircularDependencyError", "NoSuchColumnError") or (
        "can't populate value in KeyFuncDict" in str(outcome) or "Can not remove" in str(outcome)
    )


def is_single_parent(mapper: Any, key: str) -> bool:
    prop = mapper.relationships.get(key)
    return prop is not None and bool(prop.single_parent)


def is_documented(error: Any, operation: operations.Operation) -> bool:
    """Whether an exception of Python's own is an answer: of a collection, or that a key cannot be blanked out."""
    return operation in CHANGES_OF_MEMBERS or str(error).startswith("Dependency rule")


def touched(operation: operations.Operation, arguments: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return the numbers of the objects that a step is about."""
    return arguments[:1] if operation is operations.change else (arguments[0], arguments[-1])


def make_one(world: World, title: str, value: Any, added: bool) -> Any:
    code = {"code": value or "d"} if title in ("Country", "Genre") else {}
    made = operations.make(world, title, name=value, **code)
    if added:
        world.session.add(made)
    return made


def outcome(world: World, operation: operations.Operation, arguments: tuple[Any, ...]) -> Any:
    """Return what an operation gave, or the class of what it raised."""
    with quiet():
        try:
            return world.shown(operation(world, *arguments))
        except Exception as error:
            return error


def adapted(theirs: Any, ours: Any) -> Any:
    """Return our outcome, or theirs when ours is an error of the same class or of a more exact one."""
    if isinstance(theirs, Exception) and isinstance(ours, Exception):
        names = {cls.__name__ for cls in type(ours).__mro__}
        if "(1364, " in str(theirs) and "(1364, " in str(ours):
            return theirs
        return theirs if type(theirs).__name__ in names else ours
    return ours


def answer(session: Any, question: str) -> bool:
    found = getattr(session, question)
    return bool(found() if callable(found) else found)


def seed(world: World) -> None:
    """Write a few rows of every kind, in a session of their own."""
    made = world.schema
    with quiet(), world.words.Session(world.engine) as session:
        power = made.Power(name="a")
        hero = made.Hero(name="a", story="b", powers=[power], quests=[made.Quest(name="a"), made.Quest(name="b")])
        session.add(made.Team(name="a", heroes=[hero, made.Hero(name="b", powers=[power])], badge=made.Badge(name="a")))
        session.add(made.Node(name="a", children=[made.Node(name="b", children=[made.Node(name="c")])]))
        item = made.Item(name="a", product=made.Product(name="a"), remarks={made.Remark(name="a")})
        session.add(made.Order(name="a", items=[item]))
        album = made.Album(name="a", songs=[made.Song(name="a"), made.Song(name="b")])
        session.add(album)
        session.flush()
        album.cover = album.songs[0]
        staff = [made.Engineer(name="a", language="b"), made.Manager(name="b", level="a"), made.Employee(name="c")]
        machines = {"a": made.Machine(name="a"), "b": made.Robot(name="b", arms="c")}
        session.add(made.Country(code="a", name="a", cities=[made.City(name="a"), made.City(name="b")]))
        session.add(made.Genre(code="a", tales=[made.Tale(name="a", preface=made.Preface(name="a"))]))
        session.add(made.Shelf(name="a", books=[made.Book(name="a"), made.Book(name="b")], notes=[made.Note(name="a")]))
        session.add(made.Company(name="a", staff=staff, machines=machines))
        staff[1].favourite = staff[0]
        session.commit()
    world.statements.seen.clear()
