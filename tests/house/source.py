"""The package's own text, parsed: its modules, what they import, and the floor each stands on."""

from __future__ import annotations

import ast
import functools
from typing import TYPE_CHECKING, NamedTuple

from tests.support import REPOSITORY

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PACKAGE = REPOSITORY / "roma_cli"
FILES = sorted(PACKAGE.rglob("*.py"))


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())


FLOORS = (
    ("domain",),
    ("storage",),
    ("adapters",),
    ("context",),
    ("usecases",),
    ("dispatch",),
    ("cli",),
    ("__main__",),
)
"""From the ground up; the names on one floor may use each other."""


class Used(NamedTuple):
    """One module that a file imports, and where; `lazy` within a function or for types only."""

    path: Path
    line: int
    module: str
    lazy: bool


@functools.cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def imports(path: Path) -> Iterator[Used]:
    """Yield every module that a file names; `from a import b` names `a.b` as well."""
    at_start = set(_run_at_start(tree(path).body))
    for node in ast.walk(tree(path)):
        lazy = node not in at_start
        if isinstance(node, ast.Import):
            for name in node.names:
                yield Used(path, node.lineno, name.name, lazy)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno} imports relatively"
            for name in node.names:
                yield Used(path, node.lineno, f"{node.module}.{name.name}", lazy)


def _run_at_start(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield the statements that run when a module is loaded."""
    for node in body:
        yield node
        if isinstance(node, ast.If):
            typing = isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
            yield from _run_at_start(node.orelse if typing else [*node.body, *node.orelse])
        elif isinstance(node, ast.Try | ast.With | ast.ClassDef):
            yield from _run_at_start(node.body)


def module_of(path: Path) -> str:
    """Return a file's dotted name; a package's is that of its folder."""
    parts = path.relative_to(REPOSITORY).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_of(path): path for path in FILES}


def own(used: Used) -> str | None:
    """Return the module of ours that an import names, None for any other."""
    name = used.module
    return name if name in MODULES else _parent(name) if _parent(name) in MODULES else None


def _parent(name: str) -> str:
    return name.rpartition(".")[0]


def floor_of(dotted: str) -> int | None:
    """Return the floor a module stands on; None for what is not on any (the package itself)."""
    first = dotted.split(".")[1] if "." in dotted else ""
    return next((at for at, names in enumerate(FLOORS) if first in names), None)


def where(path: Path) -> str:
    return path.relative_to(REPOSITORY).as_posix()


def part(path: Path) -> str:
    """Return the part of the house a file belongs to: `domain`, `storage`, `context` …"""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def strings(path: Path) -> Iterator[tuple[int, str]]:
    """Yield every string of a file that is not documentation, with its line."""
    prose = {
        id(node.value)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose:
            yield node.lineno, node.value
