"""The POST of JSON to an address of the user's choice, and only to that one.

Features that could redirect the call are not supported: no redirects, no proxy, nothing from the
environment. The name is resolved once, each of its addresses is checked, and the connection is made
only to those. Only the status of the response counts; its body is not read, so an endless one costs
nothing.

No text returned from here contains the secret, or more of the URL than its host.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import ipaddress
import os
import socket
import ssl
import stat
from collections import namedtuple
from http.client import HTTPConnection, HTTPException, HTTPResponse
from urllib.parse import urlsplit

from roma_cli.adapters.workers import Worker

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any, TypeAlias

    Address: TypeAlias = tuple[socket.AddressFamily, tuple[Any, ...]]
    IP: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address

SECONDS = 3
"""Seconds from the name lookup to the status line."""
SIGNATURE = "X-Roma-Signature"
"""The header `sha256=…`: HMAC-SHA256 of the body, in hexadecimal, with the user's secret."""
LONGEST_ANSWER = 64 * 1024
"""Longest head of a response in bytes."""

_LONGEST_SECRET = 4096
_PORTS = {"http": 80, "https": 443}
_OWNER_ONLY = 0o600
_OK = range(200, 300)
_REDIRECT = range(300, 400)
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


class _Refused(Exception):  # noqa: N818 - reads as what it says
    """Why the call was not made or failed, in words that may be shown."""


class Target(namedtuple("Target", "scheme host port path")):
    """Where to post: `path` is the request path with its query."""

    __slots__ = ()
    scheme: str
    host: str
    port: int
    path: str


def post(
    url: str | None,
    body: bytes,
    *,
    secret_file: str | None,
    allow_private: bool,
    seconds: float = SECONDS,
) -> tuple[bool, str]:
    """Post `body`, signed if there is a secret; return whether it was accepted, or why not.

    Only a status from 200 to 299 means success. After `seconds` the call is abandoned, whatever it
    waits for; then it is unknown what the receiver has done. Never raises.
    """
    try:
        target = _target(url)
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "roma",
            "Connection": "close",
        }
        if secret_file:
            digest = hmac.new(_secret(secret_file), body, hashlib.sha256).hexdigest()
            headers[SIGNATURE] = f"sha256={digest}"
        call = _Call(target, body, headers, allow_private=allow_private, seconds=seconds)
        status = call.wait()
    except _Refused as refusal:
        return False, str(refusal)
    if status in _REDIRECT:
        return False, f"{target.host} answered {status}; redirects are not followed"
    return status in _OK, f"{target.host} answered {status}"


class _Call:
    """One call in its own thread, which may be abandoned.

    There is no other way to limit the total time of name lookup, TLS handshake and a receiver that
    sends a byte now and then.
    """

    def __init__(
        self,
        target: Target,
        body: bytes,
        headers: dict[str, str],
        *,
        allow_private: bool,
        seconds: float,
    ) -> None:
        self._target, self._body, self._headers = target, body, headers
        self._allow_private, self._seconds = allow_private, seconds
        self._socket: socket.socket | None = None
        self._given_up = False

    def wait(self) -> int:
        """Make the call; return the response status. Raises _Refused."""
        worker = Worker(self._run)
        try:
            worker.start()
        except RuntimeError:
            raise _Refused("can't start a thread") from None
        if not worker.ends_within(self._seconds):
            self._given_up = True
            if self._socket is not None:
                # Wakes the thread, which closes it; closing it here would not.
                with contextlib.suppress(OSError):
                    self._socket.shutdown(socket.SHUT_RDWR)
            raise _Refused(self._too_slow())
        try:
            return worker.result()
        except _Refused:
            raise
        except TimeoutError:
            # The socket's own limit, a moment before the worker's.
            raise _Refused(self._too_slow()) from None
        except Exception as error:  # noqa: BLE001 - whatever a library raises, the call has failed
            raise _Refused(f"{self._target.host}: {_reason(error)}") from None

    def _run(self) -> int:
        try:
            return self._exchange()
        finally:
            if self._socket is not None:
                self._socket.close()

    def _too_slow(self) -> str:
        return f"{self._target.host} did not answer within {self._seconds:g} seconds"

    def _exchange(self) -> int:
        host, port = self._target.host, self._target.port
        addresses = _resolve(host, port)
        if not self._allow_private:
            _refuse_private(host, addresses)
        open_socket = self._connect(addresses)
        if self._target.scheme == "https":
            # Two steps, so that an abort finds the socket during the handshake.
            secured = ssl.create_default_context().wrap_socket(
                open_socket, server_hostname=host, do_handshake_on_connect=False
            )
            self._hold(secured)
            secured.do_handshake()
            open_socket = secured
        connection = _Connection(host, port)
        connection.default_port = _PORTS[self._target.scheme]  # default ports are omitted in Host
        connection.sock = open_socket
        try:
            connection.request("POST", self._target.path, self._body, self._headers)
            with connection.getresponse() as response:
                return response.status
        finally:
            connection.close()

    def _connect(self, addresses: Sequence[Address]) -> socket.socket:
        """Connect to the first address that accepts, leaving time for each of them."""
        failure = OSError()
        for family, address in addresses:
            one = socket.socket(family, socket.SOCK_STREAM)
            one.settimeout(self._seconds / len(addresses))
            self._hold(one)
            try:
                one.connect(address)
            except OSError as error:
                one.close()
                failure = error
            else:
                self._hold(one)
                one.settimeout(self._seconds)
                return one
        raise failure

    def _hold(self, one: socket.socket) -> None:
        """Store the socket for `wait`, and stop here if that has already given up."""
        self._socket = one
        if self._given_up:
            raise _Refused("given up")


