"""Write `sqlmodel_rs/_native.pyi` from the built module: `python -m tests.house.stub`; a test compares the two.

Names, members, parameters, defaults and docstrings are the module's own, as it stands compiled. Types a compiled module
does not tell: they are taken over from the stub as it is, by class, member and parameter, and are `Any` for what is new
until somebody writes them there.
"""

from __future__ import annotations

import ast
import inspect
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

TARGET = Path(__file__).parents[2] / "sqlmodel_rs" / "_native.pyi"
#: Special methods that belong to a class's face; the others come with every class or with pyo3.
_SPECIAL = {"__new__", "__call__", "__len__", "__iter__", "__next__", "__await__", "__contains__", "__getitem__"}
_Function = ast.FunctionDef | ast.AsyncFunctionDef


def source(module: ModuleType, stub: str) -> str:
    """Return the text of the stub of `module`, its types taken from the text of an earlier `stub`."""
    known = ast.parse(stub)
    named = {node.name: node for node in known.body if isinstance(node, (ast.ClassDef, *_Function.__args__))}
    head: list[ast.stmt] = [node for node in known.body if node not in named.values()]
    public = {name: value for name, value in vars(module).items() if not name.startswith("_")}
    body = [_member(public[name], name, named.get(name)) for name in _ordered(public, named)]
    return _formatted(ast.unparse(ast.fix_missing_locations(ast.Module([*head, *body], []))))


def _ordered(names: Iterable[str], known: Iterable[str]) -> list[str]:
    """Return names in the order they are known in, and new ones after them by the alphabet."""
    present = set(names)
    kept = [name for name in known if name in present]
    return [*kept, *sorted(present - set(kept))]


def _is_attribute(value: Any) -> bool:
    return inspect.isgetsetdescriptor(value) or inspect.ismemberdescriptor(value)


def _member(value: Any, name: str, known: ast.stmt | None) -> ast.stmt:
    if isinstance(value, type):
        return _class(value, known if isinstance(known, ast.ClassDef) else None)
    return _function(value, name, known if isinstance(known, _Function) else None)


def _class(cls: type, known: ast.ClassDef | None) -> ast.ClassDef:
    old = {_name(node): node for node in known.body if _name(node)} if known is not None else {}
    own = {name: value for name, value in vars(cls).items() if not name.startswith("_") or name in _SPECIAL}
    names = sorted(_ordered(own, old), key=lambda name: not _is_attribute(own[name]))
    body = [_attribute_or_method(cls, name, own[name], old.get(name)) for name in names]
    return ast.ClassDef(
        name=cls.__name__,
        bases=known.bases if known is not None else [],
        keywords=[],
        body=[*_docstring(cls), *body] or [ast.Expr(ast.Constant(...))],
        decorator_list=known.decorator_list if known is not None else [ast.Name("final")],
    )


def _name(node: ast.stmt) -> str:
    if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        return node.target.id
    return node.name if isinstance(node, _Function) else ""


def _attribute_or_method(cls: type, name: str, value: Any, known: ast.stmt | None) -> ast.stmt:
    if _is_attribute(value):
        annotation = known.annotation if isinstance(known, ast.AnnAssign) else ast.Name("Any")
        return ast.AnnAssign(ast.Name(name), annotation, None, 1)
    return _function(cls if name == "__new__" else value, name, known if isinstance(known, _Function) else None)


def _function(value: Any, name: str, known: _Function | None) -> ast.FunctionDef:
    parameters = list(inspect.signature(value).parameters.values())
    if name == "__new__":
        parameters.insert(0, inspect.Parameter("cls", inspect.Parameter.POSITIONAL_ONLY))
    types = _parameter_types(known) if known is not None else {}
    returns = known.returns if known is not None and known.returns is not None else ast.Name("Any")
    docstring = [] if name in _SPECIAL else list(_docstring(value))
    return ast.FunctionDef(name, _arguments(parameters, types), docstring or [ast.Expr(ast.Constant(...))], [], returns)


def _parameter_types(function: _Function) -> dict[str, ast.expr]:
    arguments = function.args
    every = [*arguments.posonlyargs, *arguments.args, arguments.vararg, *arguments.kwonlyargs, arguments.kwarg]
    return {one.arg: one.annotation for one in every if one is not None and one.annotation is not None}


def _arguments(parameters: list[inspect.Parameter], types: dict[str, ast.expr]) -> ast.arguments:
    """Return the parameters of a signature; a method's first one has no type."""
    made = ast.arguments([], [], None, [], [], None, [])
    for place, parameter in enumerate(parameters):
        first = place == 0 and parameter.name in ("self", "cls")
        annotation = None if first else types.get(parameter.name, ast.Name("Any"))
        argument = ast.arg(parameter.name, annotation)
        default = None if parameter.default is parameter.empty else ast.Constant(parameter.default)
        if parameter.kind is parameter.VAR_POSITIONAL:
            made.vararg = argument
        elif parameter.kind is parameter.VAR_KEYWORD:
            made.kwarg = argument
        elif parameter.kind is parameter.KEYWORD_ONLY:
            made.kwonlyargs.append(argument)
            made.kw_defaults.append(default)
        else:
            (made.args if first or parameter.kind is parameter.POSITIONAL_OR_KEYWORD else made.posonlyargs).append(
                argument
            )
            made.defaults += [] if default is None else [default]
    return made


def _docstring(value: Any) -> Iterator[ast.stmt]:
    """Yield the first paragraph of a docstring as a statement, where there is one."""
    text = inspect.getdoc(value) if not isinstance(value, type) else inspect.cleandoc(value.__doc__ or "")
    if text:
        yield ast.Expr(ast.Constant(" ".join(text.split("\n\n")[0].split())))


def _formatted(text: str) -> str:
    ruff = Path(sys.executable).with_name("ruff")
    line = ("--line-length", "120", "--isolated", "--target-version", "py311")
    command = [ruff, "format", "-", "--stdin-filename", "stub.pyi", *line]
    return subprocess.run(command, input=text, capture_output=True, text=True, check=True).stdout


if __name__ == "__main__":
    from sqlmodel_rs import _native

    TARGET.write_text(source(_native, TARGET.read_text(encoding="utf-8")), encoding="utf-8")
