"""Stored text is kept exactly and never drives the terminal; columns stand where they should."""

from __future__ import annotations

import json

import pytest

from tests import terminal
from tests.support import Roma

SHOWN = {
    "\x1b[31mred\x1b[0m": r"\e[31mred\e[0m",
    "\x1b]0;owned\x07": r"\e]0;owned\x07",
    "eight\x9b31mbit": r"eight\x9b31mbit",
    "left\u202etfel\u2066x": r"left\u202etfel\u2066x",
    "[red]x[/red] [b]y[/]": "[red]x[/red] [b]y[/]",
    "[link=http://x]y[/link]": "[link=http://x]y[/link]",
    ":warning: :smile:": ":warning: :smile:",
    "two\nlines\r\tand": r"two\nlines\r\tand",
    "safe\x08\x08\x08\x08evil": r"safe\x08\x08\x08\x08evil",
    "line\u2028para\u2029end": r"line\u2028para\u2029end",
    "de\x7flete": r"de\x7flete",
    "zero\u200bwidth\ufeff": r"zero\u200bwidth\ufeff",
    "lang\U000e0041tag": r"lang\U000e0041tag",
    r"C:\new \x1b": r"C:\new \x1b",
    "👩‍💻 👍🏽 🇩🇪 ❤️": "👩‍💻 👍🏽 🇩🇪 ❤️",
    "日本語のタスク": "日本語のタスク",
    "e\u0301 a\u0308 q\u0307\u0323": "e\u0301 a\u0308 q\u0307\u0323",
    "{count} %s $(id) `id`": "{count} %s $(id) `id`",
}
"""Titles, and how each is shown."""

WORST = "\x1b[31m[red]\u202e\x9b7m[/red]\n日本"
WORST_SHOWN = r"\e[31m[red]\u202e\x9b7m[/red]\n日本"

SCREENS = (
    (("today",), SHOWN.values()),
    ((), SHOWN.values()),
    (("task", "list"), SHOWN.values()),
    (("undo", "--list"), (WORST_SHOWN,)),
    (("task", "show", "1"), (WORST_SHOWN,)),
    (("task", "edit", "1-19", "--priority", "high"), SHOWN.values()),
    (("task", "done", "1-19"), SHOWN.values()),
    (("task", "list", "--status", "all"), SHOWN.values()),
    (("task", "reopen", "1-19"), SHOWN.values()),
    (("task", "delete", "1-19", "--yes"), SHOWN.values()),
    (("undo",), ()),
    (("task", "add", "--", WORST), (WORST_SHOWN,)),
    (("undo",), (WORST_SHOWN,)),
    (("redo",), (WORST_SHOWN,)),
    (("task", "add", WORST, "-t", "[b]\x1b]0;\u202e"), (WORST_SHOWN, r"#[b]\e]0;\u202e")),
    (("task", "done", "\x1b[2J\x9b2J"), (r"\e[2J\x9b2J",)),
    (("--user", "\x1b[2J", "today"), (r"\e[2J",)),
)
"""Command lines in their order, and what each shows."""


@pytest.fixture
def hostile(roma: Roma) -> Roma:
    """Return a roma with the worst title, then one task for each other, all due today."""
    for title in (WORST, *SHOWN):
        assert roma.inside("task", "add", "--due", "today", "--", title).code == 0
    return roma


def _squeezed(text: str) -> str:
    """Return a text without blanks and line breaks: what a narrow screen folds reads the same."""
    return "".join(text.split())


def _assert_harmless(text: str) -> None:
    driving = [letter for letter in text if not letter.isprintable() and letter not in "\n\u200d"]
    assert driving == []


def test_a_title_is_stored_exactly(hostile: Roma) -> None:
    listed = json.loads(hostile.inside("task", "list", "--json").out)
    assert [task["title"] for task in listed] == [WORST, *SHOWN]
    assert [row[0] for row in hostile.rows("SELECT title FROM tasks ORDER BY id")][1:] == [*SHOWN]


def test_json_itself_drives_no_terminal(hostile: Roma) -> None:
    _assert_harmless(hostile.inside("task", "list", "--json").out)
    said = hostile.inside("task", "done", "\u202e\x9b2J", "--json")
    _assert_harmless(said.err)
    assert said.problem()["message"].startswith("'\u202e\x9b2J' is not an ID")


