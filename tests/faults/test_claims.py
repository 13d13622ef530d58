"""Reminders are sent once, whoever comes first, dies on the way, or takes too long."""

from __future__ import annotations

import os
import random
import shlex
import signal
import sqlite3
import time
from collections import Counter
from typing import TYPE_CHECKING
from unittest import mock

from roma_cli.usecases.reminders import commands as reminder_commands
from tests.journeys.in_process import Person
from tests.journeys.notices import PATIENCE, Told

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path

    from tests.support import Roma

AT_ONCE = 8
STATES = "SELECT status, count(*) FROM reminders GROUP BY status"

# Says that it has begun, and sends nothing before it may; then as any other program would.
_SLOW = """#!/bin/sh
echo $$ > {home}/begun.tmp && mv {home}/begun.tmp {home}/begun
until [ -e {home}/go ]; do sleep 0.02; done
exec {home}/tell
"""


def _due(roma: Roma, number: int) -> list[str]:
    """Add tasks that one is reminded of at 12:45, and set the clock to then; return the titles."""
    titles = [f"task {one}" for one in range(number)]
    options = ("--due", "2026-03-04T13:00", "--remind", "15 minutes")
    roma.ok("task", "add", "-", *options, stdin="\n".join(titles))
    roma.at("2026-03-04T12:45:00Z")
    return titles


def _slow(roma: Roma) -> None:
    program = roma.folder / "slow"
    program.write_text(_SLOW.format(home=shlex.quote(str(roma.folder))))
    program.chmod(0o755)
    roma.ok("config", "set", "notify_command", shlex.quote(str(program)))


def _sending(roma: Roma) -> subprocess.Popen[str]:
    """Start a check, and return it when its program has begun but sent nothing."""
    process = roma.start("remind", "check")
    _wait_for(roma.folder / "begun")
    return process


def _wait_for(path: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while not path.exists():
        assert time.monotonic() < deadline, f"{path} never came"
        time.sleep(0.01)


def _kill(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGKILL)
    process.communicate()


def _quick(roma: Roma) -> None:
    """Let the usual program do it again."""
    roma.ok("config", "set", "notify_command", shlex.quote(str(roma.folder / "tell")))


def test_eight_checks_at_once_send_each_of_a_hundred_reminders_once(roma: Roma) -> None:
    told = Told(roma)
    titles = _due(roma, 100)
    checking = [roma.start("remind", "check") for _ in range(AT_ONCE)]
    said = [process.communicate(timeout=120) for process in checking]
    assert [process.returncode for process in checking] == [0] * AT_ONCE
    assert {err for _, err in said} == {""}
    assert Counter(told.titles) == Counter(titles)
    assert sum(len(out.splitlines()) for out, _ in said) == len(titles)
    assert roma.rows(STATES) == [("sent", 100)]
    counts = dict(roma.rows("SELECT event_type, count(*) FROM audit_log_entries GROUP BY 1"))
    assert (counts["reminder.claimed"], counts["reminder.sent"]) == (100, 100)
    again = roma.ok("remind", "check")
    assert (again.out, again.err) == ("", "")


def test_what_one_who_was_killed_had_claimed_is_taken_over_after_five_minutes(roma: Roma) -> None:
    told = Told(roma)
    _slow(roma)
    _due(roma, 1)
    process = _sending(roma)
    _kill(process)
    # The program it had started lives on, but never gets to send.
    _end_program(roma)
    _quick(roma)
    for moment in ("2026-03-04T12:45:00Z", "2026-03-04T12:49:59Z", "2026-03-04T12:50:00Z"):
        assert roma.at(moment).ok("remind", "check").out == ""
    assert told.titles == []
    assert roma.rows("SELECT status FROM reminders") == [("pending",)]
    assert roma.at("2026-03-04T12:50:01Z").ok("remind", "check").out.startswith("reminded of 1")
    assert told.titles == ["task 0"]
    assert roma.at("2026-03-04T13:30:00Z").ok("remind", "check").out == ""
    assert roma.rows("SELECT status, retry_count FROM reminders") == [("sent", 0)]


def _end_program(roma: Roma) -> None:
    """End the slow program, whose id it has left in a file."""
    os.kill(int((roma.folder / "begun").read_text()), signal.SIGKILL)


def test_whoever_is_killed_at_any_moment_loses_none(roma: Roma) -> None:
    """Between a delivery and its record there is a moment that no order of the two takes away.

    One that falls then is sent again: better twice than never.
    """
    told = Told(roma)
    titles = _due(roma, 40)
    chance = random.Random(7)  # noqa: S311 - moments, no secrets
    kills = 10
    for number in range(kills):
        process = roma.at(f"2026-03-04T13:{6 * number:02}:00Z").start("remind", "check")
        time.sleep(0.05 + chance.random() / 8)
        _kill(process)
    _settled(roma, told)
    sent = Counter(told.titles)
    assert set(sent) == set(titles)
    assert sum(sent.values()) - len(titles) <= kills
    assert roma.rows(STATES) == [("sent", 40)]


def _settled(roma: Roma, told: Told) -> None:
    """Check until nothing changes any more: a program of one who was killed may still write."""
    roma.at("2026-03-04T15:00:00Z").ok("remind", "check")
    before = -1
    while before != (before := len(told.titles)):
        time.sleep(0.2)


def test_one_that_takes_over_settles_it_and_the_first_then_changes_nothing(roma: Roma) -> None:
    told = Told(roma)
    _slow(roma)
    _due(roma, 1)
    first = _sending(roma)
    _quick(roma)
    roma.at("2026-03-04T12:50:01Z").ok("remind", "check")
    before = roma.dump()
    (roma.folder / "go").touch()
    out, err = first.communicate(timeout=PATIENCE)
    # It cannot know of the other: the one case in which a notice comes twice.
    assert (first.returncode, err) == (0, "")
    assert out.startswith("reminded of 1")
    assert told.titles == ["task 0", "task 0"]
    assert roma.dump() == before


def test_a_task_done_while_its_reminder_is_sent_stays_done_and_the_reminder_cancelled(
    roma: Roma,
) -> None:
    Told(roma)
    _slow(roma)
    _due(roma, 1)
    process = _sending(roma)
    # Nobody waits for the program: no transaction is open while it runs.
    roma.ok("task", "done", "1")
    (roma.folder / "go").touch()
    _, err = process.communicate(timeout=PATIENCE)
    assert (process.returncode, err) == (0, "")
    assert roma.rows("SELECT status, claimed_at FROM reminders") == [("cancelled", None)]


def test_one_snoozed_while_it_is_sent_comes_again(roma: Roma) -> None:
    told = Told(roma)
    _slow(roma)
    _due(roma, 1)
    process = _sending(roma)
    roma.ok("remind", "snooze", "1", "10m")
    (roma.folder / "go").touch()
    process.communicate(timeout=PATIENCE)
    assert roma.rows(STATES) == [("pending", 1)]
    assert roma.at("2026-03-04T12:54:59Z").ok("remind", "check").out == ""
    roma.at("2026-03-04T12:55:00Z").ok("remind", "check")
    assert told.titles == ["task 0", "task 0"]


def test_ctrl_c_ends_the_program_too_and_the_reminder_comes_later(roma: Roma) -> None:
    told = Told(roma)
    _slow(roma)
    _due(roma, 1)
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        process = _sending(roma)
    finally:
        signal.signal(signal.SIGINT, before)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=PATIENCE)
    assert (process.returncode, out, err) == (130, "", "")
    # Were its program still there, it would send now.
    (roma.folder / "go").touch()
    time.sleep(0.2)
    assert told.titles == []
    roma.at("2026-03-04T12:50:01Z").ok("remind", "check")
    assert told.titles == ["task 0"]


