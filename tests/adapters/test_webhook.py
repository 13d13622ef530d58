"""The webhook posts what it should, where it should, in the time it has, and tells no secret."""

from __future__ import annotations

import hashlib
import hmac
import http.server
import os
import shutil
import socket
import ssl
import subprocess
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from roma_cli.adapters.notify import webhook

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SECRET = "correct-horse-battery-staple"  # noqa: S105 - planted, to be looked for
BODY = b'{"title": "Pay rent"}\n'
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")


class Receiver(http.server.BaseHTTPRequestHandler):
    """Answers as the first part of the path says, and keeps what it got."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        got: list[Any] = self.server.got  # type: ignore[attr-defined]
        got.append((self.path, dict(self.headers), body))
        way = self.path.split("?")[0].strip("/")
        try:
            getattr(self, f"answer_{way}", self.answer_status)()
        except OSError:
            self.close_connection = True  # the caller has gone

    do_GET = do_POST  # noqa: N815 - a redirect that were followed would come so

    def answer_status(self) -> None:
        way = self.path.strip("/")
        self.send_response(int(way) if way.isdigit() else 200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def answer_redirect(self) -> None:
        self.send_response(302)
        self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def answer_silent(self) -> None:
        self.pause(20)

    def answer_drip(self) -> None:
        """A header that never ends, a byte at a time: no single read ever times out."""
        self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        while not self.pause(0.05):
            self.wfile.write(b"x")

    def answer_continue(self) -> None:
        while not self.pause(0.01):
            self.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")

    def answer_long_head(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        while not self.server.over.is_set():  # type: ignore[attr-defined]
            self.wfile.write(b"X-Long: " + b"x" * 8000 + b"\r\n")

    def answer_endless(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
        while not self.server.over.is_set():  # type: ignore[attr-defined]
            self.wfile.write(b"x" * 65_536)

    def answer_slow_body(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        while not self.pause(0.05):
            self.wfile.write(b"x")

    def answer_nonsense(self) -> None:
        self.wfile.write(SECRET.encode() + b" is no HTTP\r\n\r\n")
        self.close_connection = True

    def answer_hangup(self) -> None:
        self.close_connection = True

    def pause(self, seconds: float) -> bool:
        over: threading.Event = self.server.over  # type: ignore[attr-defined]
        return over.wait(seconds)

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


class Server(http.server.ThreadingHTTPServer):
    """A receiver on a port of its own, on loopback."""

    daemon_threads = True

    def __init__(self, context: ssl.SSLContext | None = None) -> None:
        super().__init__(("127.0.0.1", 0), Receiver)
        self.got: list[tuple[str, dict[str, str], bytes]] = []
        self.over = threading.Event()
        self.context = context
        self.port = self.server_address[1]

    def get_request(self) -> tuple[socket.socket, Any]:
        connection, address = super().get_request()
        if self.context is not None:
            connection = self.context.wrap_socket(connection, server_side=True)
        return connection, address

    def handle_error(self, *_arguments: object) -> None:
        """Say nothing."""

    def url(self, path: str = "", host: str = "127.0.0.1", scheme: str = "http") -> str:
        return f"{scheme}://{host}:{self.port}/{path}"


def served(server: Server) -> Iterator[Server]:
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server
    server.over.set()
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def server() -> Iterator[Server]:
    yield from served(Server())


@pytest.fixture
def secret_file(tmp_path: Path) -> Path:
    path = tmp_path / "secret"
    path.write_text(SECRET + "\n")
    path.chmod(0o600)
    return path


@pytest.fixture(autouse=True)
def no_secret_anywhere(capfd: pytest.CaptureFixture[str]) -> Iterator[None]:
    """Whatever a test does, nothing is printed, and so no secret either."""
    yield
    assert capfd.readouterr() == ("", "")


def post(
    url: str | None,
    secret_file: Path | str | None = None,
    *,
    private: bool = True,
    seconds: float = webhook.SECONDS,
) -> tuple[bool, str]:
    ok, detail = webhook.post(
        url,
        BODY,
        secret_file=None if secret_file is None else str(secret_file),
        allow_private=private,
        seconds=seconds,
    )
    assert SECRET not in detail
    assert detail.isprintable()
    return ok, detail


# --- what is sent ---------------------------------------------------------------------


def test_the_body_arrives_signed(server: Server, secret_file: Path) -> None:
    assert post(server.url("hook?a=1&b=%20"), secret_file) == (True, "127.0.0.1 answered 200")
    [(path, headers, body)] = server.got
    assert (path, body) == ("/hook?a=1&b=%20", BODY)
    digest = hmac.new(SECRET.encode(), BODY, hashlib.sha256).hexdigest()
    assert headers["X-Roma-Signature"] == f"sha256={digest}"
    assert headers["Content-Type"] == "application/json"
    assert headers["Host"] == f"127.0.0.1:{server.port}"
    assert SECRET not in repr(server.got)


def test_without_a_secret_there_is_no_signature(server: Server) -> None:
    assert post(f"http://127.0.0.1:{server.port}")[0]
    [(path, headers, body)] = server.got
    assert (path, body) == ("/", BODY)
    assert "X-Roma-Signature" not in headers


@pytest.mark.parametrize("status", [200, 201, 204, 299])
def test_only_these_are_a_success(server: Server, status: int) -> None:
    assert post(server.url(str(status))) == (True, f"127.0.0.1 answered {status}")


@pytest.mark.parametrize("status", [400, 401, 404, 410, 429, 500, 503])
def test_an_error_is_told(server: Server, status: int) -> None:
    assert post(server.url(str(status))) == (False, f"127.0.0.1 answered {status}")


def test_a_redirect_is_not_followed(server: Server) -> None:
    told = "127.0.0.1 answered 302; redirects are not followed"
    assert post(server.url("redirect")) == (False, told)
    assert [path for path, _, _ in server.got] == ["/redirect"]


def test_proxies_of_the_environment_are_ignored(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    monkeypatch.delenv("no_proxy", raising=False)
    assert post(server.url())[0]


# --- time and size --------------------------------------------------------------------


@pytest.mark.parametrize("way", ["silent", "drip", "continue"])
def test_all_of_it_takes_no_longer_than_its_limit(server: Server, way: str) -> None:
    before = time.monotonic()
    told = "127.0.0.1 did not answer within 0.5 seconds"
    assert post(server.url(way), seconds=0.5) == (False, told)
    assert time.monotonic() - before < 1.5
    # Nothing is left behind that goes on reading.
    for _ in range(100):
        if not [one for one in threading.enumerate() if "_run" in one.name]:
            break
        time.sleep(0.02)
    assert not [one for one in threading.enumerate() if "_run" in one.name]


def test_the_limit_is_three_seconds(server: Server) -> None:
    before = time.monotonic()
    ok, detail = post(server.url("drip"))
    assert (ok, detail) == (False, "127.0.0.1 did not answer within 3 seconds")
    assert 2.9 < time.monotonic() - before < 4


def test_a_name_server_that_does_not_answer_counts_too(monkeypatch: pytest.MonkeyPatch) -> None:
    over = threading.Event()

    def hangs(*_arguments: object, **_options: object) -> list[object]:
        over.wait(20)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 9))]

    monkeypatch.setattr(socket, "getaddrinfo", hangs)
    before = time.monotonic()
    ok, detail = post("http://slow.example/", seconds=0.3)
    assert (ok, detail) == (False, "slow.example did not answer within 0.3 seconds")
    assert time.monotonic() - before < 1.5
    over.set()


def test_nothing_is_sent_after_giving_up(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    over = threading.Event()
    found = socket.getaddrinfo("127.0.0.1", server.port, type=socket.SOCK_STREAM)

    def late(*_arguments: object, **_options: object) -> list[Any]:
        over.wait(20)
        return list(found)

    monkeypatch.setattr(socket, "getaddrinfo", late)
    assert not post(server.url(), seconds=0.2)[0]
    callers = [one for one in threading.enumerate() if "_run" in one.name]
    over.set()
    for one in callers:
        one.join(5)
    assert server.got == []


@pytest.mark.parametrize("way", ["endless", "slow_body"])
def test_a_body_without_end_costs_nothing(server: Server, way: str) -> None:
    """The status has said it all; the body is not read."""
    before = time.monotonic()
    assert post(server.url(way)) == (True, "127.0.0.1 answered 200")
    assert time.monotonic() - before < 1


def test_a_head_is_read_up_to_64_kib(server: Server) -> None:
    assert webhook.LONGEST_ANSWER == 65_536
    assert post(server.url("long_head")) == (False, "127.0.0.1: its response is not HTTP")


@pytest.mark.parametrize(
    ("way", "problem"),
    [
        ("nonsense", "its response is not HTTP"),
        ("hangup", "its response is not HTTP"),
    ],
)
def test_what_is_no_answer_is_told_without_quoting_it(
    server: Server, way: str, problem: str
) -> None:
    assert post(server.url(way)) == (False, f"127.0.0.1: {problem}")


def test_nobody_there_is_told() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, but not listening
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/"
        assert post(url) == (False, "127.0.0.1: Connection refused")


def test_a_name_nobody_has_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_arguments: object, **_options: object) -> list[object]:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    told = "roma.invalid: no address found for this name"
    assert post("http://roma.invalid/") == (False, told)


# --- where it may go ------------------------------------------------------------------


@pytest.mark.parametrize(
    "host",
    [
        *("127.0.0.1", "localhost", "LOCALHOST", "127.1", "127.8.9.10"),
        *("2130706433", "0x7f000001", "0177.0.0.1", "0.0.0.0", "0"),  # noqa: S104 - not bound to
        *("10.0.0.1", "172.16.0.1", "192.168.1.1", "100.64.0.1", "169.254.169.254"),
        *("224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255", "192.0.2.1"),
        *("[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:10.0.0.1]", "[::127.0.0.1]"),
        *("[fe80::1]", "[fc00::1]", "[fd12::1]", "[fec0::1]", "[ff02::1]"),
        *("[ff0e::1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "[2001:db8::1]", "[2001::1]"),
    ],
)
def test_private_addresses_are_refused_without_the_setting(server: Server, host: str) -> None:
    ok, detail = post(server.url(host=host), private=False)
    assert not ok
    assert detail.endswith("'roma config set webhook_allow_private true' allows that")
    assert server.got == []


@pytest.mark.parametrize("host", ["localhost.", "[fe80::1%25lo]", "[::1%25lo]", "ip6-localhost"])
def test_spellings_that_not_every_machine_knows_lead_nowhere_either(
    server: Server, host: str
) -> None:
    assert not post(server.url(host=host), private=False, seconds=1)[0]
    assert server.got == []


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.1"])
def test_with_the_setting_they_are_called(server: Server, host: str) -> None:
    assert post(server.url(host=host)) == (True, f"{host} answered 200")


@pytest.mark.parametrize(
    ("address", "public"),
    [
        *(("8.8.8.8", True), ("1.1.1.1", True), ("2606:4700::1111", True)),
        *(("::ffff:8.8.8.8", True), ("64:ff9b::808:808", True), ("2002:808:808::", True)),
        *(("::ffff:192.168.0.1", False), ("64:ff9b::a00:1", False), ("198.18.0.1", False)),
    ],
)
def test_what_is_public(address: str, public: bool) -> None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    found: list[Any] = [(family, (address, 80))]
    if public:
        webhook._refuse_private("host", found)
    else:
        with pytest.raises(webhook._Refused):
            webhook._refuse_private("host", found)


def names(monkeypatch: pytest.MonkeyPatch, answers: list[list[str]]) -> Callable[[], int]:
    """Make the resolver give these answers in turn; return how often it was asked."""
    asked: list[object] = []

    def resolve(_host: str, port: int, **_options: object) -> list[Any]:
        asked.append(None)
        addresses = answers[min(len(asked), len(answers)) - 1]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    return lambda: len(asked)


def test_a_name_that_leads_here_is_refused(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    names(monkeypatch, [["127.0.0.1"]])
    assert "webhook_allow_private" in post(server.url(host="hooks.example"), private=False)[1]
    # One bad address among good ones is enough.
    names(monkeypatch, [["8.8.8.8", "127.0.0.1"]])
    assert "webhook_allow_private" in post(server.url(host="hooks.example"), private=False)[1]
    assert server.got == []


def test_the_address_that_was_judged_is_the_one_that_is_called(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that changes its mind after the check is not asked again."""
    asked = names(monkeypatch, [["8.8.8.8"], ["127.0.0.1"]])
    called: list[object] = []

    def connect(_self: socket.socket, address: object) -> None:
        called.append(address)
        raise ConnectionRefusedError(111, "Connection refused")

    monkeypatch.setattr(socket.socket, "connect", connect)
    told = "hooks.example: Connection refused"
    assert post(server.url(host="hooks.example"), private=False) == (False, told)
    assert (asked(), called) == (1, [("8.8.8.8", server.port)])


