"""One run of roma: opens the file, brings it up to `now`, and hands it to the command.

The daily reset happens here, lazily: every run compares now with the computed boundary. The
first look takes no lock and costs one indexed read; only when something is due is it done, in a
transaction that looks again, so that it happens once whoever comes first.
"""

from __future__ import annotations

import os
from collections import namedtuple

from roma_cli.adapters import machine
from roma_cli.domain import counting
from roma_cli.domain import day as days
from roma_cli.domain.day_closing import DayToClose
from roma_cli.domain.errors import CannotWrite, NotFound
from roma_cli.domain.records import FIRST_USER
from roma_cli.storage import daily_backup, database, file_header, operations
from roma_cli.storage.queries import users as user_queries

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from roma_cli.domain.bulk_changes import Rows
    from roma_cli.domain.changes import Entry
    from roma_cli.domain.day import DayRule
    from roma_cli.domain.records import Configuration
    from roma_cli.domain.timer_corrections import UnfinishedTimer
    from roma_cli.storage.database import File
    from roma_cli.storage.operations import Written


class Invocation(
    namedtuple("Invocation", "now environ db user clock", defaults=(None, None, None))
):
    """What one run was started with: the moment (epoch seconds), and which file and user.

    `clock` reads the moment anew, for the few commands that stay: see `again`.
    """

    __slots__ = ()
    now: int
    environ: Mapping[str, str]
    db: str | None
    user: str | None
    clock: Callable[[], int] | None

    def again(self) -> Invocation:
        """Return the same request at the present moment, for the next turn of one that stays."""
        return self if self.clock is None else self._replace(now=self.clock())

    def path(self) -> str:
        """Return the file's path: `--db`, else ROMA_DB, else the data directory's roma.db.

        Raises UsageError where no home directory can be told.
        """
        chosen = self.db or self.environ.get("ROMA_DB")
        if chosen:
            return os.path.abspath(os.path.expanduser(chosen))
        return os.path.join(machine.data_directory(self.environ), "roma.db")

    def user_name(self) -> str:
        """Return the user's name: `--user`, else ROMA_USER, else the first user's.

        Raises NotFound for bytes that are no text, as which no user is called.
        """
        name = self.user or self.environ.get("ROMA_USER") or FIRST_USER
        try:
            name.encode()
        except UnicodeEncodeError:
            raise NotFound(f"there is no user '{name}'", "roma user list") from None
        return name


class _RehearsedError(Exception):
    """Ends a transaction that was only tried."""


class Committed(namedtuple("Committed", "context entry key")):
    """An entry that was committed, the key of its row, and the visit it belongs to."""

    __slots__ = ()
    context: Context
    entry: Entry
    key: int | str


