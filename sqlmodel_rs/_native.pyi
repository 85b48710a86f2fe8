"""Types of the Rust module: statement compilation, connections, hydration and instance state."""

from collections.abc import Callable, Generator, Mapping, Sequence
from typing import Any, Generic, Literal, TypeVar, final

T = TypeVar("T")

@final
class TypeSpec:
    """How a type is written, bound and read on one dialect."""

    kind: str
    ddl: str | None
    item: TypeSpec | None
    bind: Callable[[Any], Any] | None
    result: Callable[[Any], Any] | None
    values: tuple[str, ...]

    def __new__(
        cls,
        kind: str,
        *,
        length: int | None = None,
        precision: int | None = None,
        scale: int | None = None,
        timezone: bool = False,
        asdecimal: bool = True,
        asuuid: bool = True,
        name: str | None = None,
        values: Sequence[str] | None = None,
        native: bool = True,
        utc: bool = False,
        enum_bind: dict[Any, str] | None = None,
        enum_result: dict[str, Any] | None = None,
        item: TypeSpec | None = None,
        ddl: str | None = None,
        bind: Callable[[Any], Any] | None = None,
        result: Callable[[Any], Any] | None = None,
    ) -> TypeSpec: ...

@final
class Compiled:
    """A compiled statement."""

    sql: str
    params: list[tuple[str, Any, TypeSpec]]
    required: tuple[str, ...]
    columns: list[tuple[str, TypeSpec]]
    entities: list[tuple[Any, ...]]
    returns_rows: bool
    is_pure_read: bool
    kind: Literal["select", "insert", "update", "delete", "text", "ddl"]

    def rewritten(self, sql: str) -> Compiled:
        """Return the statement under another text; its parameters are named by their place ("0", "1" ..) and have no values."""

def compile(
    node: Any,
    dialect: str,
    *,
    mode: Literal["exec", "str", "ddl"] = "exec",
    literal_binds: bool = False,
    schemas: Any = None,
    lint: Any = False,
) -> Compiled:
    """Compile a statement node to the text of a database."""

def compare(left: Any, op: int, other: Any) -> Any:
    """Build `left op other` for a comparison operator."""

def between(left: Any, op: int, low: Any, high: Any) -> Any:
    """Build `left BETWEEN low AND high`; `op` says which of its forms."""

def copy_node(node: T) -> T:
    """Return an object of the same class with the same values in its slots."""

@final
class Operation(Generic[T]):
    """A started call. Await it once; cancelling the waiter asks the call to stop."""

    def __await__(self) -> Generator[Any, Any, T]: ...
    def __iter__(self) -> Generator[Any, Any, T]: ...
    def __next__(self) -> Any: ...
    def send(self, _value: Any) -> Any: ...
    def throw(self, *arguments: Any) -> Any:
        """Hand an exception to the waiter; a cancellation also asks the call to stop."""

    def close(self) -> None: ...

@final
class Result:
    """What a statement gave."""

    rowcount: int
    lastrowid: int | None
    keys: tuple[str, ...]
    rows: list[Any]
    single: bool
    returns_rows: bool
    cursor: int | None

