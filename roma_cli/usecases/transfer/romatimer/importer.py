"""Takes over a file of Roma Timer's: settings, sessions, closed days, the running one, resets.

What was chosen here stays. A day that has statistics here already gets Roma Timer's added; see
`roma_timer_days`.
"""

from __future__ import annotations

from shlex import quote

from roma_cli.domain.changes import entry, insert
from roma_cli.domain.errors import UsageError
from roma_cli.domain.settings import SETTINGS
from roma_cli.domain.text import visible
from roma_cli.domain.transfer import foreign_values, romatimer
from roma_cli.domain.transfer.interchange import Loss, name_uuid
from roma_cli.storage import romatimer as romatimer_file
from roma_cli.storage.queries import imported as imported_queries
from roma_cli.usecases.settings import config as config_commands
from roma_cli.usecases.transfer.romatimer.days import Days
from roma_cli.usecases.transfer.sessions import Filing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from roma_cli.domain.changes import Entry, Value
    from roma_cli.storage.romatimer import RomaTimerFile
    from roma_cli.usecases.transfer.import_job import Job

_DAY_RULE = ("timezone", "daily_reset_time")


def entries(job: Job) -> Iterator[Entry]:
    """Return the entries that take the file over, in the order in which they build on each other.

    Raises Damaged or UsageError for what is no Roma Timer file.
    """
    source = job.source
    with romatimer_file.opened(source.name, source.path, source.chunks) as file:
        yield from _Takeover(job, file).entries()


