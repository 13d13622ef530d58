"""What was done in another file, as records of the past: shown by the log, not to be undone here.

An audit entry is known by its event id, an operation by its entries. Numbers of rows are made
those of this file, inside of what the entries tell too; a row that is in neither file any more
gets a number that no other row will have. Conversations are joined here as well: they are a log,
and nobody undoes what was said.
"""

from __future__ import annotations

from itertools import count, islice
from sys import intern

from roma_cli.domain.language.conversation import MOST_TURNS
from roma_cli.domain.language.conversation import key as conversation_key
from roma_cli.domain.text import plural
from roma_cli.domain.transfer.archive import merge_rules
from roma_cli.domain.transfer.archive import schema as archive_schema
from roma_cli.storage.archive import comparison
from roma_cli.storage.archive import queries as archive_queries
from roma_cli.storage.archive import writes as archive_writes
from roma_cli.usecases.transfer.archive.merge import begun

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from roma_cli.domain.changes import Entry, Value
    from roma_cli.storage.archive.queries import Row
    from roma_cli.usecases.transfer.archive.merge import Merge

_KEYS_BY_NUMBER = frozenset(
    table for table, fields in archive_schema.TABLES.items() if fields[0].kind == archive_schema.ID
)


def learn(merge: Merge) -> None:
    """Find what is known already: operations, and what keys of theirs are called here."""
    for there, here, table, their_key, our_key in comparison.told(merge.file):
        merge.operations[there] = here
        merge.learned[intern(table), their_key] = our_key


def operations(merge: Merge) -> Iterator[Entry]:
    """Add the operations which are not here; an entry only says that there are some.

    Those without audit entries stay.
    """
    new = merge.stage.telling() - merge.operations.keys()
    if not new:
        return
    yield begun(merge.job)
    rows = (row for row in merge.stage.rows("operations") if row["id"] in new)
    next_number = archive_queries.next_ids(merge.file)["operations"]
    while page := list(islice(rows, archive_queries.PAGE)):
        brought = [_operation(merge, *one) for one in zip(page, count(next_number), strict=False)]
        archive_writes.add_history(merge.file, "operations", brought)
        next_number += len(page)
    merge.job.count("past operation", "added", len(new))


def _operation(merge: Merge, theirs: Row, number: int) -> dict[str, Value]:
    target = None
    if theirs["target"] is not None:
        target = merge.operations.get(int(str(theirs["target"])))
    merge.operations[int(str(theirs["id"]))] = number
    return {
        "id": number,
        "user_id": merge.user_of(theirs),
        "actor": "elsewhere",
        # Without what it speaks of, it is only told that it was done.
        "kind": str(theirs["kind"]) if target is not None else "do",
        "target": target,
        "summary": str(theirs["summary"]),
        "created_at": int(str(theirs["created_at"])),
    }


def audit(merge: Merge) -> Iterator[Entry]:
    """Add the audit entries which are not here, as `operations` does. After the operations."""
    rows = comparison.untold(merge.file)
    while page := list(islice(rows, archive_queries.PAGE)):
        yield begun(merge.job)
        told = [_told(merge, theirs) for theirs in page]
        archive_writes.add_history(merge.file, "audit_log_entries", told)


def _told(merge: Merge, theirs: Row) -> dict[str, Value]:
    data = archive_schema.json_object(str(theirs["event_data"])) or {}
    table = str(theirs["row_table"])
    key = _key_here(merge, table, data["key"])
    data["key"] = key
    for side in ("before", "after"):
        columns = data[side]
        if isinstance(columns, dict):
            for name, other in archive_schema.references(table).items():
                if columns.get(name) is not None:
                    columns[name] = _key_here(merge, other, columns[name])
    return {
        "event_id": str(theirs["event_id"]),
        "event_type": str(theirs["event_type"]),
        "task_id": _task_here(merge, theirs["task_id"]),
        "parent_task_id": _task_here(merge, theirs["parent_task_id"]),
        "user_id": merge.user_of(theirs),
        "event_data": archive_schema.json_text("event_data", data),
        "created_at": int(str(theirs["created_at"])),
        "operation_id": merge.operations[int(str(theirs["operation_id"]))],
        "row_table": table,
        "row_key": str(key),
    }


def _task_here(merge: Merge, number: object) -> int | None:
    return None if number is None else int(_key_here(merge, "tasks", number))


def _key_here(merge: Merge, table: str, key: object) -> int | str:
    """Return what a key of theirs is called here, of a row that may be gone from both files."""
    known = merge.maps[table].get(key)
    if known is not None:
        return known
    if table == "conversation_states":
        user = str(key).partition(":")[2]
        here = merge.maps["users"].get(int(user)) if user.isdecimal() else None
        return conversation_key(int(here)) if here is not None else str(key)
    if table not in _KEYS_BY_NUMBER or not isinstance(key, int):
        return str(key)
    before = merge.learned.get((table, str(key)))
    number = int(before) if before is not None else archive_writes.reserve(merge.file, table)
    merge.maps[table][key] = number
    return number


def conversations(merge: Merge) -> Iterator[Entry]:
    """Join what was said, the newest of both; an entry only says that there is something to do."""
    for theirs in merge.stage.rows("conversation_states"):
        user_id = merge.user_of(theirs)
        ours = archive_queries.by_key(merge.file, "conversation_states", conversation_key(user_id))
        there = archive_schema.json_object(str(theirs["state"])) or {}
        here = {} if ours is None else archive_schema.json_object(str(ours["state"]))
        if here is None:
            merge.lose(f"conversation:{theirs['user_id']}", "", "ours cannot be read: left out")
            continue
        said, heard = _turns(here), _turns(there)
        both = merge_rules.merged_turns(said, heard, 2 * MOST_TURNS)
        dropped = len(said) + len(heard) - len(both) - len([one for one in heard if one in said])
        if ours is not None and both == said:
            continue
        yield begun(merge.job)
        newer = here.get("last_updated"), there.get("last_updated")
        state = {
            **there,
            **here,
            "user_id": user_id,
            "history": both,
            "last_updated": max((one for one in newer if isinstance(one, str)), default=None),
        }
        stamp = max(merge_rules.number(row["updated_at"]) for row in (ours, theirs) if row)
        archive_writes.keep_conversation(
            merge.file, user_id, archive_schema.json_text("state", state), stamp
        )
        merge.job.count("conversation", "updated" if ours else "added")
        if dropped > 0:
            what = plural(dropped, "entry").replace("entrys", "entries")
            merge.lose(f"conversation:{theirs['user_id']}", "history", f"the oldest {what} went")


def _turns(state: dict[str, object]) -> list[dict[str, object]]:
    history = state.get("history")
    return [one for one in history if isinstance(one, dict)] if isinstance(history, list) else []
