"""What the shell offers after a Tab; reads the file, never makes or changes it."""

from __future__ import annotations

import os

from roma_cli.context import Invocation
from roma_cli.domain.errors import RomaError
from roma_cli.storage import database
from roma_cli.storage.queries import tasks as task_queries
from roma_cli.storage.queries import users as user_queries

_SAFE = "-_.+/@"


def tags(incomplete: str) -> list[str]:
    """Return the tags of pending tasks that begin like `incomplete`, typed with or without `#`.

    Tags are compared in any case, so what was typed stays as it is: Typer offers nothing that
    begins otherwise. Only names that mean nothing to a shell: what is offered, some evaluate.
    """
    begun = incomplete.removeprefix("#")
    names = {tag[1:] for text in _tag_words() for tag in text.split()}
    found = {
        incomplete + name[len(begun) :]
        for name in names
        if name[: len(begun)].casefold() == begun.casefold() and _is_safe(name)
    }
    return sorted(found)


def _is_safe(name: str) -> bool:
    return all(letter.isalnum() or letter in _SAFE for letter in name) and name[0] != "-"


def _tag_words() -> list[str]:
    # The moment is not looked at: what is offered does not depend on the day.
    invocation = Invocation(0, os.environ)
    try:
        file = database.open_existing(invocation.path(), patience=0)
        if file is None:
            return []
        with file:
            own = user_queries.configuration(file, invocation.user_name())
            return [] if own is None else task_queries.tag_words(file, own.user_id)
    except RomaError:
        # A Tab is no place for an error.
        return []


def marked_tags(incomplete: str) -> list[str]:
    """Return the same as `tags` for a word that begins with `#`, in a sentence, else nothing."""
    return tags(incomplete) if incomplete.startswith("#") else []


OFFERS = {"tags": tags, "marked tags": marked_tags}
"""What a declaration's `completes` names."""