def test_every_screen_shows_it_escaped_in_a_pipe(hostile: Roma) -> None:
    for arguments, expected in SCREENS:
        said = hostile.inside(*arguments, FORCE_COLOR="1", TERM="xterm")
        shown = said.out + said.err
        _assert_harmless(shown)
        assert [text for text in expected if text not in shown] == [], arguments


@pytest.mark.parametrize("columns", [80, 60])
def test_every_screen_shows_it_escaped_on_a_terminal(hostile: Roma, columns: int) -> None:
    for arguments, expected in SCREENS:
        screen = terminal.show(hostile, *arguments, columns=columns)
        assert screen.code in (0, 2, 3), screen
        _assert_harmless("\n".join(screen.lines))
        # Red alone is what the titles ask for; roma's own red is always bold.
        assert "\x1b[31m" not in screen.raw
        shown = _squeezed("".join(screen.lines))
        assert [text for text in expected if _squeezed(text) not in shown] == [], arguments


WIDE = {
    "plain": 5,
    "日本語": 6,
    "한국어": 6,
    "\uff46\uff55\uff4c\uff4c": 8,
    "cafe\u0301": 4,
    "q\u0307\u0323": 1,
    "Ω≈ç√": 4,
    "ไทย": 3,
    "": 0,
}
"""Titles and the terminal cells they take, counted by hand."""


@pytest.mark.parametrize("columns", [None, 80, 60])
def test_columns_stand_under_each_other(roma: Roma, columns: int | None) -> None:
    titles = [title or "last" for title in WIDE]
    for title in titles:
        roma.inside("task", "add", title, "-t", "tag")
    if columns is None:
        lines = roma.inside("task", "list").out.splitlines()
    else:
        lines = terminal.show(roma, "task", "list", columns=columns).lines
    rows = [line for line in lines if "#tag" in line]
    assert len(rows) == len(titles)
    places = set()
    for title, row in zip(titles, rows, strict=True):
        before, tag, _ = row.partition("#tag")
        assert (title in before, tag) == (True, "#tag")
        places.add(len(before) - len(title) + (WIDE.get(title) or len(title)))
    assert len(places) == 1, rows
    headings = [line.lower() for line in lines if line.lower().startswith("id ")]
    assert {heading.index("tags") for heading in headings} <= places
    assert headings or columns


@pytest.mark.parametrize("columns", [120, 80, 60])
def test_no_line_is_wider_than_the_terminal(roma: Roma, columns: int) -> None:
    roma.inside("task", "add", "word " * 50, "--due", "today 17:00", "-t", "home", "-p", "low")
    roma.inside("task", "add", "日本" * 100, "--due", "2027-03-04", "-t", "work")
    roma.inside("task", "add", "a" * 255, "--due", "2026-03-01 09:00")
    for line in ("task list", "today", "task show 2", "undo --list", "reset show", "config show"):
        screen = terminal.show(roma, *line.split(), columns=columns)
        assert screen.code == 0
        assert max(map(terminal.cells, screen.lines)) <= columns, line


def _is_colour(style: str) -> bool:
    return style.isdigit() and (30 <= int(style) <= 49 or 90 <= int(style) <= 107)


COLOURED = ("task add Call -p high", "task list", "today", "config show", "reset show", "stats")


@pytest.mark.parametrize("line", COLOURED)
def test_a_terminal_has_colours_unless_they_are_not_wanted(roma: Roma, line: str) -> None:
    roma.inside("task", "add", "Late", "--due", "2026-03-01", "-p", "high", "-t", "work")
    words = line.split()
    assert any(map(_is_colour, terminal.show(roma, *words).styles))
    assert not any(map(_is_colour, terminal.show(roma, *words, NO_COLOR="1").styles))
    assert "\x1b" not in terminal.show(roma, *words, TERM="dumb").raw


def test_the_theme_mono_has_no_styles_at_all(roma: Roma) -> None:
    roma.inside("task", "add", "Late", "--due", "2026-03-01", "-p", "high", "-t", "work")
    roma.inside("config", "set", "theme", "mono")
    for line in COLOURED:
        assert "\x1b" not in terminal.show(roma, *line.split()).raw, line