def test_the_next_address_is_tried(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    names(monkeypatch, [["127.0.0.2", "127.0.0.1"]])
    assert post(server.url(host="hooks.example")) == (True, "hooks.example answered 200")
    assert server.got[0][1]["Host"] == f"hooks.example:{server.port}"


@pytest.mark.parametrize(
    ("url", "told"),
    [
        (None, "not set"),
        ("", "not set"),
        ("ftp://example.com/", "must begin with https"),
        ("file:///etc/passwd", "must begin with https"),
        ("example.com/hook", "must begin with https"),
        ("//example.com/hook", "must begin with https"),
        ("http://", "no host"),
        ("http:///path", "no host"),
        ("https://:443/", "no host"),
        (f"https://user:{SECRET}@example.com/", "user name or password"),
        (f"https://{SECRET}@example.com/", "user name or password"),
        ("https://@example.com/", "user name or password"),
        ("https://example.com:99999/", "is not a URL"),
        ("https://example.com:x/", "is not a URL"),
        ("https://[::1/", "is not a URL"),
        ("https://exa mple.com/", "not allowed in a URL"),
        ("https://example.com/\r\nX-Evil: 1", "not allowed in a URL"),
        ("https://example.com/\x00", "not allowed in a URL"),
        ("https://exämple.com/", "not allowed in a URL"),
    ],
)
def test_a_url_that_is_none_of_ours_is_refused(url: str | None, told: str) -> None:
    ok, detail = post(url)
    assert not ok
    assert told in detail


def test_a_token_in_the_path_is_told_to_nobody_else(server: Server) -> None:
    for way in ("404", "redirect", "nonsense"):
        assert SECRET not in post(server.url(f"{way}?token={SECRET}"))[1]


# --- TLS ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for 127.0.0.1 that nobody has signed, and its key."""
    if shutil.which("openssl") is None:
        pytest.skip("no openssl to make a certificate with")
    folder = tmp_path_factory.mktemp("tls")
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"),
            *(
                "-nodes",
                "-days",
                "2",
                "-subj",
                "/CN=roma",
                "-addext",
                "subjectAltName=IP:127.0.0.1",
            ),
            *("-keyout", str(key), "-out", str(certificate)),
        ],
        check=True,
        capture_output=True,
    )
    return certificate, key


