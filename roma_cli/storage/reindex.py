"""The rebuild of the word and tag indexes from the tasks; changes no data."""

from __future__ import annotations

from roma_cli.storage import operations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from roma_cli.storage.database import File

WANTED_TAGS = (
    "WITH RECURSIVE split(id, tag, rest) AS (SELECT id, '', tag_keys || ' ' FROM tasks"
    " WHERE tag_keys <> '' UNION ALL"
    " SELECT id, substr(rest, 1, instr(rest, ' ') - 1), substr(rest, instr(rest, ' ') + 1)"
    " FROM split WHERE rest <> '') SELECT DISTINCT tag, id FROM split WHERE tag <> ''"
)
"""Each tag with the id of its task, as the index of tags should hold them."""


def rebuild_words(file: File) -> None:
    """Rebuild the index that `task search` looks in."""
    with operations.unaudited(file, "index"):
        file.connection.execute("INSERT INTO task_words (task_words) VALUES ('rebuild')")


def rebuild_tags(file: File) -> None:
    """Rebuild the index that `--tag` looks in."""
    with operations.unaudited(file, "index"):
        file.connection.execute("DELETE FROM task_tags")
        file.connection.execute(f"INSERT INTO task_tags (tag, task_id) {WANTED_TAGS}")
