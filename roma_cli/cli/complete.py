"""What the shell offers after a Tab; reads the file, never makes or changes it."""

from __future__ import annotations

import os

from roma_cli.core.errors import RomaError
from roma_cli.store import file as files
from roma_cli.store import reads, task_reads
from roma_cli.visit import Request


def tags(incomplete: str) -> list[str]:
    """Return the tags of pending tasks that begin like `incomplete`, typed with or without `#`."""
    begun = incomplete.removeprefix("#").casefold()
    words = {tag for text in _tag_words() for tag in text.split()}
    return sorted(tag[1:] for tag in words if tag[1:].casefold().startswith(begun))


def _tag_words() -> list[str]:
    # The moment is not looked at: what is offered does not depend on the day.
    request = Request(0, os.environ)
    try:
        file = files.open_existing(request.path(), patience=0)
        if file is None:
            return []
        with file:
            own = reads.configuration(file, request.user_name())
            return [] if own is None else task_reads.tag_words(file, own.user_id)
    except RomaError:
        # A Tab is no place for an error.
        return []
