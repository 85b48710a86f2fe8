"""Fills the marked blocks of pages from the programs of docs_src; run it after changing a program that a page shows.

A block is between `<!-- show FILE: NAMES -->` and `<!-- end -->`. A program is shown whole, or only the classes,
functions and assignments of these names; `.txt` is what a program prints.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGES = (ROOT / "README.md", ROOT / "docs" / "inheritance.md")
BLOCK = re.compile(r"(<!-- show (?P<file>[^\s:]+)(?:: (?P<names>[^>]+?))? -->\n).*?(<!-- end -->)", re.DOTALL)


def _named(node: ast.stmt) -> str | None:
    if isinstance(node, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
        return node.name
    target = node.targets[0] if isinstance(node, ast.Assign) else None
    return target.id if isinstance(target, ast.Name) else None


def _first_line(node: ast.stmt) -> int:
    return min([node.lineno, *(one.lineno for one in getattr(node, "decorator_list", ()))])


def shown(file: str, names: str | None) -> str:
    """Return the text of a block: a program, parts of it, or what it prints."""
    path = ROOT / file
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".txt":
        return f"```text\n{text.rstrip()}\n```\n"
    lines, tree = text.splitlines(), ast.parse(text)
    if names is None:
        said = tree.body[0] if ast.get_docstring(tree) is not None else None
        whole = "\n".join(lines[said.end_lineno if said is not None else 0 :])
        # A reader's files lie side by side.
        return f"```python\n{re.sub(r'^from [.]', 'from ', whole.strip(), flags=re.MULTILINE)}\n```\n"
    found = {_named(node): "\n".join(lines[_first_line(node) - 1 : node.end_lineno]) for node in tree.body}
    wanted = [name.strip() for name in names.split(",")]
    if missing := [name for name in wanted if name not in found]:
        raise SystemExit(f"{file} has no {', '.join(missing)}")
    return "```python\n" + "\n\n\n".join(found[name] for name in wanted) + "\n```\n"


def filled(page: Path) -> str:
    """Return a page with its blocks as the programs are now."""
    text = page.read_text(encoding="utf-8")
    return BLOCK.sub(lambda block: f"{block[1]}{shown(block['file'], block['names'])}{block[4]}", text)


if __name__ == "__main__":
    for page in PAGES:
        page.write_text(filled(page), encoding="utf-8")
