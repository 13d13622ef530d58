"""Whatever is typed wrongly is answered in one line, with an exit code, and changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest

from roma_cli.cli import fast_path
from roma_cli.domain.errors import UsageError
from tests.cli import command_tree
from tests.support import NOON, Completed, Roma

if TYPE_CHECKING:
    from collections.abc import Mapping

USAGE, MISSING, UNWRITABLE = 2, 3, 5


class Case(NamedTuple):
    """A command line, and what is answered."""

    arguments: tuple[str, ...]
    code: int
    fragment: str
    hint: str = ""
    stdin: bytes = b""
    environ: Mapping[str, str] = {}


def _case(line: str, code: int, fragment: str, *more: str, hint: str = "") -> Case:
    return Case((*line.split(), *more), code, fragment, hint)


def _piped(line: str, stdin: bytes, fragment: str, code: int = USAGE) -> Case:
    return Case(tuple(line.split()), code, fragment, stdin=stdin)


CASES = {
    # Words roma does not know; the nearest is named.
    "unknown command": _case("tsk list", USAGE, "Did you mean 'task'?"),
    "unknown verb": _case("task lst", USAGE, "Did you mean 'list'?", hint="roma task --help"),
    "verb unlike any": _case("task frobnicate", USAGE, "no such command 'frobnicate'"),
    "case of a command": _case("task LIST", USAGE, "no such command 'LIST'"),
    "no verb": _case("task", USAGE, "roma task needs a command", hint="roma task --help"),
    "empty command": _case("", USAGE, "no such command ''", ""),
    "unknown option": _case("task list --colour", USAGE, "no such option: --colour"),
    "option near another": _case("task list --statsu all", USAGE, "--status"),
    "unknown option at the front": _case("--verbose today", USAGE, "no such option: --verbose"),
    "option without value": _case("task list --tag", USAGE, "--tag"),
    "flag with a value": _case("task list --json=yes", USAGE, "--json"),
    "too many operands": _case("task show 1 2", USAGE, "unexpected extra argument"),
    "missing operand": _case("session set", USAGE, "missing argument 'N'"),
    "newline in a command": _case("", USAGE, "no such command", "ta\nsk"),
    # Task numbers: the first two rows of the file are pending, the third is completed.
    "missing id": _case("task done 99", MISSING, "there is no task 99"),
    "missing id beside a good one": _case("task done 1 99", MISSING, "there is no task 99"),
    "missing ids": _case("task done 98 1 99", MISSING, "tasks 98, 99"),
    "missing id of delete": _case("task delete 1 99 --yes", MISSING, "no task 99"),
    "missing id of edit": _case("task edit 1 99 --priority low", MISSING, "no task 99"),
    "missing id of reopen": _case("task reopen 3 99", MISSING, "no task 99"),
    "missing id of show": _case("task show 99", MISSING, "no task 99"),
    "range beyond the end": _case("task done 1-5", MISSING, "tasks 4, 5"),
    "id 0": _case("task done 0", USAGE, "'0' is not an ID"),
    "word for an id": _case(
        "task done rent", USAGE, "'rent' is not an ID", hint="roma task done --help"
    ),
    "range backwards": _case("task done 2-1", USAGE, "backwards", hint="roma task done 1-2"),
    "range without end": _case("task done 1-", USAGE, "'1-' is not an ID"),
    "range of everything": _case("task done 1-99999999", USAGE, "more than 100000 IDs"),
    "huge id": _case("task show", USAGE, "is not an ID", "9" * 400),
    "id beyond SQLite": _case("task show", USAGE, "is not an ID", str(2**63)),
    "other digits": _case("task done \u0661", USAGE, "is not an ID"),
    "fraction": _case("task done 1.5", USAGE, "'1.5' is not an ID"),
    "done already": _case("task done 1 3", USAGE, "task 3 is completed already"),
    "not completed": _case("task reopen 1", USAGE, "task 1 is not completed"),
    "no ids on stdin": _piped("task done -", b"", "no task is named"),
    "word among ids on stdin": _piped("task done -", b"1\nrent\n", "'rent' is not an ID"),
    # Titles, tags, descriptions, priorities.
    "blank title": _case("task add", USAGE, "the title is blank", "   "),
    "empty title": _case("task add", USAGE, "the title is blank", ""),
    "256 characters": _case("task add", USAGE, "256 characters; at most 255", "a" * 256),
    "256 wide characters": _case("task add", USAGE, "256 characters; at most 255", "日" * 256),
    "title blanked": _case("task edit 1 --title", USAGE, "the title is blank", " "),
    "title too long in edit": _case("task edit 1 --title", USAGE, "at most 255", "a" * 256),
    "long description": _case("task add x --description", USAGE, "at most 10000", "a" * 10_001),
    "11 tags": _case(
        "task add x " + " ".join(f"-t {number}" for number in range(11)), USAGE, "at most 10 tags"
    ),
    "11 tags by edit": _case(
        "task edit 1 " + " ".join(f"-t {number}" for number in range(11)), USAGE, "at most 10 tags"
    ),
    "51 characters of tag": _case("task add x -t", USAGE, "at most 50", "t" * 50),
    "tag with a space": _case("task add x --tag", USAGE, "a tag is one word", "a b"),
    "blank tag": _case("task add x --tag", USAGE, "a tag is blank", "#"),
    "unknown priority": _case("task add x -p urgent", USAGE, "low, medium or high, not 'urgent'"),
    "unknown status": _case("task list --status open", USAGE, "--status is one of pending"),
    "unknown due": _case("task list --due month", USAGE, "today, week, overdue, none"),
    "nothing to change": _case("task edit 1", USAGE, "nothing to change"),
    "invalid UTF-8": _case("task add", USAGE, "not valid UTF-8", "caf\udce9"),
    "invalid UTF-8 in a tag": _case("task add x -t", USAGE, "not valid UTF-8", "caf\udce9"),
    "invalid UTF-8 in an id": _case("task done", USAGE, "is not an ID", "\udcff"),
    "invalid UTF-8 in a command": _case("", USAGE, "no such command", "\udcff"),
    "invalid UTF-8 on stdin": _piped("task add -", b"good\ncaf\xe9\n", "not valid UTF-8"),
    "NUL on stdin": _piped("task add -", b"good\nb\x00d\n", "line 2: the title contains a NUL"),
    "long line on stdin": _piped("task add -", b"good\n" + b"a" * 256, "line 2: the title has 256"),
    "no title on stdin": _piped("task add -", b"\n  \n", "no titles on standard input"),
    # Counts.
    "count 1001": _case("session set 1001", USAGE, "between 0 and 1000, not 1001"),
    "count -1": _case("session set -- -1", USAGE, "between 0 and 1000, not -1"),
    "count -1 as an option": _case("session set -1", USAGE, "no such option: -1"),
    "count abc": _case("session set abc", USAGE, "whole number from 0 to 1000, not 'abc'"),
    "count 1.5": _case("session set 1.5", USAGE, "not '1.5'"),
    "count 1_0": _case("session set 1_0", USAGE, "not '1_0'"),
    "count blank": _case("session set", USAGE, "whole number", " "),
    "huge count": _case("session set", USAGE, "whole number", "9" * 5000),
    "count in other digits": _case("session set \u0663", USAGE, "whole number"),
    "no minutes": _case("session add --minutes 0", USAGE, "from 1 to 1440"),
    "minutes of two days": _case("session add --minutes 2880", USAGE, "from 1 to 1440"),
    "session of no task": _case("session add --task 99", MISSING, "there is no task 99"),
    "session of two tasks": _case("session add --task 1-2", USAGE, "one task"),
    "session in the future": _case("session add --at", USAGE, "in the future", "tomorrow 9am"),
    # Settings.
    "zone misspelt": _case(
        "config set timezone Europe/Berln",
        USAGE,
        "did you mean Europe/Berlin",
        hint="roma config set timezone Europe/Berlin",
    ),
    "zone by its city": _case("config set timezone Tokyo", USAGE, "Asia/Tokyo"),
    "zone unlike any": _case("config set timezone qqqqqqqq", USAGE, "no time zone 'qqqqqqqq'"),
    "zone that is a path": _case("config set timezone ../../etc/passwd", USAGE, "no time zone"),
    "zone Factory": _case("config set timezone Factory", USAGE, "no time zone"),
    "reset at 25:00": _case("config set daily_reset_time 25:00", USAGE, "25:00"),
    "reset at 24:00": _case("config set daily_reset_time 24:00", USAGE, "24:00"),
    "reset at 07:60": _case("config set daily_reset_time 07:60", USAGE, "07:60"),
    "reset at noonish": _case("config set daily_reset_time noonish", USAGE, "noonish"),
    "setting misspelt": _case(
        "config get timzone", USAGE, "no setting 'timzone'", hint="roma config get timezone"
    ),
    "setting unlike any": _case("config set qqqqq 1", USAGE, "no setting", hint="roma config show"),
    "goal too high": _case("config set daily_goal 1001", USAGE, "from 0 to 1000, not '1001'"),
    "boolean": _case("config set sound_enabled maybe", USAGE, "true or false, not 'maybe'"),
    "duration": _case("config set work_duration soon", USAGE, "from 1 second to 24 hours"),
    "duration of 25 hours": _case("config set work_duration 25h", USAGE, "24 hours"),
    "theme": _case("config set theme pink", USAGE, "light, dark, mono"),
    "quiet hours": _case("config set quiet_hours 22:00", USAGE, "two times"),
    "channel": _case("config set notification_channels pigeon", USAGE, "desktop, terminal"),
    # Dates.
    "no date": _case("task add x --due someday", USAGE, "can't read 'someday' as a date"),
    "blank date": _case("task add x --due", USAGE, "the date or time is empty", ""),
    "31 February": _case("task add x --due 2026-02-31", USAGE, "28 days, not 31"),
    "month 13": _case("task add x --due 2026-13-01", USAGE, "no month 13"),
    "25 o'clock": _case("task add x --due", USAGE, "25:00", "tomorrow 25:00"),
    "two readings": _case(
        "task add x --due 3/4/2026",
        USAGE,
        "could mean 2026-04-03 or 2026-03-04",
        hint="roma task add x --due 2026-04-03",
    ),
    "year 10000": _case("task add x --due 10000-01-01", USAGE, "10000-01-01"),
    "endless date": _case("task add x --due", USAGE, "characters", "9" * 10_000),
    "date in edit": _case(
        "task edit 1 --due someday",
        USAGE,
        "can't read 'someday' as a date",
        hint="roma task edit --help",
    ),
    # Limits, operations, users.
    "--limit 0": _case("task list --limit 0", USAGE, "--limit"),
    "--limit -1": _case("reset history --limit -1", USAGE, "--limit"),
    "--limit x": _case("undo --list --limit x", USAGE, "--limit"),
    "huge --limit": _case("task list --limit", USAGE, "--limit", "9" * 30),
    "unknown operation": _case("undo 99", MISSING, "no operation 99", hint="roma undo --list"),
    "word for an operation": _case(
        "undo last", USAGE, "'last' is not an ID", hint="roma undo --help"
    ),
    "nothing to redo": _case("redo", MISSING, "nothing to redo"),
    "unknown user": _case("--user bob today", MISSING, "no user 'bob'"),
    "unknown user after the verb": _case("task add x --user bob", MISSING, "no user 'bob'"),
    "unknown user of the environment": Case(
        ("today",), MISSING, "no user 'bob'", environ={"ROMA_USER": "bob"}
    ),
    "delete without anybody to ask": _case(
        "task delete 1 5-7",
        USAGE,
        "add --yes to confirm",
        hint="roma task delete 1 5-7 --yes",
    ),
    # Surroundings.
    "directory as file": Case(
        ("today",), UNWRITABLE, "/usr is a directory", environ={"ROMA_DB": "/usr"}
    ),
    "file below a file": Case(
        ("today",), UNWRITABLE, "/etc/passwd/roma.db", environ={"ROMA_DB": "/etc/passwd/roma.db"}
    ),
    "file nobody may make": Case(
        ("today",), UNWRITABLE, "/proc/roma/roma.db", environ={"ROMA_DB": "/proc/roma/roma.db"}
    ),
    "NUL byte for a clock": Case(
        ("today",),
        USAGE,
        "can't read 'garbage' as a date and time",
        environ={"ROMA_NOW": "garbage"},
    ),
    "clock without offset": Case(
        ("today",), USAGE, "lacks an offset", environ={"ROMA_NOW": "2026-03-04T12:00:00"}
    ),
    "clock beyond the years": Case(
        ("today",), USAGE, "1970 to 9989", environ={"ROMA_NOW": "9999-12-31T23:59:59Z"}
    ),
    "relative home": Case(
        ("today",), USAGE, "is not absolute", environ={"ROMA_DB": "", "HOME": "somewhere"}
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_slip_is_answered_in_one_line_and_changes_nothing(kept: Roma, case: Case) -> None:
    before = kept.dump()
    said = kept.inside(*case.arguments, stdin=case.stdin, **case.environ)
    assert said.code == case.code
    assert said.out == ""
    error, *hints = said.err.splitlines()
    assert error.startswith("error: ")
    assert case.fragment in error
    assert len(hints) <= 1
    assert all(hint.startswith("hint: ") for hint in hints)
    if case.hint:
        assert hints == [f"hint: {case.hint}"]
    assert "Traceback" not in said.err
    assert len(error) < 600, "nobody reads this much"
    assert kept.dump() == before
    for hint in hints:
        _assert_can_be_typed(hint.removeprefix("hint: "))


@pytest.mark.parametrize(
    "case",
    [case for case in CASES.values() if "--json=yes" not in case.arguments],
    ids=[name for name, case in CASES.items() if "--json=yes" not in case.arguments],
)
def test_with_json_the_error_is_one_object(kept: Roma, case: Case) -> None:
    before = kept.dump()
    plain = kept.inside(*case.arguments, stdin=case.stdin, **case.environ)
    said = kept.inside("--json", *case.arguments, stdin=case.stdin, **case.environ)
    assert (said.code, said.out) == (plain.code, "")
    assert said.err.count("\n") == 1
    problem = said.problem()
    assert list(problem) == ["kind", "message", "hint"]
    kinds = {USAGE: "usage", MISSING: "not_found", UNWRITABLE: "cannot_write"}
    assert problem["kind"] == kinds[case.code]
    assert problem["hint"] is None or isinstance(problem["hint"], str)
    assert kept.dump() == before


def _assert_can_be_typed(hint: str) -> None:
    """Assert that a hint's command exists and takes these options; its values are not judged."""
    if not hint.startswith("roma"):
        assert hint.startswith(("ROMA_", "ls ", "pip ")), hint
        return
    words = command_tree.words_of(hint)
    try:
        assert command_tree.understood(words)
    except UsageError as problem:
        raise AssertionError(f"{hint!r}: {problem.message}") from problem


