"""One run of roma: opens the file, brings it up to `now`, and passes it to the command.

The daily reset happens here, lazily: every run compares now with the computed boundary. The first
check takes no lock and costs one indexed read. Only if something is due, a transaction checks again
and does it, so it happens exactly once.
"""

from __future__ import annotations

import os
from collections import namedtuple

from roma_cli.adapters import machine
from roma_cli.domain import counting
from roma_cli.domain import day as days
from roma_cli.domain.errors import CannotWrite, NotFound
from roma_cli.domain.records import FIRST_USER
from roma_cli.storage import daily_backup, database, file_header, operations
from roma_cli.storage.queries import users as user_queries

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from types import TracebackType
    from typing import Self

    from roma_cli.domain.bulk_changes import Alike, Rows
    from roma_cli.domain.changes import Entry
    from roma_cli.domain.day import DayRule
    from roma_cli.domain.records import Configuration
    from roma_cli.domain.timer_corrections import UnfinishedTimer
    from roma_cli.storage.database import File
    from roma_cli.storage.operations import Written


class Invocation(
    namedtuple("Invocation", "now environ db user clock", defaults=(None, None, None))
):
    """The input of one run: the moment (epoch seconds), the file and the user.

    `clock` reads the time again, for long-running commands: see `again`.
    """

    __slots__ = ()
    now: int
    environ: Mapping[str, str]
    db: str | None
    user: str | None
    clock: Callable[[], int] | None

    def again(self) -> Invocation:
        """Return the same invocation at the current moment, for a long-running command."""
        return self if self.clock is None else self._replace(now=self.clock())

    def path(self) -> str:
        """Return the file's path: `--db`, else ROMA_DB, else the data directory's roma.db.

        Raises UsageError if there is no home directory.
        """
        chosen = self.db or self.environ.get("ROMA_DB")
        if chosen:
            return os.path.abspath(os.path.expanduser(chosen))
        return os.path.join(machine.data_directory(self.environ), "roma.db")

    def user_name(self) -> str:
        """Return the user's name: `--user`, else ROMA_USER, else the first user's.

        Raises NotFound for bytes that are not text, which no user has as a name.
        """
        name = self.user or self.environ.get("ROMA_USER") or FIRST_USER
        try:
            name.encode()
        except UnicodeEncodeError:
            raise NotFound(f"no user '{name}'", "roma user list") from None
        return name


class Committed(namedtuple("Committed", "context entry key")):
    """A committed entry, the key of its row, and its context."""

    __slots__ = ()
    context: Context
    entry: Entry
    key: int | str


