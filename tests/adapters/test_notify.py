"""A notice reaches desktop, terminal and programs as data, and no success is made up."""

from __future__ import annotations

import io
import json
import os
import pty
import shutil
import socket
import struct
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from roma_cli.adapters import subprocesses
from roma_cli.adapters.notify import channels, desktop
from roma_cli.adapters.notify.channels import Notice, Outcome
from roma_cli.domain.records import Configuration

if TYPE_CHECKING:
    from collections.abc import Iterator

SETTINGS = Configuration._make([None] * len(Configuration._fields))._replace(
    sound_enabled=1,
    notification_enabled=1,
    notification_channels="desktop,terminal",
    webhook_allow_private=0,
)
NOTICE = Notice("Pay rent", "due in 1 hour", 3, "reminder", False, {"uuid": "u"})

NASTY = [
    "plain",
    "-u critical",
    "--help",
    "--",
    "'single' and \"double\"",
    "'quoted'",
    '"quoted"',
    "<b>bold</b> & <script>",
    "two\nlines\tand\ttabs",
    "back\\slash \\n \\t \\101",
    "$(touch /tmp/x) `id` ; rm -rf ~ | cat > x",
    "%s %n {0} @s 1",
    "é 🍅 日本",
    "\x1b[31mred\x07",
]

# Keeps what it was called with, and exits as it is told to.
STAND_IN = """#!{python} -IS
import json, os, sys
record = {{
    "argv": sys.argv[1:],
    "stdin": sys.stdin.read(),
    "bus": os.environ.get("DBUS_SESSION_BUS_ADDRESS"),
}}
with open({log!r}, "a") as log:
    log.write(json.dumps(record) + "\\n")
print("noise"); print("noise", file=sys.stderr)
sys.exit(int(os.environ.get("STAND_IN_EXIT", "0")))
"""


class Desk:
    """A directory of stand-in programs, the only one on the PATH, and what they were given."""

    def __init__(self, home: Path) -> None:
        self.bin, self.log = home / "bin", home / "log"
        self.bin.mkdir()
        self.environ = {"PATH": str(self.bin)}

    def install(self, name: str, script: str | None = None) -> Path:
        path = self.bin / name
        path.write_text(script or STAND_IN.format(python=sys.executable, log=str(self.log)))
        path.chmod(0o755)
        return path

    @property
    def calls(self) -> list[Any]:
        return [json.loads(line) for line in self.log.read_text().splitlines()]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.fixture(autouse=True)
def nothing_printed(capfd: pytest.CaptureFixture[str]) -> Iterator[None]:
    """What the programs say is dropped: it is in nobody's interest, and may be anything."""
    yield
    assert capfd.readouterr() == ("", "")


def show(desk: Desk, title: str, body: str, **environ: str) -> tuple[bool, str]:
    return desktop.show(title, body, {**desk.environ, **environ}, run_user="/nowhere")


# --- desktop --------------------------------------------------------------------------


@pytest.mark.parametrize("text", NASTY)
def test_text_reaches_notify_send_as_data(desk: Desk, text: str) -> None:
    desk.install("notify-send")
    assert show(desk, text, text) == (True, "notify-send: taken")
    [call] = desk.calls
    *options, dashes, title, body = call["argv"]
    assert (options, dashes) == (["--app-name=roma"], "--")
    assert title == text
    # It takes escapes in the body, and in the body alone, for what they stand for.
    assert body == marked(text).replace("\\", "\\\\")


def test_a_nul_is_left_out(desk: Desk) -> None:
    desk.install("notify-send")
    assert show(desk, "a\0b", "c\0d")[0]
    assert desk.calls[0]["argv"][-2:] == ["ab", "cd"]


def test_a_desktop_that_refuses_is_told(desk: Desk) -> None:
    desk.install("notify-send")
    told = (False, "notify-send: exit status 1")
    assert show(desk, "title", "body", STAND_IN_EXIT="1") == told


