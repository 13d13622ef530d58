"""Conversations through the real command: what is said, what is done, and what is kept of both."""

from __future__ import annotations

import json
import os
import random
import shlex
import signal
import subprocess
import sys
from typing import TYPE_CHECKING, Any
from unittest import mock

import pytest

from roma_cli import context
from roma_cli.cli import catalog
from roma_cli.cli import declaration as frame
from roma_cli.cli.live import chat_model, chat_session
from roma_cli.domain.day import parse_instant
from roma_cli.domain.errors import CannotWrite, UsageError
from roma_cli.domain.language import conversation
from roma_cli.domain.language.commands import grammar as command_grammar
from roma_cli.storage import conversations
from tests import terminal
from tests.cli import command_tree
from tests.domain.commands_table import UNDERSTOOD
from tests.support import NOON, REPOSITORY, Completed, Roma

if TYPE_CHECKING:
    from collections.abc import Sequence

STATE = "SELECT key, user_id, state, updated_at FROM conversation_states"
ENTRY = {"role", "content", "timestamp"}


def say(roma: Roma, sentence: str, *options: str) -> Completed:
    """Say one sentence, and expect that it is done."""
    said = roma.inside("chat", sentence, *options)
    assert said.code == 0, (sentence, said)
    return said


def history(roma: Roma) -> list[dict[str, str]]:
    shape = roma.inside("chat", "--history", "--json").json()
    assert isinstance(shape["history"], list)
    return shape["history"]