class Context:
    """An open file, brought up to now, with the user of this run.

    `messages` collects lines for stderr, `committed` what was committed. `resets` are those that
    this run did, in their order: two where a timer ended in a day between. `left` is what the user
    answered about a session they left running, asked before anything is settled.
    """

    def __init__(
        self,
        invocation: Invocation,
        file: File,
        configuration: Configuration,
        messages: list[str],
        data_version: int = -1,
    ) -> None:
        self.invocation = invocation
        self.file = file
        self.now = invocation.now
        self.configuration = configuration
        self.messages = messages
        self.committed: list[Committed] = []
        self.resets: list[counting.Due] = []
        self.left: UnfinishedTimer | None = None
        self._data_version = data_version
        self._has_backup = False

    @property
    def user_id(self) -> int:
        """The id of this user."""
        return self.configuration.user_id

    @property
    def rule(self) -> DayRule:
        """Where this user's days begin."""
        return counting.rule_of(self.configuration)

    def operation(
        self, *, actor: str = "user", kind: str = "do", dry_run: bool = False
    ) -> ContextOperation:
        """Return the operation by which a command writes; see `ContextOperation`.

        `actor` and `kind` are as for `Operation`. A `dry_run` makes no backup and is rolled back.
        """
        return ContextOperation(self, actor=actor, kind=kind, dry_run=dry_run)

    def ensure_daily_backup(self, file: File | None = None) -> None:
        """Make the day's backup before its first write; warn once per run if that fails.

        Called before a transaction, or with the same `file` on a connection that is in none.
        """
        if self._has_backup:
            return
        self._has_backup = True
        today = days.today(self.rule, self.now).isoformat()
        message = daily_backup.ensure_daily(file or self.file, self.now, today)
        if message:
            self.messages.append(message)

    def refresh(self) -> None:
        """Read the user's settings and count again from the file."""
        self._data_version = self.file.data_version()
        fresh = user_queries.configuration(self.file, self.configuration.user_name)
        if fresh is not None:
            self.configuration = fresh

    def refresh_if_changed(self) -> None:
        """Read settings and count again if another connection has changed the file."""
        if self.file.data_version() != self._data_version:
            self.refresh()

    def of(self, configuration: Configuration) -> Context:
        """Return a context of the same run for another user of the file; resets are kept."""
        if configuration.user_id == self.user_id:
            return self
        other = Context(self.invocation, self.file, configuration, self.messages)
        other.committed = self.committed
        other._has_backup = self._has_backup
        return other

    def settle(self) -> None:
        """Do what is due, in chronological order: timer ends and resets.

        If the file is read-only, the reset is computed and shown, but not saved.
        """
        try:
            while self._is_behind() and self._catch_up():
                pass
        except CannotWrite as problem:
            due = counting.due(self.configuration, self.now)
            if due is None:
                return
            self.configuration = counting.after_reset(self.configuration, due)
            self.messages.append(f"the daily reset is shown but not saved: {problem.message}")

    def _is_behind(self) -> bool:
        """Check without a lock whether anything is due."""
        ends = self.configuration.timer_ends_at
        if ends is not None and ends <= self.now:
            return True
        return counting.due(self.configuration, self.now) is not None

    def _catch_up(self) -> bool:
        """Check again under the lock, and do what came first; False if nothing is due any more."""
        with self.operation(actor="roma") as op:
            ends = self._end_passed()
            due = None
            if ends is None or ends >= counting.last_reset(self.configuration):
                # A session that ends on a boundary belongs to the new day: boundary first.
                due = counting.due(self.configuration, self.now if ends is None else ends)
            if due is not None:
                op.write(*self._reset(due))
            elif ends is not None:
                if self.left is not None:
                    op.actor = "user"
                op.write(*self._end_timer(ends))
            else:
                return False
        if due is not None:
            self.resets.append(due)
        return True

    def _end_passed(self) -> int | None:
        """Return when the timer ended whose planned end has passed: then, or as answered."""
        ends = self.configuration.timer_ends_at
        if ends is None or ends > self.now:
            return None
        if self.left is not None:
            from roma_cli.storage.queries import days as day_queries  # noqa: PLC0415 - only when a person was asked

            if day_queries.running(self.file, self.user_id) == self.left.session:
                return self.left.moment
            # Another process has ended or changed it during the question.
            self.left = None
        return ends

    def _reset(self, due: counting.Due) -> tuple[str, list[Entry]]:
        from roma_cli.storage.queries import days as day_queries  # noqa: PLC0415 - only when a day ends

        date = (due.closes or due.day).date.isoformat()
        summary = f"daily reset, {date} closed" if due.closes else "last reset re-anchored"
        return summary, counting.daily_reset(
            self.configuration,
            due,
            day_queries.day_to_close(self.file, self.user_id, date),
            now=self.now,
            device=machine.device_id(),
        )

    def _end_timer(self, ended_at: int) -> tuple[str, list[Entry]]:
        """End the running timer, and start the next phase if somebody saw the end."""
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


