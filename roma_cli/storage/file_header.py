"""Header check: recognizes roma files before SQLite touches them.

SQLite accepts an empty file as a new database and would write its journal next to any file it
opens, so the header is checked first. Offsets: sqlite.org/fileformat2.html, section 1.3.
"""

from __future__ import annotations

import os

from roma_cli.domain.errors import CannotWrite, Damaged, NewerSchema
from roma_cli.storage import file_access

APPLICATION_ID = 0x526F4D61
"""`RoMa` in ASCII, at offset 68 of the file."""

SCHEMA_VERSION = 1
"""The schema this roma writes, as `PRAGMA user_version` of the file: see `schema_of`."""

_MINOR = 1000
_MAGIC = b"SQLite format 3\x00"
_HEADER = 100


def check(path: str) -> bool:
    """Tell whether a roma file is at `path`; False if there is no file.

    Raises CannotWrite if it is a link, no regular file, not ours or cannot be read, Damaged if it
    is empty, cut short, another program's or gone from its log, NewerSchema if a newer roma wrote
    it. Changes nothing of a file it refuses; of one it accepts, others lose their access.
    """
    file_access.refuse_link(path)
    try:
        # Non-blocking, because opening a pipe would wait for a writer.
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOFOLLOW)
    except FileNotFoundError:
        return _left_no_log(path)
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise CannotWrite(f"can't read {path}: {reason}", "roma data path") from None
    try:
        opened = os.fstat(descriptor)
        file_access.refuse_others(path, opened)
        _check_header(path, os.read(descriptor, _HEADER))
        file_access.make_private(path, descriptor, opened)
    finally:
        os.close(descriptor)
    return True


def _check_header(path: str, header: bytes) -> None:
    if not header:
        raise Damaged(f"{path} is empty (0 bytes), and roma never creates an empty file", path=path)
    if len(header) < _HEADER or not header.startswith(_MAGIC):
        raise Damaged(f"{path} is not a roma file", path=path)
    if _number(header, 68) != APPLICATION_ID:
        raise Damaged(f"{path} belongs to another program", path=path)
    check_version(path, _number(header, 60))
    if not _long_enough(path, header):
        # Read again, once: it may just have been truncated by a checkpoint or VACUUM.
        with open(path, "rb", buffering=0) as file:
            header = file.read(_HEADER)
        if not _long_enough(path, header):
            size = os.stat(path).st_size
            raise Damaged(f"{path} is truncated: {size} bytes of {_length(header)}", path=path)


def _long_enough(path: str, header: bytes) -> bool:
    """Tell whether the file is as long as its header says, or SQLite has yet to make it so.

    What is written first names the new length, and the log or journal goes once all is written,
    or is there to put right what was not; so the length is looked at last.
    """
    for log in (path + "-wal", path + "-journal"):
        if os.path.exists(log):
            return True
    return os.stat(path).st_size >= _length(header)


def _length(header: bytes) -> int:
    page = int.from_bytes(header[16:18], "big")
    return _number(header, 28) * (65536 if page == 1 else page)


def _left_no_log(path: str) -> bool:
    """Return False if nothing is at `path`, True if something has just been created there.

    Raises Damaged for a log without its file: SQLite would take it for the log of a new one.
    """
    for log in (path + "-wal", path + "-journal"):
        try:
            if not os.stat(log).st_size:
                continue
        except OSError:
            continue
        if os.path.lexists(path):
            return check(path)
        name = os.path.basename(log)
        raise Damaged(f"{path} is missing, but its file {name} exists", path=path)
    return False


def schema_of(version: int) -> tuple[int, int]:
    """Return the schema, (major, minor), that a `user_version` stands for.

    It is major + 1000 * minor, so 1 is 1.0, 1001 is 1.1 and 2 is 2.0: compare schemas, never
    versions. A minor only adds, so that a roma which does not know it can use the file.
    """
    minor, major = divmod(version, _MINOR)
    return major, minor


def schema_name(version: int) -> str:
    """Format a schema: `1`, `1.1`."""
    major, minor = schema_of(version)
    return f"{major}.{minor}" if minor else str(major)


def check_version(path: str, version: int) -> None:
    """Raise NewerSchema if `version` is of a newer major than this roma knows."""
    if schema_of(version)[0] > schema_of(SCHEMA_VERSION)[0]:
        raise NewerSchema(
            f"{path} was written by a newer roma (schema {schema_name(version)}, this one supports "
            f"{schema_name(SCHEMA_VERSION)})",
            "pip install --upgrade roma-cli",
        )


def _number(header: bytes, offset: int) -> int:
    return int.from_bytes(header[offset : offset + 4], "big")
