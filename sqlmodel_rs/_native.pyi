"""Types of the Rust module: statement compilation, connections, hydration and instance state."""

from collections.abc import Callable, Generator, Mapping, Sequence
from typing import Any, Generic, Literal, TypeVar, final

T = TypeVar("T")

@final
class TypeSpec:
    """How a SQL type is written, bound and read on one dialect."""

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
    """The text of a statement, its parameters, and how a row is cut into entities and columns."""

    sql: str
    params: list[tuple[str, Any, TypeSpec]]
    required: tuple[str, ...]
    columns: list[tuple[str, TypeSpec]]
    entities: list[tuple[Any, ...]]
    returns_rows: bool
    is_pure_read: bool
    kind: Literal["select", "insert", "update", "delete", "text", "ddl"]

def compile(
    node: Any,
    dialect: str,
    *,
    mode: Literal["exec", "str", "ddl"] = "exec",
    literal_binds: bool = False,
) -> Compiled: ...
@final
class Operation(Generic[T]):
    """A started call. Await it once; cancelling the waiter asks the call to stop."""

    def __await__(self) -> Generator[Any, Any, T]: ...
    def __iter__(self) -> Generator[Any, Any, T]: ...
    def __next__(self) -> Any: ...
    def send(self, value: Any) -> Any: ...
    def throw(self, *arguments: Any) -> Any: ...
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

@final
class Connection:
    """A connection borrowed from an engine's pool."""

    in_transaction: bool
    closed: bool
    def execute(
        self,
        compiled: Compiled,
        params: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None,
        identity: IdentityMap | None = None,
        *,
        populate_existing: bool = False,
    ) -> Result: ...
    def execute_async(
        self,
        compiled: Compiled,
        params: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None,
        identity: IdentityMap | None = None,
        *,
        populate_existing: bool = False,
    ) -> Operation[Result]: ...
    def execute_raw(self, sql: str, params: Sequence[Any] | None = None) -> Result: ...
    def execute_raw_async(self, sql: str, params: Sequence[Any] | None = None) -> Operation[Result]: ...
    def begin(self, isolation: str | None = None) -> None: ...
    def begin_async(self, isolation: str | None = None) -> Operation[None]: ...
    def commit(self) -> None: ...
    def commit_async(self) -> Operation[None]: ...
    def rollback(self) -> None: ...
    def rollback_async(self) -> Operation[None]: ...
    def release(self) -> None: ...
    def release_async(self) -> Operation[None]: ...
    def invalidate(self) -> None: ...

@final
class Engine:
    """A database, its pools and its options."""

    def __new__(cls, backend: str, options: dict[str, Any] | None = None) -> Engine: ...
    def acquire(self) -> Connection: ...
    def acquire_async(self) -> Operation[Connection]: ...
    def dispose(self) -> None: ...
    def dispose_async(self) -> Operation[None]: ...
    def pool_status(self) -> dict[str, int]: ...

@final
class EntityPlan:
    """How the columns of one entity become an instance of the right class."""

    def __new__(
        cls,
        root: type,
        variants: dict[Any, tuple[type, Any, Sequence[str | None]]],
        *,
        discriminator: int | None = None,
        pk: Sequence[int],
        children: Sequence[tuple[Any, int, int]] | None = None,
        on_error: Callable[[str, dict[str, Any]], BaseException],
    ) -> EntityPlan: ...

@final
class InstanceState:
    """What the session knows about one mapped instance."""

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
    def __new__(cls) -> InstanceState: ...

@final
class IdentityMap:
    """Weak map from (class that owns the key, primary key) to instance."""

    def __new__(cls, session_ref: Callable[[], Any] | None = None) -> IdentityMap: ...
    def get(self, root: type, key: tuple[Any, ...]) -> Any: ...
    def add(self, root: type, key: tuple[Any, ...], instance: object) -> None: ...
    def remove(self, root: type, key: tuple[Any, ...]) -> None: ...
    def contains(self, root: type, key: tuple[Any, ...]) -> bool: ...
    def values(self) -> list[Any]: ...
    def clear(self) -> None: ...
    def __len__(self) -> int: ...