def test_the_theme_light_shows_what_dark_shows(roma: Roma) -> None:
    roma.inside("task", "add", "Late", "--due", "2026-03-01", "-p", "high", "-t", "work")
    dark = terminal.show(roma, "task", "list")
    roma.inside("config", "set", "theme", "light")
    light = terminal.show(roma, "task", "list")
    assert light.lines == dark.lines
    assert light.styles != dark.styles


@pytest.mark.parametrize("line", COLOURED)
def test_plain_on_a_terminal_is_what_a_pipe_gets(roma: Roma, line: str) -> None:
    roma.inside("task", "add", "Late", "--due", "2026-03-01", "-t", "work")
    copy = roma.db.read_bytes()
    screen = terminal.show(roma, *line.split(), "--plain", columns=60)
    roma.db.write_bytes(copy)
    piped = roma.inside(*line.split())
    assert screen.raw.replace("\r\n", "\n") == piped.out + piped.err
    assert "\x1b" not in screen.raw


@pytest.mark.parametrize("variable", ["FORCE_COLOR", "CLICOLOR_FORCE", "TTY_COMPATIBLE", "COLUMNS"])
@pytest.mark.parametrize("line", [*COLOURED, "--help", "task add --help"])
def test_a_pipe_gets_no_colours_whatever_is_forced(roma: Roma, line: str, variable: str) -> None:
    roma.inside("task", "add", "Late", "--due", "2026-03-01")
    copy = roma.db.read_bytes()
    roma.environ |= {variable: "100", "TERM": "xterm-256color"}
    said = roma.inside(*line.split())
    assert "\x1b" not in said.out + said.err
    if not line.endswith("--help"):
        roma.db.write_bytes(copy)
        del roma.environ[variable]
        assert said == roma.inside(*line.split())


def _delete(roma: Roma, keys: str) -> terminal.Screen:
    question = "Delete task 1? [y/N] "
    return terminal.show(roma, "task", "delete", "1", answers=[(question, keys)])


def test_deleting_asks_on_a_terminal(roma: Roma) -> None:
    roma.inside("task", "add", "Pay rent")
    for keys, code in (("n\n", 2), ("\n", 2), ("\x04", 2), ("\x03", 130)):
        refused = _delete(roma, keys)
        assert refused.code == code, keys
        assert "Traceback" not in refused.raw
        assert ("error: nothing was changed" in refused.raw) == (code == 2)
    assert roma.inside("task", "show", "1").code == 0
    taken = _delete(roma, "y\n")
    assert taken.code == 0
    assert "deleted 1  Pay rent" in "\n".join(taken.lines)
    assert roma.inside("task", "show", "1").code == 3


def test_setup_takes_a_default_on_enter_and_asks_again_after_a_slip(roma: Roma) -> None:
    screen = terminal.show(
        roma,
        "setup",
        answers=[
            ("[UTC]: ", "berl\n"),
            ("[UTC]: ", "1\n"),
            ("[00:00]: ", "25:00\n"),
            ("[00:00]: ", "4\n"),
            ("[8]: ", "\n"),
        ],
    )
    assert screen.code == 0, screen.raw
    for name, value in (("timezone", "Europe/Berlin"), ("daily_reset_time", "04:00")):
        assert roma.inside("config", "get", name).out == value + "\n"
    assert roma.inside("config", "get", "daily_goal").out == "8\n"


def test_setup_left_halfway_changes_nothing(roma: Roma) -> None:
    roma.inside("today")
    before = roma.dump()
    for keys in ("\x03", "\x04"):
        screen = terminal.show(roma, "setup", answers=[("[UTC]: ", "\n"), ("[00:00]: ", keys)])
        assert (screen.code, "Traceback" in screen.raw) == (130, False)
    assert roma.dump() == before


def test_an_encoding_without_the_letters_gets_escapes_and_no_traceback(roma: Roma) -> None:
    roma.ok("task", "add", "日本 Grüße")
    said = roma("task", "list", LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    assert said.code == 0
    assert r"\u65e5\u672c Gr\xfc\xdfe" in said.out


def test_a_reader_that_leaves_early_is_no_error(roma: Roma) -> None:
    """As `roma task list | head -1` does."""
    titles = "\n".join(f"Task number {number}" for number in range(3000))
    roma.ok("task", "add", "-", stdin=titles)
    with roma.start("task", "list") as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == ""
        assert process.wait(60) == 0
