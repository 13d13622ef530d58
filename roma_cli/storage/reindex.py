"""Makes anew what is worked out from other rows: the indexes of words and tags. No data."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from roma_cli.storage.database import File

_TAGS = (
    "INSERT INTO task_tags (tag, task_id) WITH RECURSIVE split(id, tag, rest) AS ("
    "SELECT id, '', tag_keys || ' ' FROM tasks WHERE tag_keys <> '' UNION ALL"
    " SELECT id, substr(rest, 1, instr(rest, ' ') - 1), substr(rest, instr(rest, ' ') + 1)"
    " FROM split WHERE rest <> '') SELECT DISTINCT tag, id FROM split WHERE tag <> ''"
)


def rebuild_words(file: File) -> None:
    """Make the index of words anew from the tasks."""
    with file.transaction():
        file.connection.execute("INSERT INTO task_words (task_words) VALUES ('rebuild')")


def rebuild_tags(file: File) -> None:
    """Make the index of tags anew from the tasks."""
    with file.transaction():
        file.connection.execute("DELETE FROM task_tags")
        file.connection.execute(_TAGS)