class Context:
    """An open file, brought up to now, with the user whose days are spoken of.

    `messages` collects lines for stderr, `committed` what was committed. `resets` are those that
    this run did, in their order: two where a timer ended in a day between. `left` is what the user
    says of a session they left running, asked before anything is settled.
    """

    def __init__(
        self, invocation: Invocation, file: File, configuration: Configuration, messages: list[str]
    ) -> None:
        self.invocation = invocation
        self.file = file
        self.now = invocation.now
        self.configuration = configuration
        self.messages = messages
        self.committed: list[Committed] = []
        self._kept = False
        self.resets: list[counting.Due] = []
        self.left: UnfinishedTimer | None = None

    @property
    def user_id(self) -> int:
        """The id of the user spoken of."""
        return self.configuration.user_id

    @property
    def rule(self) -> DayRule:
        """Where this user's days begin."""
        return counting.rule_of(self.configuration)

    def change(
        self,
        decide: Callable[[], tuple[str, Sequence[Entry]]],
        *,
        actor: str = "user",
        then: Callable[[Written], None] | None = None,
    ) -> Written | None:
        """Do one operation: `decide` reads and answers inside the transaction.

        `actor` is `roma` for what nobody asked for, which undo passes over. `decide` returns
        the operation's summary and its entries; without entries nothing is written and None is
        returned. `then` may read what came of it before anybody else changes it again. Raises
        Locked, CannotWrite, Damaged and whatever `decide` raises.
        """
        self.ensure_daily_backup()
        with self.file.transaction():
            self.refresh()
            summary, entries = decide()
            if not entries:
                return None
            written = operations.write(
                self.file,
                entries,
                user_id=self.user_id,
                summary=summary,
                now=self.now,
                actor=actor,
            )
            self.refresh()
            if then is not None:
                then(written)
        self._remember(entries, written)
        return written

    def change_in_bulk(
        self,
        entries: Iterable[Entry | Rows],
        keys: list[int | str],
        summary: Callable[[], str],
        *,
        rehearse: bool = False,
    ) -> Written | None:
        """Do one operation of entries too many to keep: each is written before the next is asked.

        `keys` gets the key of each entry's row; `summary` is asked last. Hooks are not told. With
        `rehearse` all of it is done, and rolled back. Without entries None is returned. Raises as
        `change` does.
        """
        if not rehearse:
            self.ensure_daily_backup()
        written = None
        try:
            with self.file.transaction():
                self.refresh()
                written = operations.write_stream(
                    self.file, entries, keys, user_id=self.user_id, summary=summary, now=self.now
                )
                _end(rehearse=rehearse)
        except _RehearsedError:
            pass
        self.refresh()
        return written

    def ensure_daily_backup(self) -> None:
        """Make the day's backup before its first write; say so where that fails, once a run.

        Called before a transaction, for the backup reads through a connection of its own.
        """
        if self._kept:
            return
        self._kept = True
        today = days.today(self.rule, self.now).isoformat()
        said = daily_backup.ensure_daily(self.file, self.now, today)
        if said:
            self.messages.append(said)

    def refresh(self) -> None:
        """Read the user's settings and count anew."""
        fresh = user_queries.configuration(self.file, self.configuration.user_name)
        if fresh is not None:
            self.configuration = fresh

    def of(self, configuration: Configuration) -> Context:
        """Return a visit of the same run to another user of the file; a reset done is kept."""
        if configuration.user_id == self.user_id:
            return self
        other = Context(self.invocation, self.file, configuration, self.messages)
        other.committed = self.committed
        other._kept = self._kept
        return other

    def day_to_close(self, date: str) -> DayToClose:
        """Return what closing the open day into `date` (YYYY-MM-DD) needs to know."""
        from roma_cli.storage.queries import days as day_queries  # noqa: PLC0415 - only when a day ends

        return DayToClose(
            day_queries.open_sessions(self.file, self.user_id),
            day_queries.open_adjustments(self.file, self.user_id),
            day_queries.daily_stats(self.file, self.user_id, date),
            day_queries.daily_reset_schedule(self.file, self.user_id),
        )

    def settle(self) -> None:
        """Do what is due, in the order in which it came: ends of the timer, and resets.

        Where the file cannot be written, the reset is reckoned with and shown.
        """
        known = self.configuration
        try:
            while self._is_behind() and self._catch_up():
                known = self.configuration
        except CannotWrite as problem:
            # What was read inside the transaction that failed did not come to pass.
            self.configuration = known
            due = counting.due(known, self.now)
            if due is None:
                return
            self.configuration = counting.after_reset(self.configuration, due)
            self.messages.append(f"the daily reset is shown but not saved: {problem.message}")

    def _is_behind(self) -> bool:
        """Look without a lock whether anything is due."""
        ends = self.configuration.timer_ends_at
        if ends is not None and ends <= self.now:
            return True
        return counting.due(self.configuration, self.now) is not None

    def _catch_up(self) -> bool:
        """Look again under the lock, and do what came first; False if nothing is due any more."""
        self.ensure_daily_backup()
        with self.file.transaction():
            self.refresh()
            ends = self._end_passed()
            due = None
            if ends is None or ends >= counting.last_reset(self.configuration):
                # What ends on a boundary belongs to the new day, so the boundary comes first.
                due = counting.due(self.configuration, self.now if ends is None else ends)
            if due is not None:
                summary, entries = self._reset(due)
            elif ends is not None:
                summary, entries = self._end_timer(ends)
            else:
                return False
            written = operations.write(
                self.file,
                entries,
                user_id=self.user_id,
                summary=summary,
                now=self.now,
                actor="user" if due is None and self.left is not None else "roma",
            )
            self.refresh()
        self._remember(entries, written)
        if due is not None:
            self.resets.append(due)
        return True

    def _end_passed(self) -> int | None:
        """Return when the timer ended whose planned end has passed: then, or as its user says."""
        ends = self.configuration.timer_ends_at
        if ends is None or ends > self.now:
            return None
        if self.left is not None:
            from roma_cli.storage.queries import days as day_queries  # noqa: PLC0415 - only when a person was asked

            if day_queries.running(self.file, self.user_id) == self.left.session:
                return self.left.moment
            # Somebody else has settled or changed it while the question stood.
            self.left = None
        return ends

    def _reset(self, due: counting.Due) -> tuple[str, list[Entry]]:
        date = (due.closes or due.day).date.isoformat()
        summary = f"daily reset, {date} closed" if due.closes else "last reset re-anchored"
        return summary, counting.daily_reset(
            self.configuration,
            due,
            self.day_to_close(date),
            now=self.now,
            device=machine.device_id(),
        )

    def _end_timer(self, ended_at: int) -> tuple[str, list[Entry]]:
        """End the running timer, and start what follows if the end was seen."""
        from roma_cli.domain import timer_end  # noqa: PLC0415 - only when one has ended
        from roma_cli.storage.queries import days as day_queries  # noqa: PLC0415

        one = day_queries.running(self.file, self.user_id)
        if one is None:
            return "no timer", []
        date = days.today(self.rule, ended_at).isoformat()
        return timer_end.settle(
            self.configuration,
            one,
            day_queries.daily_stats(self.file, self.user_id, date),
            day_queries.open_sessions(self.file, self.user_id),
            self.left,
            ended_at=ended_at,
            now=self.now,
        )

    def _remember(self, entries: Sequence[Entry], written: Written) -> None:
        self.committed += [
            Committed(self, entry, key) for entry, key in zip(entries, written.keys, strict=True)
        ]