class _Head:
    """A stream for the response, limited to `LONGEST_ANSWER` bytes."""

    def __init__(self, file: Any) -> None:
        self._file, self._left = file, LONGEST_ANSWER

    def readline(self, most: int) -> bytes:
        line: bytes = self._file.readline(min(most, self._left + 1))
        self._left -= len(line)
        if self._left < 0:
            raise HTTPException
        return line

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


class _Response(HTTPResponse):
    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fp: Any = _Head(self.fp)


class _Connection(HTTPConnection):
    """A connection that was opened elsewhere, and is never reopened."""

    auto_open = 0
    response_class = _Response


def _target(url: str | None) -> Target:
    if not url:
        raise _Refused("webhook_url is not set")
    # Before urlsplit, which silently drops line ends and tabs.
    if not url.isascii() or not url.isprintable() or " " in url:
        raise _Refused("webhook_url contains a character that is not allowed in a URL")
    try:
        parts = urlsplit(url)
        scheme, host, port = parts.scheme, parts.hostname or "", parts.port
    except ValueError:
        raise _Refused("webhook_url is not a URL") from None
    if scheme not in _PORTS:
        raise _Refused("webhook_url must begin with https:// or http://")
    if not host:
        raise _Refused("webhook_url has no host")
    if "@" in parts.netloc:
        raise _Refused("webhook_url contains a user name or password, which would show up in logs")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(scheme, host, _PORTS[scheme] if port is None else port, path)


def _secret(path: str) -> bytes:
    """Return the secret from a private file, without trailing white space."""
    if not os.path.isabs(path):
        raise _Refused("webhook_secret_file is not an absolute path")
    try:
        # Non-blocking, because opening a pipe would wait for its writer.
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not a path"
        raise _Refused(f"can't read webhook_secret_file: {reason}") from None
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise _Refused("webhook_secret_file is not a file")
        if status.st_uid != os.geteuid():
            raise _Refused("webhook_secret_file belongs to another user")
        mode = stat.S_IMODE(status.st_mode)
        if mode != _OWNER_ONLY:
            raise _Refused(
                f"webhook_secret_file has mode {mode:04o}; use chmod 600 to make it private"
            )
        secret = os.read(descriptor, _LONGEST_SECRET + 1).rstrip()
    except OSError as error:
        raise _Refused(f"can't read webhook_secret_file: {error.strerror}") from None
    finally:
        os.close(descriptor)
    if not 0 < len(secret) <= _LONGEST_SECRET:
        raise _Refused(f"webhook_secret_file must contain a secret of 1 to {_LONGEST_SECRET} bytes")
    return secret


def _resolve(host: str, port: int) -> list[Address]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise _Refused(f"{host}: no address found for this name") from None
    return [(family, address) for family, _, _, _, address in found]


def _refuse_private(host: str, addresses: Sequence[Address]) -> None:
    """Refuse a name if any of its addresses is not on the public internet."""
    for _, address in addresses:
        # A scope ("fe80::1%eth0") is not part of the address.
        if not _is_public(ipaddress.ip_address(str(address[0]).partition("%")[0])):
            raise _Refused(
                f"{host} is on this machine or a private network; "
                "'roma config set webhook_allow_private true' allows that"
            )


def _is_public(ip: IP) -> bool:
    if isinstance(ip, ipaddress.IPv6Address):
        # Addresses that wrap an IPv4 address are as public as that address.
        wrapped = ip.ipv4_mapped or ip.sixtofour
        if ip in _NAT64:
            wrapped = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if wrapped is not None:
            return _is_public(wrapped)
        if ip.is_site_local:
            return False
    # is_global alone is True for most multicast and reserved addresses.
    return ip.is_global and not (ip.is_multicast or ip.is_reserved)


def _reason(error: Exception) -> str:
    """Return why a call failed, in roma's own words, so the receiver can't inject text."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is not trusted: {error.verify_message}"
    if isinstance(error, ssl.SSLError):
        return "can't make a TLS connection"
    if isinstance(error, HTTPException):
        return "its response is not HTTP"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return f"failed unexpectedly: {type(error).__name__}"
