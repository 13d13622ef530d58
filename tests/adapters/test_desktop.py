"""A notice reaches the desktop as data, over a real bus and to a real daemon too."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from typing import TYPE_CHECKING

import pytest

from roma_cli.adapters.notify import desktop
from tests.adapters.desk import NASTY, Bus, Desk, Service, marked

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


pytestmark = pytest.mark.usefixtures("nothing_printed")


def show(desk: Desk, title: str, body: str, **environ: str) -> tuple[bool, str]:
    return desktop.show(title, body, {**desk.environ, **environ}, run_user="/nowhere")


@pytest.mark.parametrize("text", NASTY)
def test_text_reaches_notify_send_as_data(desk: Desk, text: str) -> None:
    desk.install("notify-send")
    assert show(desk, text, text) == (True, "notify-send: accepted")
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
    assert show(desk, "title", "body") == (False, "no desktop session found")


def test_the_first_program_that_is_there_is_asked(desk: Desk) -> None:
    asked = []
    for name in ("osascript", "gdbus", "notify-send"):
        desk.install(name)
        asked.append(show(desk, "title", "body", DBUS_SESSION_BUS_ADDRESS="unix:path=/x")[1])
    assert asked == ["osascript: accepted", "gdbus: accepted", "notify-send: accepted"]


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


def link(desk: Desk, program: str) -> None:
    (desk.bin / program).symlink_to(shutil.which(program) or "")


@needs_bus
def test_text_arrives_over_a_real_bus_unchanged(desk: Desk, service: Service) -> None:
    link(desk, "gdbus")
    # The bus has no address in the environment, and is found as cron's would be.
    run_user = str(desk.bin.parent / "run")
    for text in NASTY:
        assert desktop.show(text, text, desk.environ, run_user=run_user) == (
            True,
            "gdbus: accepted",
        )
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


@pytest.fixture
def dunst(tmp_path: Path) -> Iterator[Path]:
    """Start dunst on a screen and a bus of its own; return the file in which it keeps notices."""
    missing = [one for one in ("dunst", "Xvfb", "dbus-daemon") if not shutil.which(one)]
    if missing:
        pytest.skip(f"{', '.join(missing)} is not installed here")
    place = tmp_path / "run" / str(os.getuid())
    place.mkdir(parents=True)
    shown = tmp_path / "shown"
    ours, theirs = os.pipe()
    screen = subprocess.Popen(
        ["Xvfb", "-displayfd", str(theirs), "-screen", "0", "320x200x24", "-nolisten", "tcp"],
        pass_fds=(theirs,),
        stderr=subprocess.DEVNULL,
    )
    os.close(theirs)
    bus = Bus(place / "bus")
    try:
        with os.fdopen(ours) as said, shown.open("wb") as kept:
            display = said.readline().strip()
            environ = {"DISPLAY": f":{display}", "DBUS_SESSION_BUS_ADDRESS": bus.address}
            daemon = subprocess.Popen(
                ["dunst", "-print", "-config", os.devnull],
                env={**os.environ, **environ, "HOME": str(tmp_path)},
                stdout=kept,
                stderr=subprocess.DEVNULL,
            )
        try:
            yield shown
        finally:
            daemon.terminate()
            daemon.wait()
    finally:
        bus.close()
        screen.terminate()
        screen.wait()


@pytest.mark.parametrize("program", ["notify-send", "gdbus"])
def test_a_real_notification_daemon_shows_the_text(desk: Desk, dunst: Path, program: str) -> None:
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed here")
    link(desk, program)
    run_user = str(desk.bin.parent / "run")
    title, body = "Pay <rent> & 'more'", "two <b>bold</b> words, \\n 日本"
    deadline = time.monotonic() + 20
    # The daemon takes a moment to be there.
    while not desktop.show(title, body, desk.environ, run_user=run_user)[0]:
        assert time.monotonic() < deadline, "the daemon never took the notice"
        time.sleep(0.1)
    while f"body: '{marked(body)}'" not in dunst.read_text():
        assert time.monotonic() < deadline, dunst.read_text()
        time.sleep(0.1)
    assert f"summary: '{title}'" in dunst.read_text()
    assert "appname: 'roma'" in dunst.read_text()
