"""The table of formats, and format detection."""

from __future__ import annotations

import shlex
from collections import namedtuple
from importlib import import_module

from roma_cli.adapters.formats.source import head_text
from roma_cli.domain.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType

    from roma_cli.adapters.formats.source import Source


class Format(namedtuple("Format", "name place suffixes writes archive", defaults=(True, False))):
    """One format: its name, module, file suffixes, and whether roma writes it too.

    `archive` marks formats with more than tasks and sessions, which have their own importer.
    """

    __slots__ = ()
    name: str
    place: str
    suffixes: tuple[str, ...]
    writes: bool
    archive: bool


_SQLITE = (".db", ".sqlite", ".sqlite3")

FORMATS = {
    one.name: one
    for one in (
        Format("json", "json.archive", (".json",), archive=True),
        Format("csv", "csv.roma_csv", (".csv",)),
        Format("ical", "ical.calendar", (".ics", ".ical", ".ifb")),
        Format("todotxt", "todotxt.todotxt", (".txt",)),
        Format("taskwarrior", "taskwarrior.reader", (".json",)),
        Format("todoist", "todoist.todoist", (".csv",), writes=False),
        Format("openpomodoro", "trackers.openpomodoro", (), writes=False),
        Format("timewarrior", "trackers.timewarrior", (".json",), writes=False),
        Format("watson", "trackers.watson", (".json",), writes=False),
        Format("romatimer", "romatimer.database", _SQLITE, writes=False, archive=True),
    )
}
"""In the order in which they are listed and, if a file's name does not decide, tried."""

_HELP = "roma data import --help"

HEAD = 64 * 1024
"""Number of bytes used to detect the format."""
_LONG_HEAD = 16 * 1024 * 1024
"""The same for a very long first record: titles of ten megabytes exist."""
_GZIP = b"\x1f\x8b"


def named(name: str) -> Format:
    """Return the format called `name` that roma reads. Raises UsageError, listing the names."""
    found = FORMATS.get(name.strip().lower())
    if found is None:
        raise UsageError(f"roma reads {', '.join(names())}, not '{name}'", _HELP)
    return found


def to_write(name: str | None, path: str | None) -> Format:
    """Return the format called `name`, or the one that the suffix of `path` stands for.

    Any other path means roma's own JSON. Raises UsageError, listing the names.
    """
    if name is None:
        ending = (path or "").lower()
        by_name = [one for one in FORMATS.values() if one.writes and ending.endswith(one.suffixes)]
        return by_name[0] if by_name else FORMATS["json"]
    found = FORMATS.get(name.strip().lower())
    if found is None or not found.writes:
        listed = ", ".join(names(to_write=True))
        raise UsageError(f"roma writes {listed}, not '{name}'", "roma data export --help")
    return found


def names(*, to_write: bool = False) -> list[str]:
    """Return the names of the formats that roma reads or writes."""
    return [one.name for one in FORMATS.values() if one.writes or not to_write]


def fields(name: str) -> frozenset[str]:
    """Return the task fields that are empty if a record of the format `name` lacks them.

    A known task keeps its value of all other fields.
    """
    found: frozenset[str] = getattr(module(FORMATS[name]), "FIELDS", frozenset())
    return found


def module(one: Format) -> ModuleType:
    """Return the module of a format."""
    return import_module(f"roma_cli.adapters.formats.{one.place}")


def recognised(source: Source) -> Format:
    """Detect the format of `source` from its content; if several match, from its name.

    Raises UsageError if none matches.
    """
    head = source.head(HEAD)
    if not head:
        raise UsageError(f"{source.name} is empty", _HELP)
    found = _candidates(head)
    if not found and head_text(head).lstrip()[:1] in ("[", "{"):
        # The first record may be longer than that.
        head = source.head(_LONG_HEAD)
        found = _candidates(head)
    if not found:
        raise _unknown(source, head)
    ending = source.name.lower()
    by_name = [one for one in found if ending.endswith(one.suffixes)]
    return (by_name or found)[0]


def _candidates(head: bytes) -> list[Format]:
    return [one for one in FORMATS.values() if module(one).looks_like(head)]


def _unknown(source: Source, head: bytes) -> UsageError:
    """Return the error for a source of unknown format, with a hint that fits its content."""
    text = head_text(head)
    begins = text.lstrip()[:1]
    if text.split() in (["[]"], ["[", "]"]):
        return UsageError(f"nothing to import in {source.name}", _HELP)
    if begins and begins in "[{":
        wanted = ", ".join(one.name for one in FORMATS.values() if ".json" in one.suffixes)
        return UsageError(
            f"{source.name} is JSON, but not in a format that roma reads ({wanted})", _HELP
        )
    hint = _HELP
    if source.path is not None:
        path = shlex.quote(source.path)
        if head.startswith(_GZIP):
            hint = f"gunzip -c {path} | roma data import -"
        elif text and "\x00" not in text:
            hint = f"roma data import --dry-run --from todotxt {path}"
    return UsageError(f"can't detect the format of {source.name} ({', '.join(names())})", hint)
