"""`TypeDecorator`: a user's type around another one, with Python conversions on the way in and out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, Generic

from typing_extensions import TypeVar

from .base import TYPE_NAMES, TypeEngine, _argument_error, dialect_of, to_instance
from .dialect import backend

#: The Python type of the values, for type checkers.
T = TypeVar("T", default=Any)


class ExternalType:
    """Mark a type defined outside the library; `cache_ok` is accepted and has no effect, nothing is cached by type."""

    cache_ok: ClassVar[bool | None] = None


class TypeDecorator(TypeEngine, ExternalType, Generic[T]):
    """Wrap `impl` (a type class or instance) and convert values with `process_bind_param` / `process_result_value`.

    Example:

        class Lower(TypeDecorator):
            impl = String
            cache_ok = True

            def process_bind_param(self, value, dialect):
                return value if value is None else value.lower()
    """

    impl: Any = None
    coerce_to_is_types: ClassVar[tuple[type, ...]] = (type(None),)

    def __new__(cls, *args: Any, **kwargs: Any) -> Any:
        self = super().__new__(cls)
        # A subclass that forgets super().__init__() still has the impl its class names.
        if isinstance(cls.impl, TypeEngine):
            self.__dict__["impl"] = cls.impl
        return self

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        impl = type(self).impl
        if impl is None:
            raise AttributeError(
                "TypeDecorator implementations require a class-level variable 'impl' which refers to the class of type "
                "being decorated"
            )
        if isinstance(impl, type):
            self.impl = impl(*args, **kwargs)
        else:
            self.impl = to_instance(impl)

    @property
    def impl_instance(self) -> TypeEngine:
        """The wrapped type as an instance."""
        impl: TypeEngine | None = self.__dict__.get("impl")
        if impl is None:
            impl = self.__dict__["impl"] = to_instance(type(self).impl)
        return impl

    # --- what subclasses override
    def process_bind_param(self, value: Any, dialect: Any) -> Any:
        """Return what is sent for `value`; called for None too."""
        raise NotImplementedError

    def process_result_value(self, value: Any, dialect: Any) -> Any:
        """Return what the program sees for a stored `value`; called for None too."""
        raise NotImplementedError

    def process_literal_param(self, value: Any, dialect: Any) -> Any:
        """Return what is written into the text for `value`."""
        raise NotImplementedError

    def load_dialect_impl(self, dialect: Any) -> TypeEngine:
        """Return the type that stores values on a database; by default `impl`."""
        return self.impl_instance

    def coerce_compared_value(self, op: Any, value: Any) -> TypeEngine:
        """Return the type of a value beside this expression; by default the decorator itself."""
        return self

    # --- storage
    @property
    def python_type(self) -> type:
        """The class of the wrapped type."""
        return self.impl_instance.python_type

    @property
    def affinity(self) -> str:  # type: ignore[override]
        """The family of the wrapped type."""
        return self.impl_instance.affinity

    @property
    def comparator_factory(self) -> Any:
        """The class that carries the operators: the wrapped type's, unless a subclass names its own."""
        return self.impl_instance.comparator_factory

    @property
    def asks(self) -> bool:
        """Whether the class that carries the operators is the program's own."""
        return self.comparator_factory is not TypeEngine.Comparator

    @property
    def containment_operator(self) -> int | None:  # type: ignore[override]
        """The operator `contains()` uses on the wrapped type."""
        return self.impl_instance.containment_operator

    def _overrides(self, name: str) -> bool:
        return getattr(type(self), name) is not getattr(TypeDecorator, name)

    def type_engine(self, dialect: Any) -> TypeEngine:
        """Return the storage type on a database."""
        impl = self.load_dialect_impl(dialect_of(dialect))
        return to_instance(impl)

    def dialect_impl(self, dialect: Any) -> TypeEngine:
        """Return this type with the storage type of a database as `impl`."""
        resolved = self._resolved(dialect)
        if resolved is not self:
            return resolved.dialect_impl(dialect)
        new = self.copy()
        new.impl = self.type_engine(dialect)
        return new

    def _spec_args(self, dialect: str) -> dict[str, Any]:
        inner = self.type_engine(dialect)
        if inner is self:
            raise _argument_error(f"load_dialect_impl() of {self!r} returned the type itself")
        arguments = dict(inner._resolved(dialect)._spec_args(dialect))
        target = dialect_of(dialect)
        if self._overrides("process_bind_param") or self._overrides("process_literal_param"):
            arguments["bind"] = self._bind(arguments.get("bind"), target)
        if self._overrides("process_result_value"):
            arguments["result"] = self._result(arguments.get("result"), target)
        return arguments

    def _bind(self, inner: Callable[[Any], Any] | None, dialect: Any) -> Callable[[Any], Any]:
        process = self.process_bind_param if self._overrides("process_bind_param") else self.process_literal_param
        if inner is None:
            return lambda value: process(value, dialect)
        return lambda value: inner(process(value, dialect))

    def _result(self, inner: Callable[[Any], Any] | None, dialect: Any) -> Callable[[Any], Any]:
        process = self.process_result_value
        if inner is None:
            return lambda value: process(value, dialect)
        return lambda value: process(inner(value), dialect)

    def bind_processor(self, dialect: Any) -> Callable[[Any], Any] | None:
        """Return the conversion applied before a value is sent, or None."""
        resolved = self._resolved(dialect)
        if isinstance(resolved, TypeDecorator):
            return resolved._processors(dialect, "bind")
        return resolved.bind_processor(dialect)

    def result_processor(self, dialect: Any, coltype: Any = None) -> Callable[[Any], Any] | None:
        """Return the conversion applied after a value is read, or None."""
        resolved = self._resolved(dialect)
        if isinstance(resolved, TypeDecorator):
            return resolved._processors(dialect, "result")
        return resolved.result_processor(dialect, coltype)

    def _processors(self, dialect: Any, which: str) -> Callable[[Any], Any] | None:
        inner = self.type_engine(dialect)
        name = backend(dialect)
        if which == "bind":
            found = inner.bind_processor(dialect)
            return self._bind(found, dialect) if self._overrides("process_bind_param") else found
        found = inner.result_processor(dialect)
        if self._overrides("process_result_value"):
            return self._result(found, dialect)
        return found if found is not None else inner._spec_args(name).get("result")

    # --- operators
    def adapt_operator(self, op: int, other: TypeEngine) -> tuple[int, TypeEngine]:
        """Follow the wrapped type's rules; where it keeps its type, the decorator stays."""
        impl = self.impl_instance
        op, result = impl.adapt_operator(op, other)
        return op, self if result is impl else result

    def index(self, left: Any, index: Any, build: Callable[..., Any]) -> Any:
        """Index as the wrapped type does."""
        return self.impl_instance.index(left, index, build)

    def expression_method(self, name: str) -> Any:
        """Offer what the wrapped type offers."""
        return self.impl_instance.expression_method(name)

    def compare_values(self, x: Any, y: Any) -> bool:
        """Compare as the wrapped type does."""
        return self.impl_instance.compare_values(x, y)

    @property
    def sort_key_function(self) -> Any:
        """The wrapped type's sort key."""
        return self.impl_instance.sort_key_function

    def __getattr__(self, key: str) -> Any:
        # length, precision, enums ... are read from the wrapped type.
        if key.startswith("_") or key == "impl":
            raise AttributeError(key)
        return getattr(self.impl_instance, key)

    def __repr__(self) -> str:
        inner = repr(self.impl_instance)
        return f"{type(self).__name__}{inner[inner.index('(') :]}" if "(" in inner else f"{type(self).__name__}()"


class UserDefinedType(TypeEngine, ExternalType, Generic[T]):
    """A type that names its own DDL with `get_col_spec()` and may give bind and result processors."""

    __visit_name__ = "user_defined"

    def coerce_compared_value(self, op: Any, value: Any) -> TypeEngine:
        """Keep the type for values beside the expression."""
        return self

    def get_col_spec(self, **kw: Any) -> str:
        """Return the type's name in DDL."""
        raise NotImplementedError

    def bind_processor(self, dialect: Any) -> Callable[[Any], Any] | None:
        """Return the conversion applied before a value is sent, or None."""
        return None

    def result_processor(self, dialect: Any, coltype: Any = None) -> Callable[[Any], Any] | None:
        """Return the conversion applied after a value is read, or None."""
        return None

    def _spec_args(self, dialect: str) -> dict[str, Any]:
        target = dialect_of(dialect)
        named = TYPE_NAMES[0](self, dialect) if TYPE_NAMES else None
        return {
            "kind": "other",
            "ddl": named if named is not None else self.get_col_spec(),
            "bind": self.bind_processor(target),
            "result": self.result_processor(target, None),
        }