@pytest.fixture
def tls_server(certificate: tuple[Path, Path]) -> Iterator[Server]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    yield from served(Server(context))


def test_a_certificate_nobody_vouches_for_is_refused(tls_server: Server, secret_file: Path) -> None:
    ok, detail = post(tls_server.url(scheme="https"), secret_file)
    assert not ok
    assert detail.startswith("127.0.0.1: its certificate is not trusted: self-signed")
    assert tls_server.got == []


def test_a_certificate_the_system_trusts_will_do(
    tls_server: Server,
    certificate: tuple[Path, Path],
    secret_file: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    url = tls_server.url(scheme="https")
    assert post(url, secret_file) == (True, "127.0.0.1 answered 200")
    # For another name it is worth nothing.
    ok, detail = post(tls_server.url(scheme="https", host="localhost"), secret_file)
    assert not ok
    assert "certificate is not trusted: Hostname mismatch" in detail
    assert len(tls_server.got) == 1


def test_a_plain_server_is_no_tls_server(server: Server) -> None:
    told = "127.0.0.1: can't make a TLS connection"
    assert post(server.url(scheme="https")) == (False, told)


# --- the secret -----------------------------------------------------------------------


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o660, 0o604, 0o400, 0o700, 0o4600])
def test_a_secret_others_could_read_is_not_used(
    server: Server, secret_file: Path, mode: int
) -> None:
    secret_file.chmod(mode)
    ok, detail = post(server.url(), secret_file)
    assert (ok, "chmod 600" in detail) == (False, True)
    assert server.got == []