def test_what_cannot_be_claimed_is_not_sent(roma: Roma) -> None:
    told = Told(roma)
    _due(roma, 2)
    roma.write(
        "CREATE TRIGGER no_claims BEFORE UPDATE OF claimed_at ON reminders"
        " BEGIN SELECT RAISE(ABORT, 'no room'); END"
    )
    before = roma.dump()
    said = roma("remind", "check")
    assert (said.code, said.out) == (1, "")
    assert said.err.startswith("error: ")
    assert told.titles == []
    assert roma.dump() == before


def test_a_check_that_takes_long_leaves_the_rest_to_the_next(roma: Roma) -> None:
    """Its claims bear the moment it began; in 5 minutes others would take them for abandoned."""
    told = Told(roma)
    _due(roma, 3)
    person = Person(roma.db, "2026-03-04T12:45:00Z")
    person.inside_path = roma.environ["PATH"]
    begun = 1000.0
    # When it begins, and before each of three.
    clock = [
        begun,
        begun,
        begun + reminder_commands.CHECK_SECONDS,
        begun + reminder_commands.CHECK_SECONDS + 1,
    ]
    with mock.patch.object(reminder_commands, "monotonic", side_effect=clock):
        result = person.call(reminder_commands.check)
    assert (result.json(), result.exit_code) == ({"sent": [1, 2], "failed": []}, 0)
    assert list(result.messages) == ["the rest waits for the next check: this one has taken long"]
    assert person.json(reminder_commands.check) == {"sent": [3], "failed": []}
    assert sorted(told.titles) == ["task 0", "task 1", "task 2"]


def test_a_check_with_nothing_to_send_takes_no_lock(roma: Roma) -> None:
    _due(roma, 1)
    roma.at("2026-03-04T12:44:59Z")
    writer = sqlite3.connect(roma.db, isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    try:
        said = roma.ok("remind", "check")
    finally:
        writer.close()
    assert (said.out, said.err) == ("", "")
