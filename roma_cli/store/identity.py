"""Which files are ours, read from the first hundred bytes before SQLite touches them.

SQLite takes a file of zero bytes for a healthy new database and would write its journal beside
any file it is pointed at; so we look first. Offsets: sqlite.org/fileformat2.html, section 1.3.
"""

from __future__ import annotations

import os

from roma_cli.core.errors import CannotWrite, Damaged, NewerSchema

APPLICATION_ID = 0x526F4D61
"""`RoMa` in ASCII, at offset 68 of the file."""

SCHEMA_VERSION = 1
"""The schema this roma writes; `PRAGMA user_version` of the file."""

_MAGIC = b"SQLite format 3\x00"
_HEADER = 100


def check(path: str) -> bool:
    """Tell whether a roma file is at `path`; False if nothing is there.

    Raises CannotWrite if it is no regular file or cannot be read, Damaged if it is empty, cut
    short or another program's, NewerSchema if a newer roma wrote it. Changes nothing.
    """
    try:
        with open(path, "rb", buffering=0) as file:
            header = file.read(_HEADER)
    except FileNotFoundError:
        return False
    except IsADirectoryError:
        raise CannotWrite(f"{path} is a directory, not a roma file", "roma data path") from None
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise CannotWrite(f"cannot read {path}: {reason}", "roma data path") from None
    if not header:
        raise Damaged(f"{path} is empty (0 bytes); roma never makes such a file", _elsewhere(path))
    if len(header) < _HEADER or not header.startswith(_MAGIC):
        raise Damaged(f"{path} is not a roma file", _elsewhere(path))
    if _number(header, 68) != APPLICATION_ID:
        raise Damaged(f"{path} belongs to another program", _elsewhere(path))
    check_version(path, _number(header, 60))
    page = int.from_bytes(header[16:18], "big")
    expected = _number(header, 28) * (65536 if page == 1 else page)
    # A log being written back names the new length first, and goes once all is written: so the
    # length is looked at last.
    if not os.path.exists(path + "-wal"):
        size = os.stat(path).st_size
        if size < expected:
            raise Damaged(f"{path} is cut short: {size} bytes of {expected}", _elsewhere(path))
    return True


def check_version(path: str, version: int) -> None:
    """Raise NewerSchema if `version` is beyond the schema this roma knows."""
    if version > SCHEMA_VERSION:
        raise NewerSchema(
            f"{path} was written by a newer roma (schema {version}, this one knows "
            f"{SCHEMA_VERSION})",
            "pip install --upgrade roma-cli",
        )


def _number(header: bytes, offset: int) -> int:
    return int.from_bytes(header[offset : offset + 4], "big")


def _elsewhere(path: str) -> str:
    from shlex import quote  # noqa: PLC0415 - only when something is wrong

    return f"roma --db {quote(path + '.new')} today"