class _Takeover:
    """One file on its way in."""

    def __init__(self, job: Job, file: RomaTimerFile) -> None:
        self._job = job
        self._file = file
        self._owner = self._choose_owner()
        self._configuration = self._choose_configuration()
        self._days = Days(job, self._configuration)

    def entries(self) -> Iterator[Entry]:
        """Return all entries: first the settings, for they say which day is which."""
        if self._configuration is not None:
            yield from self._settings(self._configuration)
        filing = Filing(self._job)
        yield from self._sessions(filing)
        self._days.reckon()
        yield from self._closed_days(filing)
        yield from self._days.over(filing)
        yield from filing.settle()
        yield from self._days.today()
        yield from self._resets()
        self._name_the_rest()

    # --- whose -----------------------------------------------------------------------------

    def _choose_owner(self) -> str | None:
        """Return the user of that file whose rows are taken, None where it has no users."""
        owners = self._file.owners()
        if len(owners) <= 1:
            return owners[0] if owners else None
        name = self._job.context.configuration.user_name
        for owner in owners:
            if owner.casefold() == name.casefold():
                return owner
        listed = ", ".join(owners[:5])
        raise UsageError(
            f"{self._job.source.name} has the days of {len(owners)} users ({listed}), none called"
            f" {name}; add a user here by the name of each, and import as that user",
            f"roma user add {quote(visible(owners[0][:50]))}",
        )

    def _own(self, table: str, order: str = "") -> Iterator[dict[str, object]]:
        """Return the rows of a table that are the chosen user's, or nobody's."""
        others: dict[str, int] = {}
        for row in self._file.rows(table, order):
            owner = row.get("user_id")
            if owner is None or str(owner) == self._owner:
                yield row
            else:
                others[str(owner)] = others.get(str(owner), 0) + 1
        for owner, number in others.items():
            self._lose(f"{table} of {owner}", "", f"{number} rows are another user's: left out")

    def _choose_configuration(self) -> Mapping[str, object] | None:
        rows = list(self._own("user_configurations", "updated_at"))
        for row in rows[:-1]:
            self._lose(f"settings {row['id']}", "", "newer ones of the same user were taken")
        return rows[-1] if rows else None

    # --- settings --------------------------------------------------------------------------

    def _settings(self, row: Mapping[str, object]) -> Iterator[Entry]:
        """Take over what was never chosen here; what was stays as it is here."""
        own = self._job.context.configuration
        values, wrong = romatimer.settings(row)
        for field, reason in wrong:
            self._lose("settings", field, reason)
        taken: dict[str, Value] = {}
        for name, value in values.items():
            here = getattr(own, name)
            if value == here:
                continue
            chosen = own.setup_state != "initial" if name in _DAY_RULE else _is_chosen(name, here)
            if chosen:
                shown = SETTINGS[name].show(here)
                self._lose("settings", name, f"was chosen here, and stays {shown}")
            else:
                taken[name] = value
        self._lose("settings", "id", "roma's own stays, and so do its stamps and the last reset")
        if "webhook_url" in taken:
            self._lose(
                "settings", "webhook_url", "is set, but nothing is sent to it until you say so"
            )
        if taken:
            yield from config_commands.assigned(self._job.context, taken, chosen=True)  # type: ignore[arg-type]  # no NewKey
            self._job.count("setting", "updated", len(taken))
        elif values:
            self._job.count("setting", "already here", len(values))

    # --- sessions --------------------------------------------------------------------------

    def _sessions(self, filing: Filing) -> Iterator[Entry]:
        for row in self._own("timer_sessions", "updated_at"):
            one, odd = romatimer.session(row)
            for field, reason in odd:
                self._lose(f"timer session {foreign_values.text(row['id'])[:40]}", field, reason)
            if one is None:
                continue
            self._days.know(one, filing)
            yield from filing.bring_in(one)

    # --- days and resets -------------------------------------------------------------------

    def _closed_days(self, filing: Filing) -> Iterator[Entry]:
        moments = {}
        for row in self._file.rows("session_reset_events"):
            at, count = (
                foreign_values.moment(row["reset_timestamp"]),
                foreign_values.integer(row["previous_count"]),
            )
            if at is not None and count is not None:
                moments[at] = count
        now = self._job.context.now
        for row in self._own("daily_session_stats", "date"):
            one, odd = romatimer.closed_day(row, self._days.rule, moments, now)
            for field, reason in odd:
                self._lose(f"day {foreign_values.text(row['date'])[:40]}", field, reason)
            if one is not None:
                yield from self._days.closed(one, filing)

    def _resets(self) -> Iterator[Entry]:
        context = self._job.context
        for row in self._own("session_reset_events", "reset_timestamp"):
            columns, odd = romatimer.event(row, self._days.rule)
            record = f"reset {foreign_values.text(row['reset_timestamp'])[:40]}"
            for field, reason in odd:
                self._lose(record, field, reason)
            if columns is None:
                continue
            key = romatimer.own_id("event", row["id"])
            owner = imported_queries.owner(context.file, "session_reset_events", key)
            if owner not in (None, context.user_id):
                key = name_uuid("user", context.user_id, key)
                owner = imported_queries.owner(context.file, "session_reset_events", key)
            if owner is not None:
                self._job.count("reset", "already here")
                continue
            at = int(str(columns["reset_timestamp"]))
            is_daily = columns["reset_type"] == "scheduled_daily"
            if is_daily and imported_queries.has_daily_reset(context.file, context.user_id, at):
                self._lose(record, "", "there is a daily reset at that moment here: left out")
                continue
            columns["user_id"] = context.user_id
            yield entry("event.imported", insert("session_reset_events", columns, key))
            self._job.count("reset", "added")

    # --- what has no place -----------------------------------------------------------------

    def _name_the_rest(self) -> None:
        for row in self._own("scheduled_tasks"):
            words = f"{row['task_type']} at {row['cron_expression']}"[:80]
            self._lose(f"scheduled task {words}", "", "roma keeps a schedule of its own")
        for table, column, number in self._file.unknown():
            what = f"the column {column}" if column else "this table"
            self._lose(f"table {table}", column, f"roma does not know {what} ({number} rows)")

    def _lose(self, record: str, field: str, reason: str) -> None:
        self._job.lost(Loss(record, field, reason))


def _is_chosen(name: str, value: object) -> bool:
    return bool(value != SETTINGS[name].default)
