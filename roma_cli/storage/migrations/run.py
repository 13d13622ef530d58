"""Upgrade of a file of an older schema: its backup first, then one step after another."""

from __future__ import annotations

from roma_cli.domain.errors import Damaged
from roma_cli.storage import operations
from roma_cli.storage.backups import backup
from roma_cli.storage.file_header import schema_name
from roma_cli.storage.migrations import registry

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from roma_cli.storage.database import File


def upgrade(file: File, now: int, steps: Sequence[registry.Step] = registry.STEPS) -> None:
    """Apply the steps that `file` lacks, each in a transaction of its own with its version.

    The backup is made under the write lock, through a second connection: it has exactly the state
    before the step, and only one of several processes makes it. Does nothing to a file that is up
    to date. Raises CannotWrite, Damaged or Locked; the file then has the old schema or that of a
    complete step, never a state between.
    """
    if registry.has(file.connection, steps[-1]):
        return
    reason = f"before-schema-{schema_name(steps[-1].version)}"
    # A step that rebuilds a table drops the old one, which would take along what refers to it.
    # SQLite only heeds this outside a transaction.
    file.connection.execute("PRAGMA foreign_keys = OFF")
    try:
        kept = False
        for step in steps:
            with operations.unaudited(file, "schema"):
                if registry.has(file.connection, step):
                    continue
                if not kept:
                    with backup.opened(file.path) as present:
                        backup.back_up(present, now, reason)
                    kept = True
                registry.apply(file.connection, step)
                _check(file)
    finally:
        file.connection.execute("PRAGMA foreign_keys = ON")


def _check(file: File) -> None:
    lost = file.connection.execute("PRAGMA foreign_key_check").fetchone()
    if lost:
        raise Damaged(
            f"can't upgrade {file.path}: a row of {lost[0]} refers to a missing row in {lost[2]}",
            path=file.path,
        )
