"""Creation of a new roma file: its tables and first rows, or nothing at all."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from roma_cli.domain.errors import CannotWrite
from roma_cli.storage import file_access
from roma_cli.storage.database import File, connect, full_path
from roma_cli.storage.files import durable
from roma_cli.storage.migrations import registry

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def new_file(path: str) -> Iterator[File]:
    """Create a roma file at `path`, with its tables and everything written within the block.

    The file is built under another name and linked into place complete, so nobody ever sees an
    empty or incomplete one; the first process to link wins, and other drafts are removed. Its
    mode is 0600 from the first byte, that of a folder made for it 0700, whatever the umask.
    Raises CannotWrite.
    """
    path = full_path(path)
    file_access.may_make(path)
    folder, name = os.path.split(path)
    draft = os.path.join(folder, f".{name}.new-{os.urandom(6).hex()}")
    try:
        durable.make_folder(folder)
        durable.make_private(draft)
        with File(path, connect(draft, writable=True), writable=True) as file:
            # Without shared memory SQLite returns `delete` and keeps using a journal.
            file.read("PRAGMA journal_mode = WAL")
            file.connection.execute("PRAGMA foreign_keys = ON")
            file.connection.execute("PRAGMA trusted_schema = OFF")
            with file.transaction():
                # The first operation belongs to the first user, and neither can come first.
                file.connection.execute("PRAGMA defer_foreign_keys = ON")
                registry.bring_up_to_date(file.connection)
                yield file
        durable.rename_to_new(draft, path)
        durable.sync(folder)
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise CannotWrite(f"can't create {path}: {reason}", "roma data path") from error
    finally:
        durable.remove_draft(draft)
