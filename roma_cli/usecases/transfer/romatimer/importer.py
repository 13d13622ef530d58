"""Import of a Roma Timer file: settings, sessions, closed days, the running one, resets.

What was chosen here stays. A day that has statistics here already gets Roma Timer's added; see
`days.py` beside this.
"""

from __future__ import annotations

from shlex import quote

from roma_cli.domain.changes import entry, insert
from roma_cli.domain.errors import UsageError
from roma_cli.domain.settings import SETTINGS
from roma_cli.domain.text import visible
from roma_cli.domain.transfer import foreign_values, romatimer
from roma_cli.domain.transfer.interchange import name_uuid
from roma_cli.storage import romatimer as romatimer_file
from roma_cli.storage.queries import transfer as transfer_queries
from roma_cli.usecases.settings import config as config_commands
from roma_cli.usecases.transfer.romatimer.days import Days
from roma_cli.usecases.transfer.sessions import Sessions

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from roma_cli.domain.changes import Value
    from roma_cli.storage.romatimer import RomaTimerFile
    from roma_cli.usecases.transfer.import_job import Job

    Row = Mapping[str, object]

_DAY_RULE = ("timezone", "daily_reset_time")


def run(job: Job) -> None:
    """Take the file over, in the order in which its rows build on each other.

    Raises Damaged or UsageError for what is no Roma Timer file.
    """
    source = job.source
    with romatimer_file.opened(source.name, source.path, source.chunks) as file:
        _Importer(job, file).run()


class _Importer:
    """One file on its way in."""

    def __init__(self, job: Job, file: RomaTimerFile) -> None:
        self._job = job
        self._file = file
        self._owner = self._choose_owner()

    def run(self) -> None:
        """Import all of it: first the settings, for they say which day is which."""
        settings = self._choose_settings()
        if settings is not None:
            self._add_settings(settings)
        sessions = Sessions(self._job)
        days = Days(self._job, settings, sessions.sums)
        for row in self._own("timer_sessions", "updated_at"):
            session, odd = romatimer.session(row)
            self._lose_all(f"timer session {_short(row['id'])}", odd)
            if session is not None:
                days.know(session)
                sessions.add(session)
        days.find_extra()
        self._add_days(days)
        days.add_over()
        sessions.finish()
        days.add_today()
        self._add_resets(days)
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
            self._job.lose(f"{table} of {owner}", "", f"{number} rows are another user's: left out")

    # --- settings --------------------------------------------------------------------------

    def _choose_settings(self) -> Row | None:
        rows = list(self._own("user_configurations", "updated_at"))
        for row in rows[:-1]:
            self._job.lose(f"settings {row['id']}", "", "newer ones of the same user were taken")
        return rows[-1] if rows else None

    def _add_settings(self, row: Row) -> None:
        """Take over what was never chosen here; what was stays as it is here."""
        job = self._job
        own = job.context.configuration
        values, odd = romatimer.settings(row)
        self._lose_all("settings", odd)
        taken: dict[str, Value] = {}
        for name, value in values.items():
            here = getattr(own, name)
            if value == here:
                continue
            is_chosen = here != SETTINGS[name].default
            if own.setup_state != "initial" if name in _DAY_RULE else is_chosen:
                shown = SETTINGS[name].show(here)
                job.lose("settings", name, f"was chosen here, and stays {shown}")
            else:
                taken[name] = value
        job.lose("settings", "id", "roma's own stays, and so do its stamps and the last reset")
        if "webhook_url" in taken:
            reason = "is set, but nothing is sent to it until you say so"
            job.lose("settings", "webhook_url", reason)
        if taken:
            for one in config_commands.assigned(job.context, taken, chosen=True):  # type: ignore[arg-type]  # no NewKey
                job.write(one)
            job.count("setting", "updated", len(taken))
        elif values:
            job.count("setting", "already here", len(values))

    # --- days and resets -------------------------------------------------------------------

    def _add_days(self, days: Days) -> None:
        resets = {}
        for row in self._file.rows("session_reset_events"):
            at = foreign_values.moment(row["reset_timestamp"])
            count = foreign_values.integer(row["previous_count"])
            if at is not None and count is not None:
                resets[at] = count
        for row in self._own("daily_session_stats", "date"):
            one, odd = romatimer.closed_day(row, days.rule, resets, self._job.now)
            self._lose_all(f"day {_short(row['date'])}", odd)
            if one is not None:
                days.add_closed(one)

    def _add_resets(self, days: Days) -> None:
        job, user_id = self._job, self._job.context.user_id
        for row in self._own("session_reset_events", "reset_timestamp"):
            columns, odd = romatimer.event(row, days.rule)
            record = f"reset {_short(row['reset_timestamp'])}"
            self._lose_all(record, odd)
            if columns is None:
                continue
            key = romatimer.own_id("event", row["id"])
            owner = transfer_queries.owner(job.file, "session_reset_events", key)
            if owner not in (None, user_id):
                key = name_uuid("user", user_id, key)
                owner = transfer_queries.owner(job.file, "session_reset_events", key)
            if owner is not None:
                job.count("reset", "already here")
                continue
            at = int(str(columns["reset_timestamp"]))
            is_daily = columns["reset_type"] == "scheduled_daily"
            if is_daily and transfer_queries.has_daily_reset(job.file, user_id, at):
                job.lose(record, "", "there is a daily reset at that moment here: left out")
                continue
            columns["user_id"] = user_id
            job.write(entry("event.imported", insert("session_reset_events", columns, key)))
            job.count("reset", "added")

    # --- what has no place -----------------------------------------------------------------

    def _name_the_rest(self) -> None:
        for row in self._own("scheduled_tasks"):
            words = f"{row['task_type']} at {row['cron_expression']}"[:80]
            reason = "roma keeps a schedule of its own"
            self._job.lose(f"scheduled task {words}", "", reason)
        for table, column, number in self._file.unknown():
            what = f"the column {column}" if column else "this table"
            reason = f"roma does not know {what} ({number} rows)"
            self._job.lose(f"table {table}", column, reason)

    def _lose_all(self, record: str, odd: Iterable[tuple[str, str]]) -> None:
        for field, reason in odd:
            self._job.lose(record, field, reason)


def _short(cell: object) -> str:
    return foreign_values.text(cell)[:40]