def test_a_desktop_that_hangs_is_told(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desktop, "SECONDS", 0.3)
    desk.install("notify-send", "#!/bin/sh\nexec /bin/sleep 60\n")
    before = time.monotonic()
    told = "notify-send: took longer than 0.3 seconds and was stopped"
    assert show(desk, "title", "body") == (False, told)
    assert time.monotonic() - before < 2


def test_without_a_desktop_there_is_a_reason(desk: Desk) -> None:
    told = (False, "none of notify-send, gdbus and osascript is installed")
    assert show(desk, "title", "body") == told
    desk.install("gdbus")
    assert show(desk, "title", "body") == (False, "there is no desktop session to be found")


def test_the_first_program_that_is_there_is_asked(desk: Desk) -> None:
    asked = []
    for name in ("osascript", "gdbus", "notify-send"):
        desk.install(name)
        asked.append(show(desk, "title", "body", DBUS_SESSION_BUS_ADDRESS="unix:path=/x")[1])
    assert asked == ["osascript: taken", "gdbus: taken", "notify-send: taken"]


@pytest.mark.parametrize("text", NASTY)
def test_text_reaches_osascript_as_arguments_and_never_the_script(desk: Desk, text: str) -> None:
    desk.install("osascript")
    assert show(desk, text, text)[0]
    [call] = desk.calls
    assert call["argv"] == ["-", text, text]
    assert call["stdin"] == (
        "on run argv\ndisplay notification (item 2 of argv) with title (item 1 of argv)\nend run\n"
    )


def test_the_session_bus_of_cron_is_found(desk: Desk, tmp_path: Path) -> None:
    desk.install("notify-send")
    run_user = tmp_path / "run"
    place = run_user / str(os.getuid())
    place.mkdir(parents=True)
    (place / "bus").write_text("no socket")
    for address in ({}, {"DBUS_SESSION_BUS_ADDRESS": ""}):
        desktop.show("title", "body", {**desk.environ, **address}, run_user=str(run_user))
    (place / "bus").unlink()
    with socket.socket(socket.AF_UNIX) as bus:
        bus.bind(str(place / "bus"))
        for address in ({}, {"DBUS_SESSION_BUS_ADDRESS": "unix:path=/mine"}):
            desktop.show("title", "body", {**desk.environ, **address}, run_user=str(run_user))
    found = f"unix:path={place}/bus"
    assert [call["bus"] for call in desk.calls] == [None, None, found, "unix:path=/mine"]


# --- a real session bus ---------------------------------------------------------------

INTROSPECTION = """<node><interface name="org.freedesktop.Notifications"><method name="Notify">
<arg type="s" direction="in"/><arg type="u" direction="in"/><arg type="s" direction="in"/>
<arg type="s" direction="in"/><arg type="s" direction="in"/><arg type="as" direction="in"/>
<arg type="a{sv}" direction="in"/><arg type="i" direction="in"/><arg type="u" direction="out"/>
</method></interface></node>"""


class Wire:
    """D-Bus messages, little-endian, as far as a notification service needs them."""

    def __init__(self, data: bytes = b"") -> None:
        self.data, self.at = data, 0

    def number(self) -> int:
        self.at += -self.at % 4
        (value,) = struct.unpack_from("<I", self.data, self.at)
        self.at += 4
        return int(value)

    def text(self) -> str:
        length = self.number()
        value = self.data[self.at : self.at + length].decode()
        self.at += length + 1
        return value

    def signature(self) -> str:
        length = self.data[self.at]
        value = self.data[self.at + 1 : self.at + 1 + length].decode()
        self.at += length + 2
        return value

    def fields(self, length: int) -> dict[int, Any]:
        found: dict[int, Any] = {}
        end = self.at + length
        while self.at < end:
            self.at += -self.at % 8
            code = self.data[self.at]
            self.at += 1
            kind = self.signature()
            read = {"u": self.number, "g": self.signature}.get(kind, self.text)
            found[code] = read()
        return found

    def put_number(self, value: int) -> None:
        self.data += b"\0" * (-len(self.data) % 4) + struct.pack("<I", value)

    def put_text(self, value: str) -> None:
        self.put_number(len(value.encode()))
        self.data += value.encode() + b"\0"

    def put_field(self, code: int, kind: str, value: str | int) -> None:
        self.data += b"\0" * (-len(self.data) % 8) + bytes([code, 1]) + kind.encode() + b"\0"
        if isinstance(value, int):
            self.put_number(value)
        elif kind == "g":
            self.data += bytes([len(value)]) + value.encode() + b"\0"
        else:
            self.put_text(value)


