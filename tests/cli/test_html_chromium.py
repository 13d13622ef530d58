"""The page in a real browser: it shows its content, fits a phone, and loads nothing.

Chromium runs without a window and on a profile of its own. Names lead nowhere but to a server on
this machine, which hears whatever the browser asks for.
"""

from __future__ import annotations

import re
import shutil
import socketserver
import struct
import subprocess
import threading
from contextlib import contextmanager
from html import escape
from typing import TYPE_CHECKING

import pytest

from tests.cli import pages
from tests.support import Roma

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')
ITS_OWN = (".google.com", ".googleapis.com", ".gstatic.com")
"""Hosts that the browser itself contacts; the page contains no address."""

WIDTHS = (320, 600, 820, 1200)
"""Pixels: a small phone, and a screen on each side of the width at which the layout changes."""

LEAKS = (
    '<img src="http://images.example/leak">'
    '<link rel="stylesheet" href="http://styles.example/leak">'
)

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium here")


@contextmanager
def _listening() -> Iterator[tuple[int, list[str]]]:
    """Return the port of a server on this machine, and the hosts that pages requested from it."""
    heard: list[str] = []

    class Ear(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            for line in self.rfile:
                name, _, value = line.decode("latin-1").partition(":")
                host = value.split(":")[0].strip()
                if name.lower() == "host" and not host.endswith(ITS_OWN):
                    heard.append(host)
                if not line.strip():
                    self.wfile.write(b"HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n")
                    return

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Ear) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield server.server_address[1], heard
        finally:
            server.shutdown()


def _browse(path: Path, *flags: str, port: int = 9) -> str:
    """Return what Chromium prints for a file; every name leads to `port` of this machine."""
    done = subprocess.run(
        [
            str(CHROMIUM),
            *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
            *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
            *("--hide-scrollbars", "--disable-dev-shm-usage"),
            f"--host-resolver-rules=MAP * 127.0.0.1:{port}",
            f"--user-data-dir={path.parent / 'profile'}",
            *flags,
            path.as_uri(),
        ],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a page of some days of work, written by the command."""
    hello = tmp_path_factory.mktemp("hello") / "hello.html"
    hello.write_text("<p>hello")
    if "<p>hello</p>" not in _browse(hello, "--dump-dom"):
        pytest.skip("the Chromium here cannot read a file of the tests")
    roma = Roma(tmp_path_factory.mktemp("page"))
    pages.live(roma)
    path = roma.folder / "stats.html"
    assert roma.inside("stats", "--html", str(path)).code == 0
    return path


def test_a_browser_shows_the_page_correctly_and_loads_nothing(page: Path) -> None:
    leaking = page.with_name("leaking.html")
    leaking.write_text(
        POLICY.sub("", page.read_text("utf-8")).replace("</main>", LEAKS + "</main>")
    )
    with _listening() as (port, heard):
        dom = _browse(page, "--dump-dom", port=port)
        assert heard == []
        # The server does see requests.
        _browse(leaking, "--dump-dom", port=port)
        assert set(heard) == {"images.example", "styles.example"}
    written = page.read_text("utf-8")
    for name in ("svg", "table", "details", "section", "h2", "rect", "bdi", "data"):
        assert dom.count(f"<{name}") == written.count(f"<{name}") > 0, name
    assert "<script" not in dom
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in dom


def test_the_policy_blocks_requests_even_of_injected_markup(page: Path) -> None:
    broken = page.with_name("broken.html")
    leaks = LEAKS + "<script>document.title = 'ran'</script>"
    broken.write_text(page.read_text("utf-8").replace("</main>", leaks + "</main>"))
    with _listening() as (port, heard):
        dom = _browse(broken, "--dump-dom", port=port)
    assert heard == []
    assert "<title>ran</title>" not in dom


def test_nothing_is_wider_than_the_page(page: Path) -> None:
    """Measure the page, with all tables open, by a script in frames around it."""
    text = escape(page.read_text("utf-8").replace("<details>", "<details open>"))
    around = page.with_name("around.html")
    frames = "".join(
        f'<iframe srcdoc="{text}" style="width:{width}px;height:900px;border:0" onload="'
        "const root = contentDocument.documentElement;"
        "document.title += [root.clientWidth, root.scrollWidth] + ';'\"></iframe>"
        for width in WIDTHS
    )
    around.write_text(f"<!doctype html><title></title>{frames}", encoding="utf-8")
    dom = _browse(around, "--dump-dom")
    [title] = re.findall("<title>([0-9,;]*)</title>", dom)
    assert sorted(title.rstrip(";").split(";")) == sorted(f"{width},{width}" for width in WIDTHS)


def test_a_page_and_a_picture_can_be_rendered(page: Path) -> None:
    roma = Roma(page.parent).at("2026-03-04T12:00:00Z")
    roma.environ["ROMA_DB"] = str(page.parent / "roma.db")
    picture = page.with_name("stats.svg")
    assert roma.inside("stats", "--svg", str(picture), "--yes").code == 0
    drawn = page.with_name("stats.png")
    _browse(picture, f"--screenshot={drawn}", "--window-size=820,560")
    head = drawn.read_bytes()[:24]
    assert head[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", head[16:]) == (820, 560)
