"""The table of formats, and the recognition of the one that a file is in."""

from __future__ import annotations

from collections import namedtuple
from importlib import import_module

from roma_cli.adapters.formats.source import head_text
from roma_cli.domain.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType

    from roma_cli.adapters.formats.source import Source


class Format(namedtuple("Format", "name place suffixes writes archive", defaults=(True, False))):
    """One format: its name, its module here, its file suffixes, and whether roma writes it too.

    `archive` marks those with more than tasks and sessions, which have an importer of their own.
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
"""In the order in which they are listed and, where a file's name decides nothing, tried."""

HEAD = 64 * 1024
"""The bytes from which the format is recognised."""
_LONG_HEAD = 16 * 1024 * 1024
"""The same where a record is that long: a title of ten megabytes has come up."""
_GZIP = b"\x1f\x8b"


def named(name: str) -> Format:
    """Return the format called `name` that roma reads. Raises UsageError, listing the names."""
    found = FORMATS.get(name.strip().lower())
    if found is None:
        raise UsageError(
            f"roma reads {', '.join(names())}, not '{name}'", "roma data import --help"
        )
    return found


def to_write(name: str | None, path: str | None) -> Format:
    """Return the format called `name`, or else the one that a file at `path` would be in.

    A path that says nothing means roma's own JSON. Raises UsageError, listing the names.
    """
    if name is None:
        ending = (path or "").lower()
        by_name = [one for one in FORMATS.values() if one.writes and ending.endswith(one.suffixes)]
        return by_name[0] if by_name else FORMATS["json"]
    found = FORMATS.get(name.strip().lower())
    if found is None or not found.writes:
        listed = ", ".join(names(to_write=True))
        raise UsageError(f"roma writes {listed}, not '{name}'", "roma data export --format json")
    return found


def names(*, to_write: bool = False) -> list[str]:
    """Return the names of the formats that roma reads, or writes."""
    return [one.name for one in FORMATS.values() if one.writes or not to_write]


def fields(name: str) -> frozenset[str]:
    """Return the fields of a task whose absence means, in the format `name`, that they are empty.

    Of the others a known task keeps what it has.
    """
    found: frozenset[str] = getattr(module(FORMATS[name]), "FIELDS", frozenset())
    return found


def module(one: Format) -> ModuleType:
    """Return the module of a format."""
    return import_module(f"roma_cli.adapters.formats.{one.place}")


def recognised(source: Source) -> Format:
    """Return the format that the content of `source` is in; of several, what its name says.

    Raises UsageError where it is none.
    """
    head = source.head(HEAD)
    if not head:
        raise UsageError(f"{source.name} is empty", "roma data import --help")
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
    """Return the error for a source in no format, with the way on that goes with what it holds."""
    text = head_text(head)
    begins = text.lstrip()[:1]
    if text.split() in (["[]"], ["[", "]"]):
        return UsageError(f"there is nothing to import in {source.name}", "roma data import --help")
    if begins and begins in "[{":
        # What is wrong with it shows when it is read.
        wanted = ", ".join(one.name for one in FORMATS.values() if ".json" in one.suffixes)
        return UsageError(
            f"{source.name} does not begin as JSON that roma knows ({wanted})",
            "roma data import --from taskwarrior FILE",
        )
    way = "roma data import --from todotxt FILE"
    if head.startswith(_GZIP):
        way = "gunzip -c FILE | roma data import -"
    elif "\x00" in text or not text:
        way = "roma data import --from FORMAT FILE"
    return UsageError(f"{source.name} is in no format roma knows ({', '.join(names())})", way)