@as_root
def test_the_secret_of_another_user_is_not_used(server: Server, secret_file: Path) -> None:
    os.chown(secret_file, 12345, 12345)
    told = "webhook_secret_file belongs to another user"
    assert post(server.url(), secret_file) == (False, told)
    assert server.got == []


@pytest.mark.parametrize("content", [b"", b"\n \n", b"x" * 4097])
def test_an_empty_or_endless_secret_is_not_used(
    server: Server, secret_file: Path, content: bytes
) -> None:
    secret_file.write_bytes(content)
    told = "webhook_secret_file must contain a secret of 1 to 4096 bytes"
    assert post(server.url(), secret_file) == (False, told)
    assert server.got == []


def test_what_is_no_file_holds_no_secret(server: Server, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe", 0o600)
    assert post(server.url(), tmp_path / "pipe") == (False, "webhook_secret_file is not a file")
    assert post(server.url(), tmp_path) == (False, "webhook_secret_file is not a file")
    told = "can't read webhook_secret_file: No such file or directory"
    assert post(server.url(), tmp_path / "missing") == (False, told)
    assert post(server.url(), "/a\0b") == (False, "can't read webhook_secret_file: not a path")
    assert post(server.url(), "secret") == (False, "webhook_secret_file is not an absolute path")
    assert server.got == []
