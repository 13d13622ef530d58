"""Lists, the editor and completion, as they are on a real terminal and in a real shell."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from roma_cli.cli.text_width import folded
from tests.support import REPOSITORY
from tests.terminal import STYLE, Terminal, cells

if TYPE_CHECKING:
    from tests.support import Roma

HOSTILE = "\x1b[31m[red]x[/red]\u202e\x9b7m\n日本"
HOSTILE_SHOWN = r"\e[31m[red]x[/red]\u202e\x9b7m\n日本"


def _screen(roma: Roma, *arguments: str, columns: int = 80, lines: int = 24) -> list[str]:
    terminal = Terminal(roma, *arguments, columns=columns, lines=lines)
    assert terminal.end() in (0, 2), terminal.shown
    return STYLE.sub("", terminal.shown).replace("\r\n", "\n").splitlines()


def _add(roma: Roma, title: str, *options: str) -> None:
    said = roma.inside("task", "add", *options, "--", title)
    assert said.code == 0, said.err


def test_a_list_stands_in_groups_each_under_its_heading(roma: Roma) -> None:
    _add(roma, "Someday")
    _add(roma, "Holiday", "--due", "2026-07-01")
    _add(roma, "Sunday", "--due", "2026-03-08")
    _add(roma, "Dentist", "--due", "tomorrow")
    _add(roma, "Lunch", "--due", "today 13:00")
    _add(roma, "All day", "--due", "today")
    _add(roma, "Tax", "--due", "2026-03-02")
    _add(roma, "Earlier", "--due", "today 09:00")
    _add(roma, "Hidden", "--wait", "2026-04-01")
    _add(roma, "Finished")
    roma.inside("task", "done", "10")
    told = [line.strip() for line in _screen(roma, "task", "list", "--status", "all", lines=60)]
    groups = (
        "Overdue",
        "Today",
        "Tomorrow",
        "This week",
        "Later",
        "No date",
        "Hidden until later",
        "Completed",
    )
    order = [line.split()[-1] if line not in groups else line for line in told[1:] if line]
    assert order == [
        *("Overdue", "Tax", "Earlier", "Today", "Lunch", "day"),
        *(
            "Tomorrow",
            "Dentist",
            "This week",
            "Sunday",
            "Later",
            "Holiday",
            "No date",
            "Someday",
            "Hidden until later",
            "Hidden",
        ),
        *("Completed", "Finished"),
    ]
    # On a Sunday the week is over, but tomorrow is not far off.
    roma.at("2026-03-08T12:00:00Z")
    _add(roma, "Monday", "--due", "tomorrow")
    told = [line.strip() for line in _screen(roma, "task", "list", lines=60)]
    assert told[told.index("Tomorrow") + 1].endswith("Monday")
    # In another order there is nothing to put a heading over.
    assert not set(groups) & set(_screen(roma, "task", "list", "--sort", "title"))


@pytest.mark.parametrize("lines", [8, 24, 40])
def test_a_list_ends_at_the_screens_height_and_says_how_many_more(roma: Roma, lines: int) -> None:
    titles = "\n".join(f"Task {number}" for number in range(1, 61)).encode()
    roma.inside("task", "add", "-", stdin=titles)
    shown = _screen(roma, "task", "list", lines=lines)
    assert len(shown) == lines - 1  # the prompt has a line of its own
    tasks = [line for line in shown if " Task " in line]
    assert shown[-1] == f"… and {60 - len(tasks)} more rows; --all shows them"
    everything = _screen(roma, "task", "list", "--all", lines=lines)
    assert sum(" Task " in line for line in everything) == 60
    assert "more row" not in everything[-1]


@pytest.mark.parametrize("columns", [80, 60])
@pytest.mark.parametrize(
    ("overdue", "due", "kept"),
    [
        pytest.param(30, 2, (14, 2), id="what little there is stays whole"),
        pytest.param(2, 30, (2, 14), id="whichever it is"),
        pytest.param(30, 30, (8, 8), id="much of both"),
        pytest.param(3, 3, (3, 3), id="enough room for all"),
    ],
)
def test_the_screen_of_the_day_is_one_screen(
    roma: Roma, overdue: int, due: int, kept: tuple[int, int], columns: int
) -> None:
    for number, day in ((overdue, "2026-03-02"), (due, "today 18:00")):
        titles = "\n".join(f"{day[:2]} {at}" for at in range(number)).encode()
        roma.inside("task", "add", "-", "--due", day, stdin=titles)
    shown = _screen(roma, "today", columns=columns)
    assert len(shown) < 24
    found = tuple(sum(f" {word} " in line for line in shown) for word in ("20", "to"))
    assert found == kept
    more = [line for line in shown if line.startswith("… and ")]
    assert more == [
        f"… and {number - left} more rows; roma task list --due {which}"
        for number, left, which in zip((overdue, due), kept, ("overdue", "today"), strict=True)
        if number > left
    ]
    # A screen too low for anything shows the first of each, and a pipe gets all.
    assert sum(" 20 " in line or " to " in line for line in _screen(roma, "today", lines=4)) == 2
    plain = roma.inside("today").out
    assert plain.count("medium") == overdue + due


def test_wrapped_rows_and_headings_count_for_the_height(roma: Roma) -> None:
    for number in range(12):
        _add(roma, f"{number} " + "long title " * 15, "--due", f"2026-03-{2 + number:02}")
    for lines in (12, 17, 24):
        shown = _screen(roma, "task", "list", columns=60, lines=lines)
        assert len(shown) < lines
        assert re.fullmatch(r"… and \d+ more rows?; --all shows them", shown[-1])


def test_the_last_row_that_fits_needs_no_word_of_more(roma: Roma) -> None:
    roma.inside("task", "add", "-", stdin="\n".join("abcdefgh").encode())
    # A line of names, a heading, eight rows, and two that are kept free.
    assert "more" not in _screen(roma, "task", "list", lines=12)[-1]
    assert _screen(roma, "task", "list", lines=11)[-1].startswith("… and 1 more row;")


def test_a_title_beyond_the_screen_does_not_widen_its_columns(roma: Roma) -> None:
    roma.inside("task", "add", "-", stdin="\n".join(["short"] * 40).encode())
    _add(roma, "x" * 200, "-t", "tag", "-p", "low")
    shown = _screen(roma, "task", "list", lines=12)
    assert shown[0].index("tags") < 30


@pytest.mark.parametrize("columns", [120, 80, 60])
def test_with_every_column_a_list_stays_within_the_screen(roma: Roma, columns: int) -> None:
    roma.at("2026-03-04T12:00:00Z")
    options = ("--due", "2027-12-24 09:00", "-t", "some-longer-tag", "-t", "another")
    _add(roma, "A title of many words that goes on", *options, "--project", "A project with a name")
    _add(roma, "日本語の長いタイトル" * 5, *options, "--project", "プロジェクト")
    _add(roma, "w" * 255, *options, "--project", "p" * 100)
    shown = _screen(roma, "task", "list", "--all", columns=columns)
    assert max(map(cells, shown)) <= columns
    text = "".join("".join(line.split()) for line in shown)
    for part in ("24Dec", "2027", "days", "some", "another"):
        assert part in text
    assert text.count("w") >= 255


def test_wide_letters_keep_the_columns_under_each_other(roma: Roma) -> None:
    for title in ("plain", "日本語", "한국어", "cafe\u0301", "Ｆｕｌｌ"):  # noqa: RUF001 - wide ones
        _add(roma, title, "-t", "tag")
    rows = [line for line in _screen(roma, "task", "list", columns=60) if "#tag" in line]
    assert len(rows) == 5
    assert len({cells(row.partition("#tag")[0]) for row in rows}) == 1


@pytest.mark.parametrize("columns", [80, 60])
def test_stored_text_drives_no_terminal_on_any_screen_of_tasks(roma: Roma, columns: int) -> None:
    hostile = ("--project", HOSTILE, "-t", "\x1b[2J[b]", "--description", HOSTILE)
    _add(roma, HOSTILE, *hostile, "--due", "2026-03-02", "--repeat", "weekly")
    assert roma.inside("task", "note", "1", HOSTILE).code == 0
    assert roma.inside("task", "add", HOSTILE, "--parent", "1").code == 0
    for words in (
        ("task", "list", "--all"),
        ("task", "show", "1"),
        ("task", "search", "red"),
        ("task", "tags"),
        ("task", "chain", "1"),
        ("task", "edit", "1", "-p", "high"),
        ("task", "skip", "1"),
        ("task", "stop", "3"),
        ("task", "done", "2"),
        ("task", "tags", "--rename", "\x1b[2J[b]", "\u202ex"),
        ("task", "list", "--status", HOSTILE),
        ("task", "search", "--limit", "1", "[red]"),
        ("why", "1"),
        ("undo",),
    ):
        shown = _screen(roma, *words, columns=columns)
        assert "".join(shown).replace("\u200d", "").isprintable(), (words, shown)
        assert max(map(cells, shown)) <= columns or "error: " in shown[0] or len(shown) < 4, words
    listed = "".join("".join(_screen(roma, "task", "list", "--all", columns=200)).split())
    assert "".join(HOSTILE_SHOWN.split()) in listed
    [task, *_] = roma.inside("task", "list", "--json", "--status", "all", "--sort", "id").json()
    assert (task["title"], task["project"], task["description"]) == (HOSTILE,) * 3


# --- the editor ----------------------------------------------------------------------------

STAND_IN = """#!/bin/sh
trap 'echo interrupted' INT
echo "editing $1"
read answer
while [ -z "$answer" ]; do read answer; done
case "$answer" in
    change) sed -i 's/^priority: .*/priority: low/' "$1" ;;
    empty) : > "$1" ;;
    fail) exit 3 ;;
