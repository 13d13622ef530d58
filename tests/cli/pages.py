"""Parser of pages and pictures of statistics, and sample data for them."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

from tests.support import NOON

if TYPE_CHECKING:
    from tests.support import Roma

HOSTILE = (
    "<script>alert(1)</script>",
    "]]> --> </svg></title></table><img src=x onerror=alert(1)>",
    "\" onload='x' &amp; &#60;",
    "left\u202etfel\u2066 \x1b]0;owned\x07\x9b31m",
    "\ufffe\uffff",
    "עברית",
)
LIFE = (
    ("2026-02-20T09:00:00Z", "config set timezone Europe/Berlin"),
    ("2026-02-20T09:00:00Z", "config set daily_goal 4"),
    ("2026-02-20T09:00:00Z", "config set days_off sat,sun"),
    ("2026-02-20T09:00:00Z", "task add Report --tag work --estimate 3"),
    ("2026-02-20T09:00:00Z", "session add --task 1"),
    ("2026-02-20T10:00:00Z", "session add --task 1 --minutes 50"),
    ("2026-02-27T10:00:00Z", "session set 5"),
    *(("2026-03-02T10:00:00Z", f"session add --task {at}") for at in range(1, len(HOSTILE) + 2)),
    *(("2026-03-03T10:00:00Z", f"session add --task 1 --minutes {20 + at}") for at in range(5)),
    ("2026-03-04T09:40:00Z", "session add --task 1"),
)
"""Some days of work, on tasks with titles that contain markup."""


def live(roma: Roma) -> None:
    """Enter the sample data, and stop at noon of its last day."""
    for now, line in LIFE:
        assert roma.at(now).inside(*line.split()).code == 0, line
        if "estimate" in line:
            for title in HOSTILE:
                said = roma.inside("task", "add", "--tag", "<b>\u202e", "--", title)
                assert said.code == 0, said
    roma.at(NOON)


def drawn(roma: Roma, line: str) -> str:
    """Return what `roma stats` prints for the rest of a command line."""
    said = roma.inside("stats", *line.split())
    assert (said.code, said.err) == (0, ""), said
    return said.out


class Tree(HTMLParser):
    """A page as a tree of elements; fails if elements are not closed in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.root = ElementTree.Element("page")
        self._open = [self.root]
        self.feed(text)
        self.close()
        assert self._open == [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len({name for name, _ in attrs}) == len(attrs)
        given = {name: value or "" for name, value in attrs}
        element = ElementTree.SubElement(self._open[-1], tag, given)
        self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop().tag == tag

    def handle_data(self, data: str) -> None:
        last = self._open[-1]
        if len(last):
            last[-1].tail = (last[-1].tail or "") + data
        else:
            last.text = (last.text or "") + data


def page(roma: Roma, words: str = "") -> ElementTree.Element:
    """Return the page of a command line, as a tree."""
    return Tree(drawn(roma, f"--html - {words}")).root


def text_of(element: ElementTree.Element) -> str:
    """Return all the text inside an element."""
    return "".join(element.itertext())


def every(root: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    """Return the elements of a name, in their order."""
    return list(root.iter(name))


def table(root: ElementTree.Element, caption: str) -> list[list[str]]:
    """Return the values of a table, in the form for programs if there is one."""
    [found] = [one for one in every(root, "table") if text_of(one[0]) == caption]
    rows = []
    for row in found[2]:
        cells = []
        for cell in row:
            values = [one.get("value") or one.get("datetime") for one in cell if one.tag != "svg"]
            data = [value for value in values if value is not None]
            cells.append(data[0] if data else text_of(cell))
        rows.append(cells)
    return rows


def json(roma: Roma, line: str) -> Any:
    """Return what a command line prints as JSON."""
    return roma.inside(*line.split(), "--json").json()
