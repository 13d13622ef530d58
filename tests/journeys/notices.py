"""What hears of reminders in the tests: a program, a desktop, a web server, and the hooks."""

from __future__ import annotations

import hashlib
import hmac
import json
import shlex
import sys
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.support import Roma

PATIENCE = 20.0
"""Seconds that a test waits for another process."""

# Never writes over another notice; refuses as long as there is a file `refuse`.
_PROGRAM = """#!/bin/sh
set -C
[ ! -e {home}/refuse ] || exit 3
cat > {home}/told/$$
"""

# Keeps its arguments, each ended by a NUL.
_DESKTOP = """#!/bin/sh
printf '%s\\0' "$@" > {home}/desktop
"""


class Told:
    """The program of the `command` channel, which keeps each notice in a file of its own."""

    def __init__(self, roma: Roma, *, channels: str = "command") -> None:
        self._home = roma.folder
        self._told = roma.folder / "told"
        self._told.mkdir()
        program = _install(
            roma.folder / "tell", _PROGRAM.format(home=shlex.quote(str(roma.folder)))
        )
        roma.ok("config", "set", "notify_command", shlex.quote(str(program)))
        roma.ok("config", "set", "notification_channels", channels)

    def refuse(self, *, really: bool = True) -> None:
        """Have the program fail, or succeed again."""
        if really:
            (self._home / "refuse").touch()
        else:
            (self._home / "refuse").unlink()

    @property
    def notices(self) -> list[Any]:
        """The notices, in the order of their coming.

        Where roma was killed as it started the program, that was told nothing.
        """
        files = sorted(self._told.iterdir(), key=lambda path: path.stat().st_mtime_ns)
        return [json.loads(text) for path in files if (text := path.read_text())]

    @property
    def titles(self) -> list[str]:
        """The tasks that were reminded of, in order."""
        return [one["title"] for one in self.notices]


class Desktop:
    """A stand-in for `notify-send`, first on the PATH."""

    def __init__(self, roma: Roma) -> None:
        programs = roma.folder / "programs"
        programs.mkdir()
        home = shlex.quote(str(roma.folder))
        _install(programs / "notify-send", _DESKTOP.format(home=home))
        roma.environ["PATH"] = f"{programs}:{roma.environ['PATH']}"
        self._kept = roma.folder / "desktop"

    @property
    def words(self) -> list[str]:
        """Title and body of the last notice."""
        return self._kept.read_text().split("\0")[:-1][-2:]


class Web(ThreadingHTTPServer):
    """A receiver of webhooks on loopback: what came, and the status it answers.

    While `open_for_answers` is not set it keeps its callers waiting.
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Receiver)
        self.came: list[tuple[dict[str, str], bytes]] = []
        self.status = 200
        self.called = threading.Event()
        self.open_for_answers = threading.Event()
        self.open_for_answers.set()

    @property
    def url(self) -> str:
        """Where to post."""
        return f"http://127.0.0.1:{self.server_address[1]}/hook?token=in-the-url"

    def handle_error(self, *_arguments: object) -> None:
        """Say nothing: a caller that was killed is no news."""


class _Receiver(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        web = self.server
        assert isinstance(web, Web)
        body = self.rfile.read(int(self.headers["Content-Length"]))
        web.came.append((dict(self.headers), body))
        web.called.set()
        web.open_for_answers.wait(PATIENCE)
        self.send_response(web.status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


@contextmanager
def web() -> Iterator[Web]:
    """Serve on a port of its own, until the block ends."""
    server = Web()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield server
    finally:
        server.open_for_answers.set()
        server.shutdown()
        thread.join()
        server.server_close()


def signature(secret: str, body: bytes) -> str:
    """Return what the header must be for a body that is signed with `secret`."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


class Hooks:
    """The hooks of one roma, and what they were given."""

    def __init__(self, roma: Roma) -> None:
        self.folder = roma.folder / ".config" / "roma" / "hooks"
        self.folder.mkdir(parents=True, mode=0o755)
        self._got = roma.folder / "got"

    def install(self, name: str, script: str = "") -> None:
        """Put a shell script there; without one it keeps what it is given."""
        kept = shlex.quote(str(self._got))
        _install(self.folder / name, f"#!/bin/sh\n{script or f'cat >> {kept}'}\n")

    @property
    def got(self) -> list[Any]:
        """What the hooks without a script were given, in order."""
        if not self._got.exists():
            return []
        return [json.loads(line) for line in self._got.read_text().splitlines()]


def roma_in_shell() -> str:
    """Return what runs roma in a shell script."""
    return f"{shlex.quote(sys.executable)} -m roma_cli"


def _install(path: Path, script: str) -> Path:
    path.write_text(script)
    path.chmod(0o755)
    return path