esac
"""


@pytest.fixture
def editing(roma: Roma) -> Roma:
    """Return a roma with a task, and an editor that waits for a word and does as it says."""
    _add(roma, "Write", "-p", "high", "--description", "Old")
    program = roma.folder / "stand in.sh"
    program.write_text(STAND_IN)
    program.chmod(0o700)
    roma.environ |= {"VISUAL": f"'{program}'", "EDITOR": "false", "TMPDIR": str(roma.folder)}
    return roma


def _drafts(roma: Roma) -> list[str]:
    return [path.name for path in roma.folder.glob("roma-*.txt")]


def _priority(roma: Roma) -> str:
    return str(roma.inside("task", "show", "1", "--json").json()["priority"])


@pytest.mark.parametrize(
    ("word", "code", "said", "priority"),
    [
        ("change", 0, "edited 1  Write", "low"),
        ("leave", 0, "nothing was changed", "high"),
        ("empty", 0, "nothing was changed", "high"),
        ("fail", 2, "exit code 3", "high"),
    ],
)
def test_a_task_is_changed_in_the_editor_unless_the_text_is_empty_or_the_same(
    editing: Roma, word: str, code: int, said: str, priority: str
) -> None:
    terminal = Terminal(editing, "task", "edit", "1")
    terminal.wait_for("editing ")
    terminal.type(word + "\n")
    ended = terminal.end()
    assert (ended, said in STYLE.sub("", terminal.shown)) == (code, True), terminal.shown
    assert _priority(editing) == priority
    assert _drafts(editing) == []


def test_while_the_editor_is_open_others_write_and_nothing_of_theirs_is_lost(
    editing: Roma,
) -> None:
    terminal = Terminal(editing, "task", "edit", "1")
    terminal.wait_for("editing ")
    # Another process, which waits for no lock: all it needs is there at once.
    assert editing("task", "edit", "1", "--title", "Read").code == 0
    assert editing("task", "add", "Another").code == 0
    assert editing.rows("PRAGMA wal_checkpoint(TRUNCATE)")[0][0] == 0
    terminal.type("change\n")
    assert terminal.end() == 0, terminal.shown
    assert editing.rows("SELECT title, priority FROM tasks ORDER BY id") == [
        ("Read", "low"),
        ("Another", "medium"),
    ]


def test_the_draft_is_for_its_owner_alone(editing: Roma) -> None:
    terminal = Terminal(editing, "task", "edit", "1")
    terminal.wait_for("editing ")
    [name] = _drafts(editing)
    assert (editing.folder / name).stat().st_mode & 0o777 == 0o600
    terminal.type("leave\n")
    assert terminal.end() == 0


def test_ctrl_c_is_the_editors_while_it_is_open(editing: Roma) -> None:
    terminal = Terminal(editing, "task", "edit", "1")
    terminal.wait_for("editing ")
    terminal.type("\x03")
    terminal.wait_for("interrupted")
    terminal.type("change\n")
    assert terminal.end() == 0, terminal.shown
    assert _priority(editing) == "low"


def test_without_a_terminal_no_editor_is_opened(editing: Roma) -> None:
    said = editing("task", "edit", "1")
    assert (said.code, "nothing to change" in said.err) == (2, True)


# --- completion ----------------------------------------------------------------------------


def _complete(roma: Roma, line: str, shell: str = "bash") -> list[str]:
    """Return what the program offers for a line typed so far, asked as shells ask it."""
    words = line.split(" ")
    asked = {
        "_ROMA_COMPLETE": f"complete_{shell}",
        "COMP_WORDS": line,
        "COMP_CWORD": str(len(words) - 1),
        "_TYPER_COMPLETE_ARGS": line,
        "_TYPER_COMPLETE_FISH_ACTION": "get-args",
    }
    done = subprocess.run(
        [sys.executable, "-m", "roma_cli"],
        env={**roma.environ, **asked},
        cwd=REPOSITORY,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b""), done
    return done.stdout.decode().split()


@pytest.fixture
def tagged(roma: Roma) -> Roma:
    """Return a roma with tags, one of them on a completed task only."""
    _add(roma, "A", "-t", "home", "-t", "work")
    _add(roma, "B", "-t", "Workshop", "-t", "straße")
    _add(roma, "C", "-t", "gone")
    roma.inside("task", "done", "3")
    return roma


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("roma task list --tag ", ["Workshop", "home", "straße", "work"]),
        ("roma task list --tag wor", ["work", "workshop"]),
        ("roma task list -t WORKS", ["WORKShop"]),  # tags are the same in any case
        ("roma task list -t #wo", ["#work", "#workshop"]),
        ("roma task add X -t h", ["home"]),
        ("roma task edit 1 --untag w", ["work", "workshop"]),
        ("roma task edit 1 --tag stra", ["straße"]),
        ("roma task list --tag g", []),
        ("roma task li", ["list"]),
    ],
)
def test_a_shell_is_offered_the_tags_of_pending_tasks(
    tagged: Roma, line: str, offered: list[str]
) -> None:
    assert _complete(tagged, line) == offered


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_tags_that_a_shell_would_take_for_more_than_text_are_not_offered(
    tagged: Roma, shell: str
) -> None:
    """Some shells evaluate what they are offered; tags may come from another's file."""
    for number, tag in enumerate(
        ("\\$(touch${IFS}x)", "'`x`'", "\x1b]0;x\x07", "a;b", "*", "-x", "a:b")
    ):
        _add(tagged, f"T{number}", f"--tag={tag}")
    offered = " ".join(_complete(tagged, "roma task list --tag ", shell))
    for name in ("home", "work", "Workshop"):
        assert name in offered
    listed = re.sub(r"_arguments '\*: :\(\((.*)\)\)'", r"\1", offered)
    assert not set("$`;*\\\x1b()") & set(listed), offered


