"""A notice reaches terminal and programs as data, and no success is made up."""

from __future__ import annotations

import io
import json
import os
import pty
import threading
import time
from typing import Any

import pytest

from roma_cli.adapters import subprocesses
from roma_cli.adapters.notify import channels
from roma_cli.adapters.notify.channels import Notice, Outcome
from roma_cli.domain.records import Configuration
from tests.adapters.desk import NASTY, Desk

pytestmark = pytest.mark.usefixtures("nothing_printed")

SETTINGS = Configuration._make([None] * len(Configuration._fields))._replace(
    sound_enabled=1,
    notification_enabled=1,
    notification_channels="desktop,terminal",
    webhook_allow_private=0,
)
NOTICE = Notice("Pay rent", "due in 1 hour", 3, "reminder", False, {"uuid": "u"})


# --- terminal -------------------------------------------------------------------------


class Screen(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("bell", [True, False])
def test_a_terminal_gets_one_line_and_the_bell_if_wanted(bell: bool) -> None:
    screen = Screen()
    assert channels.write(NOTICE, screen, bell=bell) == (True, "written")
    assert screen.getvalue() == ("\a" if bell else "") + "reminder: Pay rent - due in 1 hour\n"


def test_what_is_late_says_so() -> None:
    screen = Screen()
    channels.write(NOTICE._replace(late=True, body=""), screen, bell=False)
    assert screen.getvalue() == "reminder: Pay rent - missed while away\n"


@pytest.mark.parametrize("text", NASTY)
def test_no_text_drives_the_terminal(text: str) -> None:
    screen = Screen()
    channels.write(NOTICE._replace(title=text, body=text), screen, bell=False)
    line = screen.getvalue()
    assert line.endswith("\n")
    assert line[:-1].isprintable()


def test_what_is_no_terminal_gets_nothing() -> None:
    plain, closed = io.StringIO(), Screen()
    closed.close()
    for stream in (plain, closed, None):
        assert channels.write(NOTICE, stream, bell=True) == (False, "not a terminal")
    assert plain.getvalue() == ""


def test_a_terminal_that_is_gone_is_told() -> None:
    class Gone(Screen):
        def write(self, text: str) -> int:
            raise OSError(5, "Input/output error", text)

    told = "can't write to the terminal: OSError"
    assert channels.write(NOTICE, Gone(), bell=True) == (False, told)


def test_on_a_real_pty() -> None:
    ours, theirs = pty.openpty()
    with open(theirs, "w", encoding="utf-8") as screen:
        assert channels.write(NOTICE, screen, bell=True)[0]
        assert os.read(ours, 1000) == b"\areminder: Pay rent - due in 1 hour\r\n"
    os.close(ours)


# --- command --------------------------------------------------------------------------


def deliver(desk: Desk, channel: str, notice: Notice = NOTICE, **settings: object) -> Outcome:
    [outcome] = channels.deliver(notice, [channel], SETTINGS._replace(**settings), desk.environ)
    return outcome


@pytest.mark.parametrize("text", NASTY)
def test_a_command_gets_json_on_stdin(desk: Desk, text: str) -> None:
    desk.install("tell")
    notice = NOTICE._replace(title=text, body=text, late=True)
    outcome = deliver(desk, "command", notice, notify_command="tell --as 'two words' \"$HOME\"")
    assert outcome == Outcome("command", True, "tell: exit status 0")
    [call] = desk.calls
    # Split as a shell would, and run without one.
    assert call["argv"] == ["--as", "two words", "$HOME"]
    assert json.loads(call["stdin"]) == {
        "title": text,
        "body": text,
        "task_id": 3,
        "kind": "reminder",
        "late": True,
        "data": {"uuid": "u"},
    }


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (None, "notify_command is not set"),
        ("  ", "notify_command is blank"),
        ("# comment", "#: can't be started: No such file or directory"),
        ("tell 'open", "notify_command has an unclosed quote"),
        ("missing", "missing: can't be started: No such file or directory"),
        ("/", "/: can't be started: Permission denied"),
        ("bad\x1b[2J", "bad\\e[2J: can't be started: No such file or directory"),
    ],
)
def test_a_command_that_is_none_is_told(desk: Desk, line: str | None, told: str) -> None:
    assert deliver(desk, "command", notify_command=line) == Outcome("command", False, told)


