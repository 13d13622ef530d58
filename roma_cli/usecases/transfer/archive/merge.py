"""Two files made one: what their rows are called here, and who their users are."""

from __future__ import annotations

from roma_cli.domain.changes import Change, NewKey, entry, insert
from roma_cli.domain.settings import SETTINGS
from roma_cli.domain.transfer.archive import schema as archive_schema
from roma_cli.domain.transfer.interchange import Loss, name_uuid
from roma_cli.storage import operations
from roma_cli.storage.archive import queries as archive_queries
from roma_cli.storage.queries import users as user_queries

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from roma_cli.domain.changes import Entry, Value
    from roma_cli.domain.records import Configuration
    from roma_cli.storage.archive.queries import Row
    from roma_cli.storage.archive.staging import Stage
    from roma_cli.usecases.transfer.import_job import Job

_SECRET = frozenset({"webhook_url", "notify_command"})
_SAID = 60
_NOT_COPIED = frozenset({"id", "user_id"})
_WITH_UUID = frozenset(
    table
    for table, fields in archive_schema.TABLES.items()
    if any(one.name == "uuid" for one in fields)
)


class Merge:
    """One export on its way into a file that holds something already.

    `maps` tells, for each table, what a key of theirs is called here. `learned` is what history
    that was imported before tells of keys whose rows are here no more.
    """

    def __init__(self, job: Job, stage: Stage) -> None:
        self.job = job
        self.file = job.context.file
        self.now = job.context.now
        self.stage = stage
        self.maps: dict[str, dict[object, int | str]] = {
            table: {} for table in archive_schema.TABLES
        }
        self.learned: dict[tuple[str, str], str] = {}
        self.operations: dict[int, int] = {}
        self.verdicts: dict[int, str] = {}
        self.touched: set[int] = set()
        self.new_users: set[int] = set()
        self._own: dict[int, Configuration] = {}

    def mapped(self, table: str, row: Row) -> dict[str, Value]:
        """Return the columns of a row but its key, with what it refers to as it is called here.

        What is not here yet becomes None.
        """
        refers = archive_schema.references(table)
        key = archive_schema.TABLES[table][0].name
        return {
            name: self.here(refers[name], value) if name in refers else _value(value)
            for name, value in row.items()
            if name != key
        }

    def here(self, table: str, key: object) -> int | str | None:
        """Return what a key of theirs is called here; None if it is not here."""
        if key is None:
            return None
        known = self.maps[table].get(key)
        return key if known is None and isinstance(key, str) else known

    def user_of(self, row: Row) -> int:
        """Return the number here of the user that a row of theirs belongs to."""
        return int(self.maps["users"][row["user_id"]])

    def own(self, user_id: int) -> Configuration:
        """Return a user's settings as they were when the import began."""
        if user_id not in self._own:
            for one in user_queries.configurations(self.file):
                self._own[one.user_id] = one
        return self._own[user_id]

    def named(self, table: str, name: object, user_id: int) -> tuple[str, Row | None]:
        """Return what a row of theirs is called here for good, and the row if it is here.

        What another user of the file has brought in is called otherwise for this one.
        """
        column = "uuid" if table in _WITH_UUID else "id"
        here = archive_queries.one(self.file, table, column, name)
        if here is not None and here["user_id"] != user_id:
            name = name_uuid("user", user_id, name)
            here = archive_queries.one(self.file, table, column, name)
        return str(name), here

    def free_key(self, table: str, key: object) -> int | None:
        """Return the number a row had here before it was taken back, None if it is not free."""
        before = self.learned.get((table, str(key)))
        if before is None or archive_queries.by_key(self.file, table, int(before)) is not None:
            return None
        return int(before)

    def remember(self, table: str, *keys: object) -> None:
        """Note that the rows written last are what `keys` of theirs are called here."""
        self.maps[table].update(zip(keys, self.job.keys[-len(keys) :], strict=True))

    def lose(self, record: str, field: str, reason: str) -> None:
        """Name what could not be carried."""
        self.job.lost(Loss(record, field, reason))

    # --- users --------------------------------------------------------------------------

    def users(self) -> Iterator[Entry]:
        """Return the entries that bring in settings; users themselves come along beside them."""
        here = {one.user_name.lower(): one for one in user_queries.configurations(self.file)}
        settings = {row["user_id"]: row for row in self.stage.rows("user_configurations")}
        for user in self.stage.rows("users"):
            theirs = settings[user["id"]]
            own = here.get(str(user["name"]).lower())
            if own is None:
                yield from self._new_user(user, theirs)
                continue
            self.maps["users"][user["id"]] = own.user_id
            self.maps["user_configurations"][theirs["id"]] = own.id
            self.job.count("user", "already here")
            self._name_settings(own, theirs)

    def _new_user(self, user: Row, theirs: Row) -> Iterator[Entry]:
        """Make a user as an operation of roma's own, which stands when the import is taken back.

        History belongs to its user and is never removed, so neither can the user be.
        """
        context = self.job.context
        yield begun(self.job)
        name = str(user["name"])
        config: dict[str, Value] = {
            "user_id": NewKey(0),
            **{key: _value(value) for key, value in theirs.items() if key not in _NOT_COPIED},
            "today_session_count": 0,
            "manual_session_override": None,
        }
        key = str(theirs["id"])
        if archive_queries.by_key(self.file, "user_configurations", key) is not None:
            key = operations.new_id()
        stamp = _value(user["created_at"])
        made = operations.Operation(self.file, context.user_id, self.now, actor="roma").write(
            f"user '{name}' came along",
            [
                entry("user.created", insert("users", {"name": name, "created_at": stamp})),
                entry("config.created", insert("user_configurations", config, key)),
            ],
        )
        user_id = int(made.keys[0])
        self.maps["users"][user["id"]] = user_id
        self.maps["user_configurations"][theirs["id"]] = key
        self.new_users.add(user_id)
        self.job.count("user", "added")

    def _name_settings(self, own: Configuration, theirs: Row) -> None:
        for name, setting in SETTINGS.items():
            here, there = getattr(own, name), theirs[name]
            if here == there:
                continue
            said = "another value stays here"
            if name not in _SECRET:
                shown = [setting.show(_value(one))[:_SAID] or "nothing" for one in (there, here)]
                said = f"is {shown[0]} there; here {shown[1]} stays"
            self.lose(f"settings of {own.user_name}", name, said)


def begun(job: Job) -> Entry:
    """Return what tells the frame that there is something to do: from then on one may write."""
    return entry("import.begun", Change("users", job.context.user_id, {}, {}))


def _value(value: object) -> int | str | None:
    return value if isinstance(value, int | str) else None