def test_completion_neither_makes_nor_touches_a_file(roma: Roma) -> None:
    assert _complete(roma, "roma task list --tag ") == []
    assert os.listdir(roma.folder) == []
    _add(roma, "A", "-t", "home")
    before = roma.db.read_bytes()
    # A new day has begun, and no reset is done for a Tab.
    assert _complete(roma.at("2026-04-01T00:00:00Z"), "roma task list --tag ") == ["home"]
    assert roma.db.read_bytes() == before
    roma.db.write_bytes(b"no roma file")
    assert _complete(roma, "roma task list --tag ") == []


def test_what_is_said_aside_breaks_between_words_and_a_hint_stays_whole(roma: Roma) -> None:
    """The first words that anybody reads of roma are such."""
    made = _screen(roma, "today", columns=60)
    said = made[: next(at for at, line in enumerate(made) if "sessions" in line)]
    assert " ".join(said).startswith(f"created {roma.db}; time zone: this machine's UTC (")
    assert len(said) > 1
    assert all(cells(line) <= 60 or " " not in line for line in said)
    refused = _screen(
        roma, "task", "add", "Call", "--due", "the day after the last one", columns=30
    )
    error = refused[: next(at for at, line in enumerate(refused) if line.startswith("hint: "))]
    assert " ".join(error).startswith("error: ")
    assert len(error) > 1
    assert all(cells(line) <= 30 for line in error)


@pytest.mark.parametrize(
    ("text", "columns", "lines"),
    [
        ("one two", 7, ["one two"]),
        ("one two", 6, ["one", "two"]),
        ("one  two", 7, ["one ", "two"]),
        ("a " + "x" * 9 + " b", 4, ["a", "x" * 9, "b"]),
        ("日本 語", 4, ["日本", "語"]),
        ("", 5, [""]),
    ],
)
def test_a_line_is_folded_at_its_blanks(text: str, columns: int, lines: list[str]) -> None:
    assert folded(text, columns).split("\n") == lines
