"""Standard input, output and error that are closed, full, broken, or know no letters but ASCII."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.support import Completed, Roma

TITLE = "Grüße, 日本 😀"


def _shell(roma: Roma, script: str, **changes: str) -> Completed:
    """Run a line of shell in which `$0 -m roma_cli` is the command."""
    done = subprocess.run(
        ["sh", "-c", script.replace("roma ", '"$0" -m roma_cli '), sys.executable],
        env={**roma.environ, **changes},
        capture_output=True,
        timeout=60,
        check=False,
    )
    return Completed(done.returncode, done.stdout.decode(), done.stderr.decode())


@pytest.fixture
def made(roma: Roma) -> Roma:
    """Return a roma whose file is there, with one task."""
    roma.ok("task", "add", "first")
    return roma


COMMANDS = [
    "task list",
    "task list --json",
    "task add second",
    "task add second --priority high",
    "session add",
    "--help",
    "--version",
    "prompt",
]


@pytest.mark.parametrize("command", COMMANDS)
def test_nobody_needs_to_listen(made: Roma, command: str) -> None:
    assert _shell(made, f"roma {command} >&-") == Completed(0, "", "")


@pytest.mark.parametrize("command", COMMANDS)
def test_a_full_device_is_said_in_one_line(made: Roma, command: str) -> None:
    said = _shell(made, f"roma {command} >/dev/full")
    assert said.code == 5
    [error] = said.err.splitlines()
    assert "can't write to standard output: No space left on device" in error


def test_what_was_done_before_the_answer_could_not_be_written_stays_done(made: Roma) -> None:
    assert _shell(made, "roma task add second >&-").code == 0
    assert _shell(made, "roma task add third >/dev/full").code == 5
    assert made.rows("SELECT title FROM tasks") == [("first",), ("second",), ("third",)]


@pytest.mark.parametrize(
    ("command", "code"),
    [("task done 99", 3), ("task done x", 2), ("nonsense", 2), ("task add y", 0), ("task list", 0)],
)
def test_the_exit_code_is_right_where_nobody_reads_the_errors(
    made: Roma, command: str, code: int
) -> None:
    assert _shell(made, f"roma {command} 2>&- >/dev/null") == Completed(code, "", "")


@pytest.mark.parametrize(("command", "code"), [("task done 99", 3), ("nonsense", 2)])
def test_the_exit_code_is_right_where_the_errors_do_not_fit(
    made: Roma, command: str, code: int
) -> None:
    assert _shell(made, f"roma {command} 2>/dev/full") == Completed(code, "", "")


@pytest.mark.parametrize("streams", ["<&- >&- 2>&-", "<&- >&-", ">&- 2>&-", "<&-"])
def test_no_stream_at_all_is_needed_to_keep_a_task(made: Roma, streams: str) -> None:
    said = _shell(made, f"roma task add second {streams}")
    assert (said.code, said.err) == (0, "")
    assert made.rows("SELECT title FROM tasks") == [("first",), ("second",)]
    assert made.rows("PRAGMA integrity_check") == [("ok",)]


def test_a_first_file_is_made_without_any_stream(roma: Roma) -> None:
    assert _shell(roma, "roma task add first <&- >&- 2>&-").code == 0
    assert roma.rows("SELECT title FROM tasks") == [("first",)]


@pytest.mark.parametrize("command", ["task add -", "task done -", "task delete 1"])
def test_what_needs_an_input_that_is_closed_is_refused(made: Roma, command: str) -> None:
    before = made.dump()
    said = _shell(made, f"roma {command} <&-")
    assert said.code == 2
    error, hint = said.err.splitlines()
    assert (error[:7], hint[:6]) == ("error: ", "hint: ")
    assert made.dump() == before


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_a_reader_who_has_seen_enough_is_no_error(made: Roma, options: list[str]) -> None:
    # More than a pipe holds, so that some of it is still to be written.
    made.ok("task", "add", "-", stdin="".join(f"task {'x' * 60} {one}\n" for one in range(2000)))
    process = made.start("task", "list", *options)
    assert process.stdout is not None
    assert process.stderr is not None
    assert process.stdout.readline()
    process.stdout.close()
    assert process.wait(timeout=60) == 0
    with process.stderr:
        assert process.stderr.read() == ""


ASCII = [
    {"PYTHONIOENCODING": "ascii"},
    {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
]


@pytest.mark.parametrize("environ", ASCII, ids=["encoding", "locale"])
def test_letters_the_terminal_does_not_know_are_written_as_escapes(
    made: Roma, environ: dict[str, str]
) -> None:
    made.ok("task", "add", TITLE)
    listed = made.ok("task", "list", **environ).out
    assert TITLE.encode("ascii", "backslashreplace").decode() in listed
    assert listed.isascii()


def test_errors_are_written_in_ascii_where_nothing_else_is_known(made: Roma) -> None:
    said = made("task", "list", "--status", "grün", PYTHONIOENCODING="ascii")
    assert said.code == 2
    assert "gr\\xfcn" in said.err


@pytest.mark.parametrize("locale", ["C", "POSIX", ""])
def test_a_title_is_stored_as_typed_in_a_plain_locale(made: Roma, locale: str) -> None:
    made.ok("task", "add", TITLE, LC_ALL=locale)
    assert made.rows("SELECT title FROM tasks WHERE id = 2") == [(TITLE,)]


def test_json_stays_json_where_only_ascii_can_be_written(made: Roma) -> None:
    made.ok("task", "add", TITLE)
    shown = made.ok("task", "show", "2", "--json", PYTHONIOENCODING="ascii").out
    assert json.loads(shown)["title"] == TITLE