@final
class Connection:
    """A connection taken from an engine's pool."""

    in_transaction: bool
    closed: bool
    fresh: bool
    serial: int

    def execute(
        self,
        compiled: Compiled,
        params: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None,
        identity: IdentityMap | None = None,
        *,
        populate_existing: bool = False,
    ) -> Result:
        """Run a compiled statement: once, or once for each dict of a list."""

    def execute_async(
        self,
        compiled: Compiled,
        params: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None,
        identity: IdentityMap | None = None,
        *,
        populate_existing: bool = False,
    ) -> Operation[Result]:
        """Run a compiled statement; await the result."""

    def execute_raw(self, sql: str, params: Sequence[Any] | None = None) -> Result:
        """Run SQL text in the database's own placeholders."""

    def execute_raw_async(self, sql: str, params: Sequence[Any] | None = None) -> Operation[Result]:
        """Run SQL text in the database's own placeholders; await the result."""

    def begin(self, isolation: str | None = None) -> None:
        """Start a transaction. Under AUTOCOMMIT nothing happens."""

    def begin_async(self, isolation: str | None = None) -> Operation[None]:
        """Start a transaction; await it."""

    def commit(self) -> None:
        """Commit; without a transaction nothing happens."""

    def commit_async(self) -> Operation[None]:
        """Commit; await it."""

    def rollback(self) -> None:
        """Roll back; without a transaction nothing happens."""

    def rollback_async(self) -> Operation[None]:
        """Roll back; await it."""

    def release(self) -> None:
        """Give the connection back to its pool, rolling back what is open. A second call does nothing."""

    def release_async(self) -> Operation[None]:
        """Give the connection back to its pool; await it."""

    def invalidate(self) -> None:
        """Close the connection; it does not go back to its pool."""

    def close_cursor(self, cursor: int) -> None:
        """Close a cursor; one that is closed stays so."""

    def close_cursor_async(self, cursor: int) -> Operation[None]:
        """Close a cursor; await it."""

    def fetch(
        self,
        compiled: Compiled,
        cursor: int,
        count: int,
        identity: IdentityMap | None = None,
        *,
        populate_existing: bool = False,
    ) -> Result:
        """Fetch the next rows of a cursor; fewer than `count` are the last ones."""

    def fetch_async(
        self,
        compiled: Compiled,
        cursor: int,
        count: int,
        identity: IdentityMap | None = None,
        *,
        populate_existing: bool = False,
    ) -> Operation[Result]:
        """Fetch the next rows of a cursor; await them."""

    def open_cursor(
        self, compiled: Compiled, params: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None
    ) -> Result:
        """Run a compiled statement whose rows are fetched bit by bit; `cursor` of the result is what to fetch by."""

    def open_cursor_async(
        self, compiled: Compiled, params: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None
    ) -> Operation[Result]:
        """Run a compiled statement whose rows are fetched bit by bit; await the result."""

    def detach(self) -> Any:
        """Take the connection out of its pool: it is closed when it is given back."""

    def retire(self) -> Any:
        """Close the connection when it is given back; until then it is used as before."""

    def commit_and_release(self) -> None:
        """Commit, then give the connection back to its pool; when the commit fails, it is kept."""

    def write(self, batch: RowBatch) -> Result:
        """Write the rows of a batch."""

    def write_async(self, batch: RowBatch) -> Operation[Result]:
        """Write the rows of a batch; await the result."""

@final
class Engine:
    """A database, its pools and its options. Nothing is opened before the first connection is asked for."""

    insert_returning: bool

    def __new__(cls, backend: str, options: dict[str, Any] | None = None, *, awaited: Any = False) -> Engine: ...
    def acquire(self) -> Connection:
        """Take a connection from the pool, waiting for one up to the pool's timeout."""

    def acquire_async(self) -> Operation[Connection]:
        """Take a connection; await the answer."""

    def dispose(self) -> None:
        """Close the connections at rest; those in use are closed when they come back. The engine stays usable."""

    def dispose_async(self) -> Operation[None]:
        """Close the connections at rest; await the end of it."""

    def pool_status(self) -> dict[str, int]:
        """Return the pool's numbers: size, checked_in, checked_out, overflow."""

    def on_connect(self, options: Callable[[], Any]) -> None:
        """Call `options` for every connection that is opened from now on; it returns what the engine was made with."""

    def take_closed(self) -> list[int]:
        """Return the numbers of connections closed since the last call; the first call starts the record."""

    def abandon(self) -> Any:
        """Forget the connections at rest without closing them: they belong to the parent of this process, too."""

@final
class EntityPlan:
    """How rows become instances of one entity."""

    def __new__(
        cls,
        root: type,
        variants: dict[Any, tuple[type, Any, Sequence[str | None]]],
        *,
        discriminator: int | None = None,
        pk: Sequence[int],
        children: Sequence[tuple[Any, int, int]] | None = None,
        on_error: Callable[[str, dict[str, Any]], BaseException | None],
        fallback: Any = None,
    ) -> EntityPlan: ...