def _end(*, rehearse: bool) -> None:
    if rehearse:
        raise _RehearsedError


def begin(
    invocation: Invocation,
    messages: list[str],
    *,
    make: bool = True,
    ask: Callable[[Context], UnfinishedTimer | None] | None = None,
) -> Context:
    """Open the file and bring it up to now. The caller closes `context.file`.

    A missing file is made, unless `make` is False: what runs unattended must never start a
    second file in silence. `ask` may ask the user about a timer that was left running, before
    anything is settled and outside any transaction. Raises NotFound for a missing file and for
    an unknown user, and whatever opening raises.
    """
    path = invocation.path()
    file = database.open_existing(path)
    if file is None:
        if not make:
            raise NotFound(f"there is no roma file at {path}", "roma today")
        messages += _create(path, invocation)
        file = database.open_existing(path)
        if file is None:
            raise CannotWrite(f"{path} vanished while it was opened", "roma today")
    try:
        _bring_up_to_date(file, invocation.now)
        context = Context(invocation, file, _user(invocation, file), messages)
        if ask is not None:
            context.left = ask(context)
        context.settle()
    except BaseException:
        file.connection.close()
        raise
    return context


def _bring_up_to_date(file: File, now: int) -> None:
    """Upgrade a file that an older roma wrote, after a verified backup."""
    if file_header.schema_of(file.version) < file_header.schema_of(file_header.SCHEMA_VERSION):
        from roma_cli.storage.migrations import run as migrations  # noqa: PLC0415 - once per release

        migrations.upgrade(file, now)


def _user(invocation: Invocation, file: File) -> Configuration:
    name = invocation.user_name()
    configuration = user_queries.configuration(file, name)
    if configuration is None:
        raise NotFound(f"there is no user '{name}' in {file.path}", "roma --user me today")
    return configuration


def _create(path: str, invocation: Invocation) -> list[str]:
    from roma_cli.adapters import unsafe_folders  # noqa: PLC0415 - said once, when the file is made
    from roma_cli.domain import users as user_rules  # noqa: PLC0415 - once in the life of a file
    from roma_cli.storage.files import create  # noqa: PLC0415 - sqlite-utils, 150 ms

    found = machine.machine_zone(invocation.environ)
    zone = found or "UTC"

    with create.new_file(path) as file:
        entries = user_rules.new_user(FIRST_USER, zone, now=invocation.now)
        operations.write(
            file, entries, user_id=1, summary="file made", now=invocation.now, actor="roma"
        )
    source = "this machine's" if found else "none could be told, so"
    made = f"made {path}; time zone: {source} {zone} (roma config set timezone ZONE changes it)"
    risk = unsafe_folders.warning(path)
    return [made] if risk is None else [made, risk]
