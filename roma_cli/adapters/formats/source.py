"""The source of an import: a stream that can be read again, decoded and cut into lines.

Whatever is wrong with it becomes one UsageError that names the place.
"""

from __future__ import annotations

import codecs
import os
import shutil
import tempfile
from itertools import chain
from typing import TYPE_CHECKING, cast

from roma_cli.domain.errors import UsageError
from roma_cli.domain.transfer.interchange import Loss, name_uuid

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import BinaryIO, TypeAlias

    Report: TypeAlias = Callable[[Loss], None]
    """Takes each loss as it is found."""
    Lose: TypeAlias = Callable[[str, str], None]
    """The same for one record: takes the field and the reason."""

CHUNK = 64 * 1024
LONGEST_RECORD = 64 * 1024 * 1024
"""Characters of one record or line; what is longer is not held in memory."""

_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class Source:
    """A seekable stream of bytes, with its path (None for standard input) and its name in messages.

    `done` is how many of its `size` bytes were read since the last start; `watch`, where it is
    set, is called with both as they change, and `seal` when all of it is about to be kept for good.
    `staged` is what an importer made of all of it.
    """

    def __init__(self, stream: BinaryIO, path: str | None, name: str) -> None:
        self.stream = stream
        self.path = path
        self.name = name
        self.done = 0
        self.size = stream.seek(0, os.SEEK_END)
        self.watch: Callable[[int, int], None] | None = None
        self.seal: Callable[[], None] | None = None
        self.staged: object = None

    def head(self, size: int) -> bytes:
        """Return the first bytes, and go back to the start."""
        self.rewind()
        head = self.stream.read(size)
        self.rewind()
        return head

    def rewind(self) -> None:
        """Go back to the start."""
        self.stream.seek(0)
        self.done = 0

    def chunks(self) -> Iterator[bytes]:
        """Return the bytes from the start, in pieces."""
        self.rewind()
        while chunk := self.stream.read(CHUNK):
            self.done += len(chunk)
            if self.watch is not None:
                self.watch(self.done, self.size)
            yield chunk

    def text(self) -> Iterator[str]:
        """Return the text from the start, in pieces, decoded strictly; no byte order mark.

        UTF-8, or UTF-16 where its byte order mark says so. Raises UsageError for what is neither.
        """
        encoding = _encoding(self.head(4))
        decoder = codecs.getincrementaldecoder(encoding)()
        line = 1
        for chunk in chain(self.chunks(), (b"",)):
            try:
                text = decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                line += chunk[: error.start].count(b"\n")
                raise self._undecodable(encoding, line, error) from None
            line += text.count("\n")
            if "\x00" in text:
                raise self.wrong(line, "there are NUL bytes, so this is no text")
            if text:
                yield text

    def lines(self) -> Iterator[tuple[int, str]]:
        """Return each line with its number from 1, without its end (LF, CRLF or CR).

        Raises UsageError as `text` does, and for a line that is too long.
        """
        number = 0
        for lines in self.whole_lines():
            for one in _ends(lines).removesuffix("\n").split("\n"):
                number += 1
                yield number, one

    def whole_lines(self) -> Iterator[str]:
        """Return the text in pieces that are lines, one or many, with their ends.

        Raises UsageError as `text` does, and for a line that is too long.
        """
        line = 1
        held: list[str] = []
        size = 0
        half = ""
        for chunk in self.text():
            text = half + chunk
            # A CR that ends a piece may be the first half of a CRLF.
            half = "\r" if text.endswith("\r") else ""
            text = text.removesuffix("\r")
            cut = max(text.rfind("\n"), text.rfind("\r")) + 1
            if cut:
                whole = "".join((*held, text[:cut]))
                line += whole.count("\n") or whole.count("\r")
                yield whole
                held, size = [], 0
            held.append(text[cut:])
            size += len(text) - cut
            if size > LONGEST_RECORD:
                raise self.wrong(line, f"the line has over {LONGEST_RECORD} characters")
        if rest := "".join((*held, half)):
            yield rest

    def wrong(self, line: int, what: str) -> UsageError:
        """Return the error that `what` is wrong on a line of this source."""
        return UsageError(f"{self.name}, line {line}: {what}", "roma data import --help")

    def _undecodable(self, encoding: str, line: int, error: UnicodeDecodeError) -> UsageError:
        byte = error.object[error.start : error.start + 1].hex()
        name = "UTF-16" if encoding == "utf-16" else "UTF-8"
        wrong = self.wrong(line, f"the byte 0x{byte} is no {name}")
        if name == "UTF-8":
            wrong.hint = "iconv -f WINDOWS-1252 -t UTF-8 FILE | roma data import -"
        return wrong


def opened(path: str, standard_input: BinaryIO | None) -> Source:
    """Return the source at `path`, or standard input for `-`. The caller closes its stream.

    What cannot be read twice, a pipe say, is copied into a nameless file first. Raises UsageError
    for what cannot be read.
    """
    hint = "roma data import --help"
    if path == "-":
        if standard_input is None:
            raise UsageError("there is no standard input to import from", hint)
        return Source(_copied(standard_input), None, "standard input")
    try:
        stream = open(path, "rb")  # noqa: SIM115 - the caller closes it
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UsageError(f"cannot read {path}: {reason.lower()}", hint) from None
    if stream.seekable():
        return Source(stream, path, path)
    with stream:
        return Source(_copied(stream), None, path)


def _copied(stream: BinaryIO) -> BinaryIO:
    copy = cast("BinaryIO", tempfile.TemporaryFile())  # noqa: SIM115 - the caller closes it
    try:
        shutil.copyfileobj(stream, copy)
    except OSError as error:
        copy.close()
        raise UsageError(
            f"cannot read it all: {(error.strerror or 'why unknown').lower()}"
        ) from None
    return copy


class Ids:
    """The ids of a format's records that have none: made of a key, and which of the same it is."""

    def __init__(self, form: str) -> None:
        self._form = form
        self._seen: dict[str, int] = {}

    def peek(self, key: str) -> str:
        """Return the id that `next` would return."""
        return name_uuid(self._form, key, self._seen.get(key, 0) + 1)

    def next(self, key: str) -> str:
        """Return the id of the next record with this key."""
        uuid = self.peek(key)
        self._seen[key] = self._seen.get(key, 0) + 1
        return uuid


def of_record(record: str, report: Report) -> Lose:
    """Return what reports the losses of one record."""
    return lambda field, reason: report(Loss(record, field, reason))


def head_text(head: bytes) -> str:
    """Return the text of a head for `looks_like`: decoded as `Source.text` does.

    What does not decode ends it, so a head may be cut inside a letter.
    """
    decoder = codecs.getincrementaldecoder(_encoding(head))()
    try:
        return decoder.decode(head)
    except UnicodeDecodeError as error:
        return head[: error.start].decode("utf-8-sig") if error.encoding == "utf-8" else ""


def _encoding(head: bytes) -> str:
    return "utf-16" if head.startswith(_UTF_16) else "utf-8-sig"


def _ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