def test_the_exit_status_of_a_command_is_told(desk: Desk) -> None:
    desk.install("tell", "#!/bin/sh\nexit 7\n")
    told = Outcome("command", False, "tell: exit status 7")
    assert deliver(desk, "command", notify_command="tell") == told


def test_a_command_has_ten_seconds(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    assert channels.COMMAND_SECONDS == 10
    monkeypatch.setattr(channels, "COMMAND_SECONDS", 0.3)
    desk.install("tell", "#!/bin/sh\n/bin/sleep 60 & /bin/sleep 60\n")
    told = "tell: took longer than 0.3 seconds and was stopped"
    assert deliver(desk, "command", notify_command="tell") == Outcome("command", False, told)


# --- all together ---------------------------------------------------------------------


def test_outcomes_come_in_the_order_of_the_channels(desk: Desk) -> None:
    desk.install("notify-send")
    outcomes = channels.deliver(
        NOTICE,
        ["webhook", "command", "terminal", "desktop", "pigeon", "desktop"],
        SETTINGS._replace(webhook_url="http://127.0.0.1:9/"),
        desk.environ,
    )
    assert [(outcome.channel, outcome.ok) for outcome in outcomes] == [
        ("webhook", False),
        ("command", False),
        ("terminal", False),
        ("desktop", True),
        ("pigeon", False),
    ]
    assert "webhook_allow_private" in outcomes[0].detail
    assert outcomes[4].detail == "unknown channel"


def test_the_webhook_is_called_with_its_settings(desk: Desk) -> None:
    url = "http://127.0.0.1:9/"
    told = "webhook_secret_file is not an absolute path"
    settings: dict[str, Any] = {"webhook_url": url, "webhook_secret_file": "relative"}
    outcome = deliver(desk, "webhook", **settings)
    assert outcome == Outcome("webhook", False, told)
    assert deliver(desk, "webhook", webhook_url=url, webhook_allow_private=1).detail in {
        "127.0.0.1: Connection refused",
        "127.0.0.1 did not answer within 3 seconds",
    }


def test_slow_channels_do_not_wait_for_each_other(desk: Desk) -> None:
    for mine, others in (("notify-send", "tell"), ("tell", "notify-send")):
        # Each ends only once the other has begun.
        desk.install(
            mine,
            f'#!/bin/sh\ncd "{desk.bin}"; : > began-{mine}\n'
            f"until [ -e began-{others} ]; do /bin/sleep 0.01; done\n",
        )
    outcomes = channels.deliver(
        NOTICE, ["desktop", "command"], SETTINGS._replace(notify_command="tell"), desk.environ
    )
    assert all(outcome.ok for outcome in outcomes)


def test_what_nobody_foresaw_is_an_outcome_too(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_arguments: object, **_options: object) -> str:
        raise RuntimeError("a secret")

    monkeypatch.setattr(subprocesses, "run", breaks)
    told = Outcome("command", False, "failed unexpectedly: RuntimeError")
    assert deliver(desk, "command", notify_command="tell") == told


def test_without_threads_it_is_sent_all_the_same(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_more(_self: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", no_more)
    desk.install("notify-send")
    assert deliver(desk, "desktop").ok


def test_ctrl_c_stops_what_is_running(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    pid = desk.bin / "pid"
    desk.install("tell", f'#!/bin/sh\necho $$ > "{pid}"\nexec /bin/sleep 60\n')

    def interrupted(_self: threading.Thread, _timeout: float | None = None) -> None:
        while not (pid.exists() and pid.read_text()):
            time.sleep(0.01)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(threading.Thread, "join", interrupted)
        with pytest.raises(KeyboardInterrupt):
            deliver(desk, "command", notify_command="tell")
    # Another thread may reap it, a moment later on a busy machine; by itself it takes a minute.
    give_up = time.monotonic() + 20
    while _is_running(int(pid.read_text())) and time.monotonic() < give_up:
        time.sleep(0.02)
    assert not _is_running(int(pid.read_text()))


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_who_wants_no_notices_has_no_channels() -> None:
    assert channels.channels_of(SETTINGS) == ("desktop", "terminal")
    assert channels.channels_of(SETTINGS._replace(notification_enabled=0)) == ()