@final
class InstanceState:
    """State of one instance. It joins the cyclic collector only once it holds a dictionary, so that a loaded row costs one tracked object."""

    mapper: Any
    key: tuple[Any, ...] | None
    session: Callable[[], Any] | None
    modified: bool
    expired: bool
    deleted: bool
    pending: bool
    detached: bool
    committed: dict[str, Any] | None
    parents: dict[Any, Any] | None
    extra: dict[Any, Any] | None
    given: tuple[str, ...] | None
    made: Any

    def __new__(cls) -> InstanceState: ...
    def expire_names(self, names: Any) -> Any:
        """Note that attributes are to be read again, beside those that were expired already."""

@final
class IdentityMap:
    """Weak map from identity to instance."""

    def __new__(cls, session_ref: Callable[[], Any] | None = None) -> IdentityMap: ...
    def get(self, root: type, key: Any) -> Any:
        """Return the live instance of a key, or None. A key of one column may be given as its value."""

    def add(self, root: type, key: tuple[Any, ...], instance: object) -> None:
        """Enter an instance under a key."""

    def remove(self, root: type, key: tuple[Any, ...]) -> None:
        """Forget a key; unknown keys are ignored."""

    def contains(self, root: type, key: Any) -> bool:
        """Tell whether a live instance is entered under a key."""

    def values(self) -> list[Any]:
        """Return the live instances."""

    def clear(self) -> None:
        """Forget everything."""

    def detach_all(self, count: Any = None) -> None:
        """Forget everything and make the instances of this map's session detached: all, or `count` of them a call."""

    def __len__(self) -> int: ...

@final
class Constructor:
    """How the constructor of a table model fills an instance, without validation."""

    def __new__(
        cls, mapper: Any, fields: list[tuple[str, str | None, str, Any]], discriminator: tuple[str, Any] | None = None
    ) -> Constructor: ...
    def fill(self, instance: object, values: dict[str, Any]) -> bool:
        """Fill an instance from keywords, those first that are given. True when that was all of them, False when `values` keeps some that are no fields."""

@final
class InsertPlan:
    """How instances of one mapper become rows of one table."""

    def __new__(
        cls,
        columns: list[tuple[str, str | None, str, Any, bool, bool]],
        dialect: str,
        family: Any,
        build: Callable[[list[bool]], RowShape],
    ) -> InsertPlan: ...

def become_persistent(
    instances: list[Any],
    identity: IdentityMap,
    new: dict[int, Any],
    dirty: dict[int, Any],
    entered: dict[int, Any] | None = None,
    touched: dict[int, Any] | None = None,
) -> list[Any]:
    """Make inserted objects persistent, and forget the changes of all. Return the objects whose key has changed, untouched."""

def by_persistence(instances: list[Any]) -> tuple[list[Any], list[Any]]:
    """Split objects into those without a key and those with one."""

def enter_new(instances: list[Any], start: int, session: Any, new: dict[int, Any]) -> int:
    """Put new objects into a session, from `start` up to the first one that needs more than that; return its place."""

def expire_all(identity: IdentityMap) -> None:
    """Expire all objects of an identity map: what they hold of the database is forgotten."""

def gather(instances: list[Any], plans: dict[Any, Any], start: int) -> RowBatch | None:
    """Read instances from `start` on into one batch, as far as their rows have the same columns."""

def mappers_of(instances: list[Any]) -> list[Any]:
    """Return the mappers of objects, each once, in the order of the objects."""

def take_keys(instances: list[Any]) -> None:
    """Let inserted objects take their key from their values."""

def with_taken_key(instances: list[Any], identity: IdentityMap) -> list[Any]:
    """Return the new objects whose key another object of the session has."""

@final
class ChangePlan:
    """How persistent instances of one mapper change, or delete, their rows of one table. Made by the unit of work, once."""

    def __new__(
        cls,
        columns: list[tuple[str, Any]],
        key: list[int],
        dialect: str,
        family: Any,
        absent: Any,
        build: Callable[[list[bool]], RowShape],
    ) -> ChangePlan: ...

