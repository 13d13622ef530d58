"""Every style is one of the table's, so that a theme is that table and nothing else."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

import pytest

from roma_cli.cli.output.rich_screen import THEMES
from roma_cli.domain.settings import SETTINGS
from tests.support import REPOSITORY

if TYPE_CHECKING:
    from collections.abc import Iterator

STYLED = {"Cell": 1, "Group": 2, "Bar": 5}
"""Where each of these has its style."""

FILES = sorted(
    path
    for floor in ("usecases", "cli")
    for path in (REPOSITORY / "roma_cli" / floor).rglob("*.py")
)


def _styles() -> Iterator[tuple[str, str]]:
    """Return every style that is written out, with its place."""
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            name = (
                node.func.id
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
                else ""
            )
            if name not in STYLED:
                continue
            assert isinstance(node, ast.Call)
            wanted = node.args[STYLED[name] : STYLED[name] + 1]
            wanted += [one.value for one in node.keywords if one.arg == "style"]
            for value in wanted:
                for part in _values(value):
                    yield f"{path.name}:{node.lineno}", part


def _values(node: ast.expr) -> Iterator[str]:
    """Return the words an expression may give; not those that it only asks about."""
    if isinstance(node, ast.IfExp):
        yield from _values(node.body)
        yield from _values(node.orelse)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value


def test_every_style_on_a_screen_is_in_the_table() -> None:
    found = list(_styles())
    assert {"dim", "bar.today", "count"} <= {style for _, style in found}
    assert [one for one in found if one[1] and one[1] not in THEMES["dark"]] == []


def test_every_theme_names_the_same_styles() -> None:
    assert {name: sorted(styles) for name, styles in THEMES.items()} == dict.fromkeys(
        THEMES, sorted(THEMES["dark"])
    )


@pytest.mark.parametrize("theme", THEMES)
def test_a_theme_that_can_be_set_is_a_theme_there_is(theme: str) -> None:
    assert SETTINGS["theme"].read(theme) == theme


def test_the_theme_mono_is_no_style_at_all() -> None:
    assert set(THEMES["mono"].values()) == {""}
