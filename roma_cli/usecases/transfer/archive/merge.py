"""Two files made one: how rows of the archive are called here, found here, and added.

Names that end in `there` or begin with `theirs` are of the archive, `here` and `ours` of the file.
"""

from __future__ import annotations

from roma_cli.domain.bulk_changes import Rows
from roma_cli.domain.changes import Change, NewKey, entry, insert
from roma_cli.domain.settings import SETTINGS
from roma_cli.domain.transfer.archive.schema import TABLES
from roma_cli.domain.transfer.interchange import name_uuid
from roma_cli.storage import operations
from roma_cli.storage.archive import queries as archive_queries
from roma_cli.storage.queries import users as user_queries

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from roma_cli.domain.changes import Value
    from roma_cli.domain.records import Configuration
    from roma_cli.storage.archive.queries import Row
    from roma_cli.storage.archive.staging import Stage
    from roma_cli.usecases.transfer.import_job import Job

BATCH = 1000
"""Rows that are held before they are written: SQLite adds them ten times as fast together."""

_SECRET = frozenset({"webhook_url", "notify_command"})
_SHOWN = 60


class Merge:
    """One archive on its way into a file that holds something already.

    `keys` maps, for each table, keys there to keys here. `past_keys` does the same for keys whose
    rows are here no more, as far as history that was imported before knows them. `verdicts` has
    for tasks, by their number there, whose version wins; `touched` are tasks that were changed.
    """

    def __init__(self, job: Job, stage: Stage) -> None:
        self.job = job
        self.file = job.file
        self.now = job.now
        self.stage = stage
        self.keys: dict[str, dict[object, int | str]] = {table: {} for table in TABLES}
        self.past_keys: dict[tuple[str, str], str] = {}
        self.operations: dict[int, int] = {}
        self.verdicts: dict[int, str] = {}
        self.touched: set[int] = set()
        self.new_users: set[int] = set()
        self._settings: dict[int, Configuration] = {}
        self._waiting: dict[str, list[tuple[Value, ...]]] = {}
        self._columns: tuple[str, ...] = ()
        self._next_key = 0

    def rows(self, table: str) -> Iterator[Row]:
        """Return the rows of the archive."""
        return archive_queries.rows(self.file, table, archive_queries.STAGE)

    def user_of(self, theirs: Row) -> int:
        """Return the number here of the user that a row of theirs belongs to."""
        return int(self.keys["users"][theirs["user_id"]])

    def settings(self, user_id: int) -> Configuration:
        """Return a user's settings as they were when the merge first asked."""
        if user_id not in self._settings:
            for one in user_queries.configurations(self.file):
                self._settings[one.user_id] = one
        return self._settings[user_id]

    def key_here(self, table: str, key: object) -> int | str | None:
        """Return what a key of theirs is called here; None if it is not here."""
        known = self.keys[table].get(key)
        return key if known is None and isinstance(key, str) else known

    def mapped(self, table: str, theirs: Row) -> dict[str, Value]:
        """Return the columns of a row but its key, with what it refers to as it is called here.

        What is not here yet becomes None.
        """
        described = TABLES[table]
        refers = described.references
        return {
            name: self.key_here(refers[name], value) if name in refers else scalar(value)
            for name, value in theirs.items()
            if name != described.key
        }

    def named(self, table: str, name: object, user_id: int) -> tuple[str, Row | None]:
        """Return what a row of theirs is called here for good, and the row if it is here.

        What another user of the file has imported is called otherwise for this one.
        """
        column = TABLES[table].name
        here = archive_queries.find(self.file, table, {column: name})
        if here is not None and here["user_id"] != user_id:
            name = name_uuid("user", user_id, name)
            here = archive_queries.find(self.file, table, {column: name})
        return str(name), here

    # --- rows ---------------------------------------------------------------------------

    def matched(self, table: str) -> Iterator[tuple[Row, Row | None, dict[str, Value]]]:
        """Return each row of theirs, the same row here or None, and the row to add if it is None.

        What the caller adds is written when all rows are through.
        """
        described = TABLES[table]
        for theirs in self.rows(table):
            name, ours = "", None
            if described.name:
                name, ours = self.named(table, theirs[described.name], self.user_of(theirs))
            row = {} if ours else self.mapped(table, theirs)
            if described.alike and not ours and row.get("user_id") not in self.new_users:
                ours = self._alike(table, row)
            if ours is not None:
                name = str(ours[described.key])
            elif described.name:
                row[described.name] = name
            if described.is_numbered and ours is not None:
                self.keys[table][theirs[described.key]] = int(name)
            elif not described.is_numbered and name != theirs[described.key]:
                self.keys[table][theirs[described.key]] = name
            yield theirs, ours, row
        self.flush()

    def _alike(self, table: str, row: Mapping[str, Value]) -> Row | None:
        """Return the row here that has the same place as one to be added, or None."""
        described = TABLES[table]
        if described.only is not None and row[described.only[0]] != described.only[1]:
            return None
        columns = {name: row[name] for name in described.alike}
        return archive_queries.find(self.file, table, columns, prefer=described.prefer)

    def add(self, table: str, theirs: Row, row: dict[str, Value], *, alone: bool = False) -> None:
        """Add a row: together with others of its table, or `alone`, which writes it at once."""
        described = TABLES[table]
        there = theirs[described.key]
        if described.is_numbered:
            key: int | str | None = self.free_key(table, there)
        else:
            key = str(row.pop(described.key))
        if not described.singly and not alone and key is None:
            self._columns = tuple(row)
            waiting = self._waiting.setdefault(table, [])
            if not waiting:
                self._next_key = self.job.next_key(table)
            self.keys[table][there] = self._next_key + len(waiting)
            waiting.append(tuple(row.values()))
            if len(waiting) >= BATCH:
                self.flush()
            return
        self.flush()
        task_id = row.get("task_id")
        written = self.job.write(
            entry(
                described.event.format_map(theirs),
                insert(table, row, key),
                task_id=task_id if isinstance(task_id, int) else None,
            )
        )
        if described.is_numbered or written != there:
            self.keys[table][there] = written
        if described.noun:
            self.job.count(described.noun, "added")

    def flush(self) -> None:
        """Write the rows that wait."""
        for table, rows in self._waiting.items():
            described = TABLES[table]
            # References between rows of one table are audited even where nobody has any.
            kept = [name for name, other in described.references.items() if other == table]
            self.job.insert(Rows(described.event, table, self._columns, rows, tuple(kept)))
            if described.noun:
                self.job.count(described.noun, "added", len(rows))
        self._waiting.clear()

    def upcoming_key(self, table: str, there: object) -> int:
        """Return the key that a row gets if it is the next one that is added."""
        free = self.free_key(table, there)
        if free is not None:
            return free
        waiting = self._waiting.get(table, ())
        return self._next_key + len(waiting) if waiting else self.job.next_key(table)

    def free_key(self, table: str, key: object) -> int | None:
        """Return the number a row had here before it was undone, None if it is not free."""
        before = self.past_keys.get((table, str(key)))
        if before is None or archive_queries.by_key(self.file, table, int(before)) is not None:
            return None
        return int(before)

    def update(self, event_type: str, table: str, ours: Row, after: Mapping[str, Value]) -> None:
        """Give a row here the columns `after`, which differ from what it has."""
        task_id = after.get("task_id", ours.get("task_id"))
        self.job.write(
            entry(
                event_type,
                Change(
                    table,
                    scalar(ours[TABLES[table].key]),
                    {name: scalar(ours[name]) for name in after},
                    after,
                ),
                task_id=task_id if isinstance(task_id, int) else None,
            )
        )

    # --- users --------------------------------------------------------------------------

    def users(self) -> None:
        """Make the users that are not here; settings of those that are here stay."""
        here = {one.user_name.lower(): one for one in user_queries.configurations(self.file)}
        settings = {row["user_id"]: row for row in self.rows("user_configurations")}
        for user in self.rows("users"):
            theirs = settings[user["id"]]
            ours = here.get(str(user["name"]).lower())
            if ours is None:
                self._new_user(user, theirs)
                continue
            self.keys["users"][user["id"]] = ours.user_id
            self.keys["user_configurations"][theirs["id"]] = ours.id
            self.job.count("user", "already here")
            self._name_settings(ours, theirs)

    def _new_user(self, user: Row, theirs: Row) -> None:
        """Make a user as an operation of roma's own, which stays when the import is undone.

        History belongs to its user and is never removed, so neither can the user be.
        """
        self.job.begin()
        name = str(user["name"])
        settings: dict[str, Value] = {
            "user_id": NewKey(0),
            **{key: scalar(theirs[key]) for key in TABLES["user_configurations"].content},
            "today_session_count": 0,
            "manual_session_override": None,
        }
        key = str(theirs["id"])
        if archive_queries.by_key(self.file, "user_configurations", key) is not None:
            key = operations.new_id()
        made_at = scalar(user["created_at"])
        aside = operations.Operation(
            self.file, self.job.context.user_id, self.now, actor="roma"
        ).write(
            f"user '{name}' came along",
            [
                entry("user.created", insert("users", {"name": name, "created_at": made_at})),
                entry("config.created", insert("user_configurations", settings, key)),
            ],
        )
        user_id = int(aside.keys[0])
        self.keys["users"][user["id"]] = user_id
        self.keys["user_configurations"][theirs["id"]] = key
        self.new_users.add(user_id)
        self.job.count("user", "added")

    def _name_settings(self, ours: Configuration, theirs: Row) -> None:
        for name, setting in SETTINGS.items():
            here, there = getattr(ours, name), theirs[name]
            if here == there:
                continue
            reason = "another value stays here"
            if name not in _SECRET:
                shown = [setting.show(scalar(one))[:_SHOWN] or "nothing" for one in (there, here)]
                reason = f"is {shown[0]} there; here {shown[1]} stays"
            self.job.lose(f"settings of {ours.user_name}", name, reason)


def difference(ours: Row, wanted: Mapping[str, Value]) -> dict[str, Value]:
    """Return those of the columns `wanted` that differ; none if only `updated_at` does."""
    after = {name: value for name, value in wanted.items() if ours[name] != value}
    return after if after.keys() - {"updated_at"} else {}


def scalar(value: object) -> int | str | None:
    """Return a value as SQLite gives it, for a type checker."""
    return value if isinstance(value, int | str) else None