@final
class RowBatch:
    """Instances of one or more classes whose rows have the same columns, and the rows until they are sent."""

    compiled: Compiled
    instances: list[Any]
    statement: Any

    def __len__(self) -> int: ...
    def parameters(self) -> Any:
        """Return the values as the program gave them: a tuple, or a list of tuples for several rows."""

    def store(self, result: Result) -> None:
        """Give the instances what came back for their rows."""

    def written(self, compiled: Any) -> Any:
        """Hand the rows over to a batch that sends them with another text of the statement."""

@final
class RowShape:
    """One shape of rows: the statement, how it is sent, and what comes back."""

    def __new__(
        cls,
        compiled: Any,
        statement: Any,
        table: Any,
        how: Any,
        *,
        returned: Any,
        counted: Any = None,
        key: Any = None,
        expired: Any = None,
    ) -> Any: ...

def gather_changes(instances: list[Any], plans: dict[Any, Any], start: int) -> tuple[RowBatch | None, int]:
    """Read instances from `start` on into one batch, as far as their rows change the same columns."""

def simple_saves(new: dict[int, Any], dirty: dict[int, Any]) -> list[Any] | None:
    """Return the objects that a flush writes, if no other object has a part in it: the new ones hold none, and those that were changed have changed in their columns only. None where relationships have to be looked at."""

def uniform_saves(new: dict[int, Any], dirty: dict[int, Any]) -> tuple[list[Any], Any] | None:
    """Return the objects that a flush writes and their mapper, if they are all new or all changed, of one mapper, and no other object has a part in it."""

@final
class Face:
    """What the functions here ask of a mapper; read once, and kept by the mapper."""

def note_given(instance: Any, name: str) -> None:
    """Note that a field of a table model was given a value; its set of such fields is made when it is needed first."""

def record_value(instance: Any, name: str, value: Any, absent: Any) -> bool:
    """Set a column attribute; the value a persistent instance had before its first change is kept, `absent` for none."""

def forget_shapes() -> Any:
    """Look at all classes anew: what a class is has changed. The shapes known so far stay where they are, unused."""

def hear_rows(function: Any) -> Any:
    """Call `function(instance, is_new, names)` for each instance that a row makes or fills again; None: nobody listens."""

def record_change(instance: Any, name: Any, absent: Any) -> Any:
    """Keep the value an attribute of an instance with a state has, `absent` for none, before it is removed or changed in place."""

def create_collation(connection: Any, name: Any, function: Any) -> Any:
    """Add a collation to a SQLite connection, or with None take it away."""

def create_function(
    connection: Any, name: Any, arity: Any, function: Any, *, deterministic: Any = False, aggregate: Any = False
) -> Any:
    """Add a function to a SQLite connection, or with None take it away; `aggregate` when it is a class with `step` and `finalize`."""

def execute_script(connection: Any, sql: Any) -> Any:
    """Run several statements on a SQLite connection, without their rows."""

def distinct(rows: Any, slot: Any = None) -> Any:
    """Return the different objects in one place of rows, in order, without None; all places where `slot` is None."""

def fill_scalar(rows: Any, owner: Any, target: Any, name: Any, has: Any) -> Any:
    """Put what stands beside each owner in the rows under `name`, where nothing can be there yet: a row of this result has made the owner, no other has shown it."""

def joined_members(rows: Any, owner: Any, target: Any, has: Any) -> Any:
    """Return each owner in the rows with the different objects beside it, in order."""

def keep_made(instances: Any, made: Any, anew: Any) -> Any:
    """Keep with each instance what a query loads of it; what another query said stays, unless the row was read `anew`."""

def members_by_key(rows: Any, width: Any) -> Any:
    """Return the different objects that stand behind each key in rows of (key..., object), by key."""

def describe(connection: Any, compiled: Any, params: Any = None) -> Any:
    """Ask what the columns of a statement are called: the keys of the result, which has no rows."""

def describe_async(connection: Any, compiled: Any, params: Any = None) -> Any:
    """Ask what the columns of a statement are called; await the result."""
