"""Floors, folders and files: who may import whom, and where a module may be."""

from __future__ import annotations

import ast
from collections import Counter

import pytest

from tests.house.source import (
    FILES,
    MODULES,
    PACKAGE,
    floor_of,
    imports,
    module_of,
    own,
    part,
    tree,
    where,
    words,
)

MOST_LINES = 400
MOST_OF_A_FAMILY = 3


NOT_FOR_DOMAIN = words(
    "builtins getpass http io locale logging os pathlib platform random secrets shutil socket "
    "sqlite3 ssl subprocess sys tempfile threading time urllib"
)
"""Clock, disk, network, terminal, environment, chance."""

OWNERS = {
    "sqlite3": "storage",
    "sqlite_utils": "storage",
    "typer": "cli",
    "rich": "cli",
    "icalendar": "adapters",
    "llm": "adapters",
    "mcp": "cli",
    "mcp_types": "cli",
    "pydantic": "cli",
    "click": "nobody",
}


def test_every_file_stands_on_a_floor() -> None:
    lost = [where(path) for path in FILES if floor_of(f"roma_cli.{part(path)}") is None]
    assert lost == ["roma_cli/__init__.py"]


def test_a_floor_uses_none_above_it() -> None:
    wrong = []
    for path in FILES:
        own = floor_of(f"roma_cli.{part(path)}")
        for used in imports(path):
            floor = floor_of(used.module) if used.module.startswith("roma_cli.") else None
            if own is not None and floor is not None and floor > own:
                wrong.append(f"{where(path)}:{used.line} {used.module}")
    assert wrong == []


def _uses() -> dict[str, set[str]]:
    """Return what each module imports of ours, lazily and for types only too."""
    packages = {module_of(path.parent / "__init__.py") for path in PACKAGE.rglob("__init__.py")}
    return {
        module_of(path): {name for used in imports(path) if (name := own(used))} - packages
        for path in FILES
    }


def _within_reach(start: str, uses: dict[str, set[str]]) -> set[str]:
    found: set[str] = set()
    open_ends = [start]
    while open_ends:
        following = uses[open_ends.pop()] - found
        found |= following
        open_ends += following
    return found


def test_no_module_is_in_a_circle_not_even_lazily_or_for_types() -> None:
    uses = _uses()
    assert len([name for names in uses.values() for name in names]) > len(uses)
    circles = {name: sorted(uses[name]) for name in uses if name in _within_reach(name, uses)}
    assert circles == {}


@pytest.mark.xfail(
    strict=True,
    reason="printer.py, settings.py and users.py each load one module that belongs at their root",
)
def test_a_floors_root_loads_none_of_its_folders() -> None:
    wrong = [
        f"{where(path)}:{used.line} {used.module}"
        for path in FILES
        if path.parent.parent == PACKAGE
        for used in imports(path)
        if not used.lazy
        and (name := own(used))
        and MODULES[name].parent != path.parent
        and path.parent in MODULES[name].parents
    ]
    assert wrong == []


def test_many_files_of_one_beginning_have_a_folder_of_their_own() -> None:
    """`stats_page.py`, `stats_view.py` and two more of them are a folder that nobody made."""
    families = Counter((path.parent, path.stem.partition("_")[0]) for path in FILES)
    found = {f"{where(folder)}/{word}*": n for (folder, word), n in families.items() if word}
    assert {family: n for family, n in found.items() if n > MOST_OF_A_FAMILY} == {}


def test_the_domain_knows_no_clock_disk_network_terminal_or_environment() -> None:
    wrong = [
        f"{where(path)}:{used.line} {used.module}"
        for path in FILES
        if part(path) == "domain"
        for used in imports(path)
        if used.module.split(".")[0] in NOT_FOR_DOMAIN
    ]
    assert wrong == []


@pytest.mark.parametrize(("library", "owner"), OWNERS.items())
def test_a_library_has_one_owner(library: str, owner: str) -> None:
    wrong = [
        f"{where(path)}:{used.line}"
        for path in FILES
        if part(path) != owner
        for used in imports(path)
        if used.module.split(".")[0] == library
    ]
    assert wrong == []


def test_nothing_is_reexported() -> None:
    wrong = []
    for path in PACKAGE.rglob("__init__.py"):
        docstring, *rest = tree(path).body
        assert isinstance(docstring, ast.Expr), f"{where(path)} does not say what it is"
        allowed = ["annotations", "__getattr__"] if path.parent == PACKAGE else []
        for node in rest:
            names = [node.name] if isinstance(node, ast.FunctionDef) else []
            if isinstance(node, ast.ImportFrom):
                names = [name.name for name in node.names]
            if not names or any(name not in allowed for name in names):
                wrong.append(f"{where(path)}:{node.lineno}")
    assert wrong == []


def test_no_file_is_long() -> None:
    lengths = {where(path): len(path.read_text("utf-8").splitlines()) for path in FILES}
    assert {path: lines for path, lines in lengths.items() if lines > MOST_LINES} == {}
