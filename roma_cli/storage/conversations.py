"""Conversations. A log, as the audit is, and so not the ledger's: nobody undoes what was said.

Each turn is added in a short transaction of its own that reads what is there under the same lock,
so that two conversations at once lose nothing of each other.
"""

from __future__ import annotations

from roma_cli.domain.language.conversation import key

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from roma_cli.storage.database import File


def state(file: File, user_id: int) -> str | None:
    """Return a user's conversation as JSON, None where nothing was said yet."""
    rows = file.read("SELECT state FROM conversation_states WHERE key = ?", (key(user_id),))
    return str(rows[0][0]) if rows else None


def change(file: File, user_id: int, now: int, decide: Callable[[str | None], str]) -> None:
    """Replace a user's conversation by what `decide` makes of it, with nobody else in between."""
    with file.transaction():
        text = decide(state(file, user_id))
        file.connection.execute(
            "INSERT INTO conversation_states (key, user_id, state, updated_at) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (key) DO UPDATE SET state = excluded.state,"
            " updated_at = excluded.updated_at",
            (key(user_id), user_id, text, now),
        )


def clear(file: File, user_id: int) -> bool:
    """Remove a user's conversation; tell whether there was one."""
    with file.transaction():
        done = file.connection.execute(
            "DELETE FROM conversation_states WHERE key = ?", (key(user_id),)
        )
        return done.rowcount > 0
