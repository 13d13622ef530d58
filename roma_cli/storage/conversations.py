"""Stored conversations: a log like the audit, so not part of any operation."""

from __future__ import annotations

from roma_cli.domain.language.conversation import key
from roma_cli.storage import operations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from roma_cli.storage.database import File


def state(file: File, user_id: int) -> str | None:
    """Return a user's conversation as JSON, or None if there is none."""
    rows = file.read("SELECT state FROM conversation_states WHERE key = ?", (key(user_id),))
    return str(rows[0][0]) if rows else None


def replace(file: File, user_id: int, state: str, updated_at: int) -> None:
    """Replace a user's conversation. Call inside a transaction, in which it was read."""
    file.connection.execute(
        "INSERT INTO conversation_states (key, user_id, state, updated_at) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (key) DO UPDATE SET state = excluded.state,"
        " updated_at = excluded.updated_at",
        (key(user_id), user_id, state, updated_at),
    )


def clear(file: File, user_id: int) -> bool:
    """Remove a user's conversation; tell whether there was one."""
    with operations.unaudited(file, "conversation"):
        done = file.connection.execute(
            "DELETE FROM conversation_states WHERE key = ?", (key(user_id),)
        )
        return done.rowcount > 0
