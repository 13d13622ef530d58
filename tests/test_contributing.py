"""The places that CONTRIBUTING.md names hold what they are said to hold."""

from __future__ import annotations

import re
import tomllib
from typing import NamedTuple

import pytest

from tests.support import REPOSITORY

TEXT = (REPOSITORY / "CONTRIBUTING.md").read_text("utf-8")

PLACE = re.compile(r"^- `([\w./-]+)`: `([^`]+)`\.", re.MULTILINE)
"""A place: a file, and what stands in it."""

CHANGES = ("a command", "a format", "a setting", "a field to a task", "a migration")


class Place(NamedTuple):
    """One line of a list of places."""

    change: str
    path: str
    contains: str


def _places() -> list[Place]:
    found = []
    for section in re.split(r"^### ", TEXT, flags=re.MULTILINE)[1:]:
        title = section.partition("\n")[0].removeprefix("Add ")
        found += [Place(title, *match) for match in PLACE.findall(section)]
    return found


def test_each_usual_change_has_its_list_of_places() -> None:
    places = _places()
    assert tuple(dict.fromkeys(one.change for one in places)) == CHANGES
    # Every line that begins with a path is a place: none is passed over for its form.
    paths = re.findall(r"^- `[\w./-]+/[\w./-]+`", TEXT, re.MULTILINE)
    assert len(places) == len(paths)


@pytest.mark.parametrize("place", _places(), ids=lambda place: f"{place.change}: {place.path}")
def test_a_place_is_there_and_holds_what_it_is_said_to_hold(place: Place) -> None:
    path = REPOSITORY / place.path
    assert path.is_file()
    assert place.contains in path.read_text("utf-8")


@pytest.mark.parametrize(("change", "most"), [("a command", 3), ("a format", 2)])
def test_a_usual_change_touches_few_files_of_the_program(change: str, most: int) -> None:
    places = [one for one in _places() if one.change == change]
    assert len([one for one in places if one.path.startswith("roma_cli/")]) <= most


def test_what_is_pinned_is_what_is_declared() -> None:
    pinned = dict(
        line.split("==")
        for line in (REPOSITORY / "constraints.txt").read_text("utf-8").splitlines()
        if not line.startswith("#")
    )
    names = {name.lower().replace("_", "-") for name in pinned}
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    declared = [*project["dependencies"], *(one for extra in extras.values() for one in extra)]
    wanted = {re.split(r"[\[<>=~ ]", one)[0] for one in declared} - {"roma-cli"}
    assert wanted - names == set()
