"""Operations and audit entries of another file: shown by the log, not to be undone here.

An audit entry is known by its event id, an operation by its entries. Numbers of rows are made
those of this file, inside of what the entries hold too; a row that is in neither file any more
gets a number that no other row will have. Conversations are joined here as well: they are a log
too, which nobody undoes.
"""

from __future__ import annotations

from itertools import count, islice
from sys import intern

from roma_cli.domain.language.conversation import MOST_TURNS
from roma_cli.domain.language.conversation import key as conversation_key
from roma_cli.domain.text import plural
from roma_cli.domain.transfer.archive import merge_rules
from roma_cli.domain.transfer.archive import schema as archive_schema
from roma_cli.storage.archive import queries as archive_queries
from roma_cli.storage.archive import writes as archive_writes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from roma_cli.domain.changes import Value
    from roma_cli.storage.archive.queries import Row
    from roma_cli.usecases.transfer.archive.merge import Merge


def learn(merge: Merge) -> None:
    """Find the operations that are here already, and what keys there are called here."""
    for there, here, table, their_key, our_key in archive_queries.shared_entries(merge.file):
        merge.operations[there] = here
        merge.past_keys[intern(table), their_key] = our_key


def operations(merge: Merge) -> None:
    """Add the operations that are not here and have audit entries."""
    new = merge.stage.audited() - merge.operations.keys()
    if not new:
        return
    merge.job.begin()
    rows = (row for row in merge.rows("operations") if row["id"] in new)
    numbers = count(archive_queries.next_ids(merge.file)["operations"])
    while page := list(islice(rows, archive_queries.PAGE)):
        added = [_operation(merge, theirs, next(numbers)) for theirs in page]
        archive_writes.add_history(merge.file, "operations", added)
    merge.job.count("past operation", "added", len(new))


def _operation(merge: Merge, theirs: Row, number: int) -> dict[str, Value]:
    target = None
    if theirs["target"] is not None:
        target = merge.operations.get(int(str(theirs["target"])))
    merge.operations[int(str(theirs["id"]))] = number
    return {
        **merge.mapped("operations", theirs),
        "id": number,
        "actor": "elsewhere",
        # An undo whose operation is not here is shown like any other operation.
        "kind": str(theirs["kind"]) if target is not None else "do",
        "target": target,
    }


def audit(merge: Merge) -> None:
    """Add the audit entries that are not here. After the operations."""
    rows = archive_queries.new_entries(merge.file)
    while page := list(islice(rows, archive_queries.PAGE)):
        merge.job.begin()
        entries = [_entry(merge, theirs) for theirs in page]
        archive_writes.add_history(merge.file, "audit_log_entries", entries)


def _entry(merge: Merge, theirs: Row) -> dict[str, Value]:
    data = archive_schema.json_object(str(theirs["event_data"])) or {}
    table = str(theirs["row_table"])
    key = data["key"] = _key_here(merge, table, data["key"])
    for side in ("before", "after"):
        columns = data[side]
        if isinstance(columns, dict):
            for name, other in archive_schema.TABLES[table].references.items():
                if columns.get(name) is not None:
                    columns[name] = _key_here(merge, other, columns[name])
    return {
        **merge.mapped("audit_log_entries", theirs),
        "task_id": _task_here(merge, theirs["task_id"]),
        "parent_task_id": _task_here(merge, theirs["parent_task_id"]),
        "event_data": archive_schema.json_text("event_data", data),
        "operation_id": merge.operations[int(str(theirs["operation_id"]))],
        "row_key": str(key),
    }


def _task_here(merge: Merge, number: object) -> int | None:
    return None if number is None else int(_key_here(merge, "tasks", number))


def _key_here(merge: Merge, table: str, key: object) -> int | str:
    """Return what a key of theirs is called here, of a row that may be gone from both files."""
    known = merge.keys[table].get(key)
    if known is not None:
        return known
    if table == "conversation_states":
        user = str(key).partition(":")[2]
        here = merge.keys["users"].get(int(user)) if user.isdecimal() else None
        return conversation_key(int(here)) if here is not None else str(key)
    if not archive_schema.TABLES[table].is_numbered or not isinstance(key, int):
        return str(key)
    before = merge.past_keys.get((table, str(key)))
    number = int(before) if before is not None else archive_writes.reserve(merge.file, table)
    merge.keys[table][key] = number
    return number


def conversations(merge: Merge) -> None:
    """Join conversations: the newest turns of both."""
    for theirs in merge.rows("conversation_states"):
        user_id = merge.user_of(theirs)
        ours = archive_queries.by_key(merge.file, "conversation_states", conversation_key(user_id))
        there = archive_schema.json_object(str(theirs["state"])) or {}
        here = {} if ours is None else archive_schema.json_object(str(ours["state"]))
        record = f"conversation:{theirs['user_id']}"
        if here is None:
            merge.job.lose(record, "", "ours cannot be read: left out")
            continue
        our_turns, their_turns = _turns(here), _turns(there)
        both = merge_rules.merged_turns(our_turns, their_turns, 2 * MOST_TURNS)
        shared = sum(one in our_turns for one in their_turns)
        dropped = len(our_turns) + len(their_turns) - len(both) - shared
        if ours is not None and both == our_turns:
            continue
        merge.job.begin()
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
            entries = plural(dropped, "entry").replace("entrys", "entries")
            merge.job.lose(record, "history", f"the oldest {entries} went")


def _turns(state: dict[str, object]) -> list[dict[str, object]]:
    history = state.get("history")
    return [one for one in history if isinstance(one, dict)] if isinstance(history, list) else []
