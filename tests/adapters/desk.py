"""Stand-in programs on a PATH of their own, and a desktop on a session bus of its own."""

from __future__ import annotations

import json
import os
import socket
import struct
import subprocess
import sys
import threading
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

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


def marked(text: str) -> str:
    """What a desktop must be given as a body so that it shows this text."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


INTROSPECTION = """<node><interface name="org.freedesktop.Notifications"><method name="Notify">
<arg type="s" direction="in"/><arg type="u" direction="in"/><arg type="s" direction="in"/>
<arg type="s" direction="in"/><arg type="s" direction="in"/><arg type="as" direction="in"/>
<arg type="a{sv}" direction="in"/><arg type="i" direction="in"/><arg type="u" direction="out"/>
</method></interface></node>"""

ANSWERS = {
    "Introspect": (INTROSPECTION,),
    # Name, vendor, version of the program and of the specification: notify-send 0.8 asks first.
    "GetServerInformation": ("stand-in", "roma", "1", "1.2"),
}


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


# No service is started because somebody calls it, as a desktop that is installed here would be.
BUS = """<busconfig><type>session</type><listen>unix:path={path}</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/>
<allow own="*"/></policy></busconfig>"""


class Bus:
    """A session bus of its own, for one test."""

    def __init__(self, path: Path) -> None:
        self.address = f"unix:path={path}"
        config = path.with_name("bus.conf")
        config.write_text(BUS.format(path=path))
        self.daemon = subprocess.Popen(
            [
                *("dbus-daemon", f"--config-file={config}", "--nofork", "--nopidfile"),
                "--print-address=1",
            ],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        if self.daemon.stdout is not None:
            with self.daemon.stdout as said:
                said.readline()  # comes once it listens

    def close(self) -> None:
        self.daemon.terminate()
        self.daemon.wait()


class Service(Bus):
    """A desktop that shows nothing, on a session bus of its own, and keeps what it was told."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.notices: list[tuple[Any, ...]] = []
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
            member = fields.get(3)
            if member == "Notify":
                self.notices.append(
                    (body.text(), body.number(), body.text(), body.text(), body.text())
                )
                result.put_number(len(self.notices))
                signature = "u"
            else:
                texts = ANSWERS[str(member)]
                for text in texts:
                    result.put_text(text)
                signature = "s" * len(texts)
            reply: list[tuple[int, str, str | int]] = [
                (5, "u", serial),
                (6, "s", fields[7]),
                (8, "g", signature),
            ]
            self.send(2, reply, result.data)

    def close(self) -> None:
        super().close()
        if self.thread.ident:
            self.thread.join()
        self.stream.close()
        self.bus.close()