def tasks(roma: Roma, *options: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = roma.inside("task", "list", *options, "--json").json()
    return found


@pytest.fixture
def two_reports(roma: Roma) -> Roma:
    """Return a roma with two tasks that are a report, one of them due."""
    for words in (("Write the report", "--due", "tomorrow 9am"), ("Print the report",), ("Call",)):
        assert roma.inside("task", "add", *words).code == 0
    return roma


# --- what is said and done ------------------------------------------------------------------


def test_the_data_models_own_example(roma: Roma) -> None:
    said = say(roma, "Create a weekly task for team meetings")
    assert said.out == (
        "added 1  Team meetings  due Wed 4 Mar 2026, all day  repeats weekly\n"
        "coming up: today, 11 Mar, 18 Mar, 25 Mar, 1 Apr\n"
        "same as: roma task add 'Team meetings' --repeat weekly\n"
    )
    [task] = tasks(roma)
    assert (task["title"], task["recurrence"]) == ("Team meetings", "weekly")


def test_it_follows_the_conversation(roma: Roma) -> None:
    """Each turn is one operation of its own, and speaks of the task of the turn before."""
    say(roma, "add write the report tomorrow 9am")
    for sentence, command in (
        ("make it high priority", "task edit 1 --priority high"),
        ("postpone it by a day", "task edit 1 --due '2026-03-06 09:00:00'"),
        ("tag that #work", "task edit 1 --tag work"),
        ("remind me of it an hour before", "task edit 1 --remind '1 hour'"),
        ("start working on it", "timer start work --task 1"),
        ("stop", "timer stop"),
        ("mark the last one as done", "task done 1"),
        ("reopen it", "task reopen 1"),
    ):
        out = say(roma, sentence).out
        assert out.splitlines()[-1] == f"same as: roma {command}", sentence
    [task] = tasks(roma)
    assert task["due_date"] == "2026-03-06T09:00:00+00:00"
    assert (task["priority"], task["tags"], task["reminder_offset"]) == (
        "high",
        ["#work"],
        "1 hour",
    )


def test_it_is_also_the_only_task_of_a_list(two_reports: Roma) -> None:
    say(two_reports, "what is due tomorrow")
    assert "completed 1" in say(two_reports, "mark it as done").out
    say(two_reports, "find print")
    assert "completed 2" in say(two_reports, "it is done").out


def test_them_are_all_of_the_last_turn_and_it_is_asked(two_reports: Roma) -> None:
    say(two_reports, "mark 1 and 2 as done")
    said = two_reports.inside("chat", "reopen it")
    assert said.code == 2
    assert "roma task reopen 1 (Write the report) or roma task reopen 2" in said.err
    assert say(two_reports, "reopen them").out.count("reopened") == 2


def test_before_anything_is_said_there_is_no_it(two_reports: Roma) -> None:
    said = two_reports.inside("chat", "mark it as done")
    assert said.code == 2
    assert said.err == (
        "error: no earlier turn names a task for 'it': name the task\nhint: roma task list\n"
    )


def test_several_matches_are_named_with_their_commands_and_nothing_changes(
    two_reports: Roma,
) -> None:
    before = two_reports.dump()
    said = two_reports.inside("chat", "done", "with", "the", "report")
    assert (said.code, said.out) == (2, "")
    assert said.err == (
        "error: this could mean roma task done 1 (Write the report)"
        " or roma task done 2 (Print the report): type one of them\nhint: roma task list\n"
    )
    kept = [row for row in two_reports.dump() if "conversation_states" not in row]
    assert kept == before


def test_more_words_of_the_title_tell_which(two_reports: Roma) -> None:
    assert "completed 2  Print the report" in say(two_reports, "I finished the print report").out


def test_what_is_called_exactly_so_comes_before_what_holds_the_words(two_reports: Roma) -> None:
    two_reports.inside("task", "add", "report")
    assert "completed 4  report" in say(two_reports, "done with the report").out


def test_a_task_that_is_not_there_is_not_found(two_reports: Roma) -> None:
    said = two_reports.inside("chat", "done with the zebra")
    assert said == Completed(3, "", "error: no task matches 'zebra'\nhint: roma task list\n")


def test_two_readings_of_a_date_are_both_offered(two_reports: Roma) -> None:
    said = two_reports.inside("chat", "move call to 3/4/2026")
    assert said.code == 2
    assert "roma task edit 3 --due 2026-04-03" in said.err
    assert "roma task edit 3 --due 2026-03-04" in said.err


def test_deleting_needs_a_yes(two_reports: Roma) -> None:
    said = two_reports.inside("chat", "delete call")
    assert said.code == 2
    assert said.err == (
        "error: not a terminal, so roma can't ask before running roma task delete 3 --yes:"
        " add --yes to confirm\nhint: roma chat 'delete call' --yes\n"
    )
    assert len(tasks(two_reports)) == 3
    out = say(two_reports, "delete call", "--yes").out
    assert out.endswith("same as: roma task delete 3 --yes\n")
    assert len(tasks(two_reports)) == 2


def test_what_is_not_understood_changes_nothing_and_gives_examples(two_reports: Roma) -> None:
    before = two_reports.dump()
    said = two_reports.inside("chat", "I wonder what done means")
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith("error: not understood: try for example 'create a weekly task")
    assert [row for row in two_reports.dump() if "conversation_states" not in row] == before


def test_small_talk_stands_for_no_command(roma: Roma) -> None:
    assert say(roma, "thanks", "--json").json() == {
        "reply": "You're welcome.",
        "command": None,
        "result": None,
    }
    assert say(roma, "help").out.splitlines()[1:] == [
        f"  {one}" for one in command_grammar.EXAMPLES
    ]


def test_how_many_is_a_number(two_reports: Roma) -> None:
    assert say(two_reports, "how many tasks are left").out == "3 tasks\nsame as: roma task list\n"
    said = say(two_reports, "how many high priority tasks are there", "--json").json()
    assert said == {
        "reply": "0 tasks",
        "command": ["task", "list", "--priority", "high"],
        "result": [],
    }


def test_a_dry_run_shows_the_command_and_leaves_no_trace(two_reports: Roma) -> None:
    before = two_reports.dump()
    assert say(two_reports, "delete call", "--dry-run").out == (
        "nothing was done\nsame as: roma task delete 3 --yes\n"
    )
    assert two_reports.dump() == before
    fresh = two_reports.inside("chat", "undo", "--dry-run", ROMA_DB=str(two_reports.db) + "2")
    assert fresh.code == 3
    assert [one.name for one in two_reports.folder.glob("*.db*2*")] == []


@pytest.mark.parametrize(
    "sentence",
    [
        *("add buy milk", "done with call", "move call to friday", "make 1 urgent", "tag 1 #home"),
        *("rename call to Ring", "remind me about write 30 minutes before", "set the count to 5"),
        *("add a session", "start", "my day starts at 4", "I moved to Tokyo", "close my day"),
        *("repeat call every week", "note on call: no answer", "delete call"),
    ],
)
def test_each_turn_is_one_operation_that_undo_takes_back(two_reports: Roma, sentence: str) -> None:
    def rows() -> list[str]:
        kept = [row for row in two_reports.dump() if "conversation_states" not in row]
        return sorted(row for row in kept if '"task_words' not in row)

    before = rows()
    operations = len(two_reports.rows("SELECT id FROM operations"))
    say(two_reports, sentence, "--yes")
    assert rows() != before
    assert len(two_reports.rows("SELECT id FROM operations")) == operations + 1
    say(two_reports, "undo that")
    assert rows() == before


def test_the_command_of_a_reply_does_the_same(roma: Roma) -> None:
    """Typed into a shell; whatever the title holds."""
    for title in ("it's", 'a "b" c', "$(id) `id` \\", "#5 & co", "\x1b[31mred\u202e", "ä 日本"):
        out = say(roma, f"todo: {title}").out
        command = out.splitlines()[-1].removeprefix("same as: ")
        words = subprocess.run(
            ["bash", "-c", f"roma() {{ printf '%s\\0' \"$@\"; }}; {command}"],
            capture_output=True,
            check=True,
            env={"LC_ALL": "C.UTF-8", "PATH": os.environ["PATH"]},
        ).stdout.decode()
        typed = roma.inside(*words.rstrip("\0").split("\0"), "--json").json()
        assert typed["title"] == tasks(roma)[-2]["title"], command


def test_stored_text_never_drives_the_terminal(roma: Roma) -> None:
    roma.inside("task", "add", "--", "\x1b[31mred\x9b7m \u202e one")
    roma.inside("task", "add", "--", "red two \x07")
    for arguments in (("done with red",), ("show task 1",), ("red\x1b[2J",), ("--history",)):
        for options in ((), ("--json",)):
            said = roma.inside("chat", *arguments, *options)
            driving = [one for one in said.out + said.err if not one.isprintable() and one != "\n"]
            assert driving == [], said


def test_json_of_a_turn_holds_what_its_command_gives(two_reports: Roma) -> None:
    shape = say(two_reports, "what is due tomorrow", "--json").json()
    command = ["task", "list", "--after", "2026-03-04", "--before", "2026-03-06"]
    assert shape["command"] == command
    assert shape["result"] == two_reports.inside(*command, "--json").json()
    assert "Write the report" in shape["reply"]
    problem = two_reports.inside("chat", "done with the report", "--json").problem()
    assert problem["kind"] == "usage"
    assert "roma task done 1" in problem["message"]


def test_another_user_is_named_in_the_command(roma: Roma) -> None:
    roma.inside("user", "add", "anna")
    out = roma.inside("chat", "add milk", "--user", "anna").out
    assert out.endswith("same as: roma --user anna task add Milk\n")
    assert tasks(roma) == []
    assert "completed" in roma.inside("chat", "it is done", "--user", "anna").out
    assert history(roma) == []


def test_lines_of_standard_input_are_turns_up_to_the_first_that_fails(roma: Roma) -> None:
    sentences = b"add milk\nmark it as done\n\nfoo bar\nadd bread\n"
    said = roma.inside("chat", "-", stdin=sentences)
    assert said.code == 2
    assert "completed 1  Milk" in said.out
    assert said.err.startswith("created ")
    assert "error: line 3: not understood" in said.err
    assert tasks(roma, "--status", "all")[0]["title"] == "Milk"
    assert len(tasks(roma, "--status", "all")) == 1


def test_without_a_terminal_and_a_sentence_there_is_a_hint(roma: Roma) -> None:
    said = roma.inside("chat")
    assert said == Completed(
        2, "", 'error: there is no terminal to talk on\nhint: roma chat "done with the report"\n'
    )
    assert roma.inside("chat", "undo", "--history").code == 2


def test_the_day_and_the_resets_are_those_of_each_turn(roma: Roma) -> None:
    roma.inside("session", "set", "5")
    roma.at("2026-03-05T12:00:00Z")
    assert say(roma, "how many sessions today").out.startswith("sessions    0/8\n")


# --- what is kept ---------------------------------------------------------------------------


def test_the_conversation_is_the_data_models_json(roma: Roma) -> None:
    say(roma, "add milk")
    roma.at("2026-03-04T12:00:07Z")
    roma.inside("chat", "foo bar")
    [(key, user_id, text, updated_at)] = roma.rows(STATE)
    state = json.loads(text)
    assert (key, user_id) == ("conversation:1", 1)
    assert updated_at == parse_instant("2026-03-04T12:00:07Z")
    assert list(state) == ["user_id", "history", "last_updated"]
    assert (state["user_id"], state["last_updated"]) == (1, "2026-03-04T12:00:07Z")
    assert all(set(entry) == ENTRY for entry in state["history"])
    assert state["history"][:2] == [
        {"role": "user", "content": "add milk", "timestamp": NOON},
        {
            "role": "assistant",
            "content": "added 1  Milk\nsame as: roma task add Milk",
            "timestamp": NOON,
        },
    ]
    assert [entry["role"] for entry in state["history"]] == ["user", "assistant"] * 2
    assert state["history"][3]["content"].startswith("error: not understood")
    assert roma.inside("chat", "--history", "--json").json() == state


def test_the_history_reads_as_it_was_said(roma: Roma) -> None:
    assert roma.inside("chat", "--history").err.endswith("no conversation yet\n")
    say(roma, "add milk")
    assert roma.inside("chat", "--history").out == (
        "2026-03-04T12:00:00+00:00  you   add milk\n"
        "2026-03-04T12:00:00+00:00  roma  added 1  Milk\n"
        "                                 same as: roma task add Milk\n"
    )


def test_the_last_two_hundred_turns_are_kept() -> None:
    state = None
    for number in range(conversation.MOST_TURNS + 5):
        state = conversation.extended(state, 1, (f"say {number}", 0), (f"said {number}", 1))
    assert state is not None
    assert len(state["history"]) == 2 * conversation.MOST_TURNS
    assert state["history"][0]["content"] == "say 5"
    assert state["history"][-1]["content"] == "said 204"


def test_a_long_reply_keeps_its_beginning_and_its_command() -> None:
    content = conversation.reply(["x" * 999] * 99, ["task", "list"])
    assert len(content) <= conversation.LONGEST_CONTENT
    assert content.endswith("\nsame as: roma task list")
    assert conversation.reply([], ["undo"]) == "same as: roma undo"


def test_the_conversation_can_be_forgotten_and_nothing_else_is(roma: Roma) -> None:
    say(roma, "add milk")
    said = roma.inside("chat", "--clear")
    assert (said.code, len(history(roma))) == (2, 2)
    said = roma.inside("chat", "--clear", "--yes")
    assert said.out == "conversation deleted\n"
    assert roma.inside("chat", "--clear", "--yes", "--json").json() == {"cleared": False}
    assert history(roma) == []
    assert len(tasks(roma)) == 1


def test_a_conversation_that_cannot_be_read_is_not_written_over(roma: Roma) -> None:
    say(roma, "add milk")
    roma.write("UPDATE conversation_states SET state = '{\"history\": 5}'")
    said = roma.inside("chat", "add bread")
    assert said.code == 0
    assert "can't store the conversation: can't read the conversation" in said.err
    assert roma.inside("chat", "--history").code == 6
    assert roma.inside("chat", "mark it as done").code == 6
    roma.inside("chat", "--clear", "--yes")
    assert "added" in say(roma, "add bread").out


def test_a_turn_that_cannot_be_kept_is_answered_all_the_same(roma: Roma) -> None:
    say(roma, "add milk")
    full = CannotWrite("the disk is full")
    with mock.patch.object(conversations, "replace", side_effect=full):
        said = roma.inside("chat", "how many tasks are left")
    assert (said.code, said.out) == (0, "1 task\nsame as: roma task list\n")
    assert said.err == "can't store the conversation: the disk is full\n"


def test_whatever_is_said_nothing_is_stored_without_its_command_in_the_reply(
    two_reports: Roma, pytestconfig: pytest.Config
) -> None:
    """Sentences of the table, one after the other on one file, in an order of their own."""
    chance = random.Random(8)  # noqa: S311 - a mixture, no secret
    number = len(UNDERSTOOD) if pytestconfig.getoption("--deep") else 30
    newest = "SELECT max(id) FROM operations WHERE actor = 'user'"
    for sentence, _, _ in chance.sample(UNDERSTOOD, number):
        before = two_reports.rows(newest)
        said = two_reports.inside("chat", "--yes", sentence)
        assert said.code in (0, 2, 3), (sentence, said)
        if two_reports.rows(newest) != before:
            assert said.out.splitlines()[-1].startswith("same as: roma "), sentence


def test_doctor_finds_nothing_wrong_with_a_conversation(roma: Roma) -> None:
    say(roma, "add milk")
    assert " 0 faults" in roma.inside("doctor").out


# --- other processes ------------------------------------------------------------------------


def test_two_chats_at_once_lose_nothing_of_each_other(roma: Roma) -> None:
    say(roma, "hello")
    children = []
    for name in ("a", "b", "c"):
        child = subprocess.Popen(
            [sys.executable, "-m", "roma_cli", "chat", "-"],
            env=roma.environ,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        lines = "".join(f"todo: {name}{number}\n" for number in range(12))
        assert child.stdin is not None
        child.stdin.write(lines.encode())
        child.stdin.close()
        children.append(child)
    for child in children:
        assert child.wait(60) == 0
        assert child.stderr is not None
        child.stderr.close()
    said = history(roma)[2:]
    assert len(said) == 3 * 12 * 2
    for turn, result in zip(said[::2], said[1::2], strict=True):
        title = turn["content"].removeprefix("todo: ")
        assert f"  {title.capitalize()}\n" in result["content"]
    for name in ("a", "b", "c"):
        own = [one["content"] for one in said[::2] if one["content"].startswith(f"todo: {name}")]
        assert own == [f"todo: {name}{number}" for number in range(12)]


KILLED = """
import os, signal, sys
from roma_cli import __main__
from roma_cli.usecases.chat import interpreter
from roma_cli.domain.language import conversation
where = sys.argv.pop(1)
def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)
setattr(interpreter if where == "keep" else conversation, where, die)
__main__.start()
"""


@pytest.mark.parametrize("where", ["keep", "extended"])
def test_killed_after_the_command_the_task_is_there_and_the_conversation_whole(
    roma: Roma, where: str
) -> None:
    """Before the turn is added, and inside the transaction that adds it."""
    say(roma, "add milk")
    done = subprocess.run(
        [sys.executable, "-c", KILLED, where, "chat", "add bread"],
        env={**roma.environ, "PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL
    assert [task["title"] for task in tasks(roma)] == ["Milk", "Bread"]
    assert [one["content"] for one in history(roma)[::2]] == ["add milk"]
    say(roma, "undo")
    assert [task["title"] for task in tasks(roma)] == ["Milk"]
    assert [one["content"] for one in history(roma)[::2]] == ["add milk", "undo"]


# --- on a terminal --------------------------------------------------------------------------


def test_a_conversation_on_a_terminal(two_reports: Roma) -> None:
    """A question, the arrow keys, Ctrl-C for the line, Ctrl-D for the end."""
    say(two_reports, "what is overdue")
    one = terminal.Terminal(two_reports, "chat", TERM="dumb")
    one.wait_for("roma> ")
    one.type("done with the report\n")
    one.wait_for("Which one? [1-2, Enter for none] ")
    one.type("2\n")
    one.wait_for("completed 2  Print the report")
    one.wait_for("roma> ")
    one.type("delete it\n")
    one.wait_for("Delete task 2  Print the report? [y/N] ")
    one.type("n\n")
    one.wait_for("cancelled; nothing was changed")
    one.wait_for("roma> ")
    one.type("\n")
    one.wait_for("roma> ")
    one.type("half a line")
    one.wait_for("half a line")
    one.wait_for("roma> ", pressing="\x03")
    # Up three times: past what was said just now, to what was said in a run before.
    one.type("\x1b[A\x1b[A\x1b[A")
    one.wait_for("what is overdue")
    one.type("\n")
    one.wait_for("same as: roma task list --due overdue")
    one.wait_for("roma> ")
    one.type("\x04")
    assert one.end() == 0
    assert "half a line" not in str(history(two_reports))
    assert [task["id"] for task in tasks(two_reports)] == [1, 3]


def test_bye_ends_it_and_enter_gives_a_question_up(two_reports: Roma) -> None:
    one = terminal.Terminal(two_reports, "chat")
    one.wait_for("roma> ")
    one.type("done with the report\n")
    one.wait_for("Which one?")
    one.type("\n")
    one.wait_for("cancelled; nothing was changed")
    one.wait_for("roma> ")
    one.type("bye\n")
    one.wait_for("Goodbye.")
    assert one.end() == 0
    assert len(tasks(two_reports)) == 3


def test_one_sentence_on_a_terminal_may_ask_too(two_reports: Roma) -> None:
    answers = [("Delete task 3  Call? [y/N] ", "y\n")]
    screen = terminal.show(two_reports, "chat", "delete call", columns=60, answers=answers)
    assert screen.code == 0
    assert "same as: roma task delete 3 --yes" in screen.lines
    assert all(terminal.cells(row) <= 60 for row in screen.lines)


def test_a_narrow_screen_breaks_no_command(two_reports: Roma) -> None:
    screen = terminal.show(two_reports, "chat", "add " + "many words " * 12, columns=40)
    title = "M" + ("many words " * 12).strip()[1:]
    assert f"same as: roma task add '{title}'" in screen.lines


# --- the door -------------------------------------------------------------------------------


def _suggested(
    roma: Roma, command: Sequence[str] | None, *, asks: bool = False, yes: bool = False
) -> int:
    """Say what the grammar does not read, with something there that suggests a command."""
    invocation = context.Invocation(parse_instant(NOON), roma.environ)
    manner = chat_session.Manner(
        frame.GlobalOptions(), asks=asks, yes=yes, suggest=lambda *_told: command
    )
    return chat_session.take(invocation, "jot down the milk thing", manner)


def test_a_suggestion_goes_through_the_same_validators_and_is_asked_for(
    roma: Roma, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(UsageError, match="add --yes to confirm"):
        _suggested(roma, ["task", "add", "Milk"])
    assert tasks(roma) == []
    assert _suggested(roma, ["task", "add", "Milk", "--due", "tomorrow"], yes=True) == 0
    assert "same as: roma task add Milk --due tomorrow\n" in capsys.readouterr().out
    assert _suggested(roma, ["task", "list"]) == 0
    with pytest.raises(UsageError, match="could mean"):
        _suggested(roma, ["task", "add", "Milk", "--due", "03/04/2026"], yes=True)
    assert len(tasks(roma)) == 1


@pytest.mark.parametrize(
    "command",
    [
        ["data", "restore", "--yes"],
        ["task", "add", "-"],
        ["task", "add", "Milk", "--db", "other.db"],
        ["task", "add", "Milk", "--user=anna"],
        ["task", "list", "--help"],
        ["task", "edit", "1"],
        ["config", "set", "notify_command", "rm -rf ~"],
        ["config", "set", "timezone"],
        ["chat", "undo"],
        ["sudo"],
        [],
    ],
    ids=" ".join,
)
def test_what_no_sentence_may_become_is_no_suggestion(roma: Roma, command: list[str]) -> None:
    with pytest.raises(UsageError):
        _suggested(roma, command, yes=True)
    assert tasks(roma) == []


def test_what_nobody_suggests_is_not_understood(roma: Roma) -> None:
    with pytest.raises(UsageError, match="not understood"):
        _suggested(roma, None, yes=True)


def test_the_commands_told_to_a_suggester_are_those_that_may_come_of_a_sentence() -> None:
    shapes = chat_model.shapes()
    told = {shape.path for shape in shapes}
    assert told <= {path for path, _ in command_tree.tree()}
    [undo] = [shape for shape in shapes if shape.path == ("undo",)]
    told |= {("undo", name) for name in undo.options if name == "--list"}
    assert told == command_grammar.READS | command_grammar.CHANGES
    assert ("chat",) in {(name,) for name in catalog.WORDS}
    assert all(shlex.split(shape.text) for shape in shapes)


@pytest.mark.parametrize(
    ("said", "due"),
    [
        ("move it to friday", "2026-03-06T15:00:00+00:00"),
        ("move it to 10am", "2026-03-05T10:00:00+00:00"),
        ("move it to friday 10am", "2026-03-06T10:00:00+00:00"),
        ("remove the due date from it", None),
    ],
)
def test_a_day_alone_keeps_the_time_and_a_time_alone_the_day(
    roma: Roma, said: str, due: str | None
) -> None:
    roma.inside("chat", "add a task to see the doctor tomorrow at 3pm")
    roma.inside("chat", said)
    assert roma.inside("task", "show", "1", "--json").json()["due_date"] == due