def message(kind: int, serial: int, fields: list[tuple[int, str, str | int]], body: bytes) -> bytes:
    array = Wire()
    for field in fields:
        array.put_field(*field)
    head = struct.pack("<cBBBIII", b"l", kind, 0, 1, len(body), serial, len(array.data))
    return head + array.data + b"\0" * (-len(array.data) % 8) + body


class Service:
    """A desktop that shows nothing, on a session bus of its own, and keeps what it was told."""

    def __init__(self, path: Path) -> None:
        self.notices: list[tuple[Any, ...]] = []
        self.daemon = subprocess.Popen(
            [
                *("dbus-daemon", "--session", "--nofork", "--nopidfile"),
                *(f"--address=unix:path={path}", "--print-address=1"),
            ],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        if self.daemon.stdout is not None:
            with self.daemon.stdout as said:
                said.readline()  # comes once it listens
        self.bus = socket.socket(socket.AF_UNIX)
        self.bus.connect(str(path))
        self.stream = self.bus.makefile("rb")
        self.serial = 0
        uid = str(os.getuid()).encode().hex()
        self.bus.sendall(f"\0AUTH EXTERNAL {uid}\r\n".encode())
        assert self.stream.readline().startswith(b"OK ")
        self.bus.sendall(b"BEGIN\r\n")
        self.ask("Hello", "", b"")
        name = Wire()
        name.put_text("org.freedesktop.Notifications")
        name.put_number(0)
        self.ask("RequestName", "su", name.data)
        self.thread = threading.Thread(target=self.serve)

    def send(self, kind: int, fields: list[tuple[int, str, str | int]], body: bytes) -> None:
        self.serial += 1
        self.bus.sendall(message(kind, self.serial, fields, body))

    def ask(self, member: str, signature: str, body: bytes) -> None:
        fields: list[tuple[int, str, str | int]] = [
            (1, "o", "/org/freedesktop/DBus"),
            (2, "s", "org.freedesktop.DBus"),
            (3, "s", member),
            (6, "s", "org.freedesktop.DBus"),
        ]
        self.send(1, fields + ([(8, "g", signature)] if signature else []), body)
        while self.receive()[0] not in {2, 3}:
            pass

    def receive(self) -> tuple[int, int, dict[int, Any], Wire]:
        """Return the next message's type, serial, header fields and body; type 0 at the end."""
        head = self.stream.read(16)
        if len(head) < 16:
            return 0, 0, {}, Wire()
        _, kind, _, _, length, serial, array = struct.unpack("<cBBBIII", head)
        rest = self.stream.read(array + -array % 8 + length)
        return kind, serial, Wire(rest).fields(array), Wire(rest[len(rest) - length :])

    def serve(self) -> None:
        while True:
            kind, serial, fields, body = self.receive()
            if kind == 0:
                return
            if kind != 1:
                continue
            result = Wire()
            if fields.get(3) == "Notify":
                self.notices.append(
                    (body.text(), body.number(), body.text(), body.text(), body.text())
                )
                result.put_number(len(self.notices))
                signature = "u"
            else:
                result.put_text(INTROSPECTION)
                signature = "s"
            reply: list[tuple[int, str, str | int]] = [
                (5, "u", serial),
                (6, "s", fields[7]),
                (8, "g", signature),
            ]
            self.send(2, reply, result.data)

    def close(self) -> None:
        self.daemon.terminate()
        self.daemon.wait()
        if self.thread.ident:
            self.thread.join()
        self.stream.close()
        self.bus.close()


needs_bus = pytest.mark.skipif(
    not (shutil.which("dbus-daemon") and shutil.which("gdbus")),
    reason="no dbus-daemon and gdbus to make a session of",
)


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    place = tmp_path / "run" / str(os.getuid())
    place.mkdir(parents=True)
    service = Service(place / "bus")
    service.thread.start()
    yield service
    service.close()


def marked(text: str) -> str:
    """What a desktop must be given as a body so that it shows this text."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def link(desk: Desk, program: str) -> None:
    (desk.bin / program).symlink_to(shutil.which(program) or "")


@needs_bus
def test_text_arrives_over_a_real_bus_unchanged(desk: Desk, service: Service) -> None:
    link(desk, "gdbus")
    # The bus has no address in the environment, and is found as cron's would be.
    run_user = str(desk.bin.parent / "run")
    for text in NASTY:
        assert desktop.show(text, text, desk.environ, run_user=run_user) == (True, "gdbus: taken")
    assert service.notices == [("roma", 0, "", text, marked(text)) for text in NASTY]


@needs_bus
@pytest.mark.skipif(shutil.which("notify-send") is None, reason="no notify-send here")
def test_the_real_notify_send_passes_text_on_unchanged(desk: Desk, service: Service) -> None:
    link(desk, "notify-send")
    run_user = str(desk.bin.parent / "run")
    for text in NASTY:
        assert desktop.show(text, text, desk.environ, run_user=run_user)[0]
    assert [notice[3:] for notice in service.notices] == [(text, marked(text)) for text in NASTY]


@needs_bus
def test_a_bus_without_a_desktop_is_a_failure(desk: Desk, tmp_path: Path) -> None:
    link(desk, "gdbus")
    service = Service(tmp_path / "bus")
    try:
        service.bus.close()
        service.stream.close()
        address = f"unix:path={tmp_path}/bus"
        ok, detail = show(desk, "title", "body", DBUS_SESSION_BUS_ADDRESS=address)
        assert (ok, detail) == (False, "gdbus: exit status 1")
    finally:
        service.close()


@needs_bus
def test_a_bus_that_is_gone_is_a_failure(desk: Desk, tmp_path: Path) -> None:
    link(desk, "gdbus")
    address = f"unix:path={tmp_path}/missing"
    ok, detail = show(desk, "title", "body", DBUS_SESSION_BUS_ADDRESS=address)
    assert (ok, detail) == (False, "gdbus: exit status 1")


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
        assert channels.write(NOTICE, stream, bell=True) == (False, "no terminal")
    assert plain.getvalue() == ""


def test_a_terminal_that_is_gone_is_told() -> None:
    class Gone(Screen):
        def write(self, text: str) -> int:
            raise OSError(5, "Input/output error", text)

    told = "the terminal takes nothing: OSError"
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
        ("# comment", "#: cannot be started: No such file or directory"),
        ("tell 'open", "notify_command has a quote that is not closed"),
        ("missing", "missing: cannot be started: No such file or directory"),
        ("/", "/: cannot be started: Permission denied"),
        ("bad\x1b[2J", "bad\\e[2J: cannot be started: No such file or directory"),
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
    assert outcomes[4].detail == "there is no such channel"


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
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid.read_text()), 0)


def test_who_wants_no_notices_has_no_channels() -> None:
    assert channels.channels_of(SETTINGS) == ("desktop", "terminal")
    assert channels.channels_of(SETTINGS._replace(notification_enabled=0)) == ()