@pytest.mark.parametrize("path", command_tree.commands(), ids=" ".join)
def test_no_command_takes_an_option_or_operands_it_does_not_know(
    roma: Roma, path: tuple[str, ...]
) -> None:
    said = roma.inside(*path, "--no-such-option")
    assert said.code == USAGE
    assert said.err.startswith("error: no such option: --no-such-option")
    assert said.err.endswith(f"hint: roma {' '.join(path)} --help\n")
    assert not roma.db.exists()


NASTY = ("\udcff", "\x1b[2J", "9" * 5000, "-" * 50, "\u202egnp", "'; --", "")


@pytest.mark.parametrize("path", command_tree.commands(), ids=" ".join)
def test_no_word_makes_a_traceback_or_reaches_the_terminal_raw(
    kept: Roma, path: tuple[str, ...]
) -> None:
    for word in NASTY:
        _assert_survived(kept.inside(*path, word))
        _assert_survived(kept.inside(*path, "--", word))


@pytest.mark.parametrize("path", command_tree.commands(), ids=" ".join)
def test_no_value_of_an_option_makes_a_traceback(kept: Roma, path: tuple[str, ...]) -> None:
    options = {
        option.opts[-1]: option
        for at, command in command_tree.tree()
        if at == path
        for option in command.params
        if option.param_type_name == "option" and not option.is_flag
    }
    common = {"--db", "--user"}
    assert common <= options.keys()
    # What all commands share is tried with one of them.
    for option in options if path == ("today",) else options.keys() - common:
        for value in ("\udcff", "\x1b[2J\u202e", "9" * 5000, ""):
            for operands in ((), ("1",)):
                _assert_survived(kept.inside(*path, *operands, f"{option}={value}"))