class ContextOperation(operations.Operation):
    """An operation of a context's user.

    Before it the day's backup is made. Under the lock settings and count are read again if anybody
    else has changed the file, and they follow what is written. What is committed is remembered
    for hooks and notices; what is rolled back leaves the settings as they were. Where it
    `makes_backup` no more, its caller does before the first write. Raises Locked, CannotWrite and
    Damaged, and RuntimeError inside another operation.
    """

    def __init__(self, context: Context, *, actor: str, kind: str, dry_run: bool) -> None:
        super().__init__(context.file, context.user_id, context.now, actor=actor, kind=kind)
        self._context = context
        self._before = context.configuration
        self._dry_run = dry_run
        self.makes_backup = not dry_run

    def __enter__(self) -> Self:
        if self.makes_backup:
            self._context.ensure_daily_backup()
        super().__enter__()
        try:
            self._context.refresh_if_changed()
        except BaseException as error:
            super().__exit__(type(error), error, None)
            raise
        self._before = self._context.configuration
        if self._dry_run:
            self.roll_back()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        context = self._context
        is_committed = False
        try:
            super().__exit__(kind, error, traceback)
            is_committed = error is None and not self.is_rolled_back
        finally:
            if is_committed:
                context.committed += [Committed(context, one, key) for one, key in self.entries]
            else:
                context.configuration = self._before

    def write(self, summary: str, entries: Sequence[Entry]) -> Written:
        """Write as `Operation.write` does; the context's settings and count follow."""
        written = super().write(summary, entries)
        own = self._context.configuration
        for change in (one.change for one in entries):
            if change.table == "user_configurations" and change.key == own.id:
                own = own._replace(**(change.after or {}))
        self._context.configuration = own
        if "timer_sessions" in self.tables:
            # The timer's end is computed from its row.
            self._context.refresh()
        return written

    def stream(self, summary: str, entries: Iterable[Entry | Rows | Alike]) -> None:
        """Write as `Operation.stream` does; settings and count are read again afterwards."""
        super().stream(summary, entries)
        if self.tables & _READ_BY_CONTEXT:
            self._context.refresh()


_READ_BY_CONTEXT = frozenset({"users", "user_configurations", "timer_sessions"})


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
            raise NotFound(f"no data file at {path}", "roma today")
        messages += _create(path, invocation)
        file = database.open_existing(path)
        if file is None:
            raise CannotWrite(f"{path} disappeared while it was being opened", "roma today")
    try:
        _bring_up_to_date(file, invocation.now)
        data_version = file.data_version()
        context = Context(invocation, file, _user(invocation, file), messages, data_version)
        if ask is not None:
            context.left = ask(context)
        context.settle()
    except BaseException:
        file.connection.close()
        raise
    return context


def _bring_up_to_date(file: File, now: int) -> None:
    """Upgrade a file of an older roma, after a verified backup."""
    if file_header.schema_of(file.version) < file_header.schema_of(file_header.SCHEMA_VERSION):
        from roma_cli.storage.migrations import run as migrations  # noqa: PLC0415 - once per release

        migrations.upgrade(file, now)


def _user(invocation: Invocation, file: File) -> Configuration:
    name = invocation.user_name()
    configuration = user_queries.configuration(file, name)
    if configuration is None:
        hint = "roma user list" if invocation.user else "ROMA_USER= roma user list"
        raise NotFound(f"no user '{name}' in {file.path}", hint)
    return configuration


def _create(path: str, invocation: Invocation) -> list[str]:
    from roma_cli.adapters import unsafe_folders  # noqa: PLC0415 - only when the file is made
    from roma_cli.domain import users as user_rules  # noqa: PLC0415 - once in the life of a file
    from roma_cli.storage.files import create  # noqa: PLC0415 - sqlite-utils, 150 ms

    found = machine.machine_zone(invocation.environ)
    zone = found or "UTC"

    with create.new_file(path) as file:
        op = operations.Operation(file, 1, invocation.now, actor="roma")
        op.write("file made", user_rules.new_user(FIRST_USER, zone, now=invocation.now))
    source = "this machine's" if found else "unknown, so"
    made = (
        f"created {path}; time zone: {source} {zone} (change it with roma config set timezone ZONE)"
    )
    risk = unsafe_folders.warning(path)
    return [made] if risk is None else [made, risk]