def _assert_survived(said: Completed) -> None:
    assert said.code in (0, USAGE, MISSING, UNWRITABLE), said
    assert "Traceback" not in said.err
    assert not {"\x1b", "\u202e"} & set(said.out + said.err)


@pytest.mark.parametrize(
    ("arguments", "fragment"),
    [
        (("task", "add", "caf\udce9"), "error: the title is not valid UTF-8"),
        (("task", "\udce9"), "error: no such command"),
        (("--user", "\udce9", "today"), "error: "),
        (("--db", "/proc/\udce9/x", "today"), "error: "),
        (("task", "list", "\udce9"), "no tasks match"),
    ],
    ids=ascii,
)
def test_bytes_that_are_no_text_are_answered_by_the_real_command(
    roma: Roma, arguments: tuple[str, ...], fragment: str
) -> None:
    roma.ok("today")
    for locale in ("C.UTF-8", "C"):
        said = roma(*arguments, LC_ALL=locale)
        assert said.code in (0, USAGE, MISSING, UNWRITABLE)
        assert fragment in said.err
        assert "Traceback" not in said.err


def test_a_closed_standard_input_is_an_empty_one(roma: Roma) -> None:
    """As from `<&-`, or a service without one."""
    for arguments in (["task", "add", "-"], ["task", "done", "-"], ["task", "delete", "1"]):
        with roma.start(*arguments) as process:
            assert process.wait(60) == USAGE


def test_a_frozen_clock_is_an_instant_with_an_offset(roma: Roma) -> None:
    for instant in (NOON, "2026-03-04T13:00:00+01:00", "2026-03-04T12:00:00+00:00"):
        assert "2026-03-04T12:00:00" in roma.at(instant).ok("task", "add", "x", "--json").out


def test_every_slip_of_a_quick_command_is_here_in_both_lanes() -> None:
    """The table above speaks of both lanes, not of Typer alone."""
    assert sum(fast_path.parse(case.arguments) is not None for case in CASES.values()) >= 10
