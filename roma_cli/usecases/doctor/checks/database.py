"""The file from inside, as SQLite sees it."""

from __future__ import annotations

import shlex

from roma_cli.storage.queries import checks as check_queries
from roma_cli.usecases.doctor.checks.finding import OK, WARNING, Finding, judged

TYPE_CHECKING = False
if TYPE_CHECKING:
    from roma_cli.usecases.doctor.checks.finding import Case

FIX = "roma doctor --fix"
_RESTORE = "roma data restore"


def integrity(case: Case) -> Finding:
    """Expect that pages, indexes and constraints hold."""
    wrong = check_queries.integrity(case.file)
    return judged("integrity", wrong, "SQLite finds nothing wrong", mend=_RESTORE)


def foreign_keys(case: Case) -> Finding:
    """Expect that what rows refer to is there."""
    wrong = check_queries.foreign_keys(case.file)
    return judged("foreign keys", wrong, "what rows refer to is there", mend=_RESTORE)


def schema(case: Case) -> Finding:
    """Expect that every table, index and trigger is as this roma makes it."""
    wrong = check_queries.schema(case.file)
    return judged("tables", wrong, "tables, indexes and triggers are all there", mend=_RESTORE)


def version(case: Case) -> Finding:
    """Expect that the file bears this roma's stamps."""
    wrong = check_queries.version(case.file)
    return judged("schema version", wrong, "this roma's own", mend="roma today", state=WARNING)


def journal(case: Case) -> Finding:
    """Expect a log beside the file, so that readers never wait for a writer."""
    mode = check_queries.journal_mode(case.file)
    if mode == "wal" or not case.file.writable:
        return Finding("journal", OK, f"kept as {mode}")
    mend = f"sqlite3 {shlex.quote(case.path)} {shlex.quote(check_queries.TO_A_LOG)}"
    return Finding("journal", WARNING, f"kept as {mode}: readers wait for writers", mend)


def words_index(case: Case) -> Finding:
    """Expect that what `task search` looks in agrees with the tasks."""
    wrong = check_queries.words_index(case.file)
    return judged("words index", wrong, "agrees with the tasks", mend=FIX)


def tags_index(case: Case) -> Finding:
    """Expect that what `--tag` looks in agrees with the tasks."""
    wrong = [f"the index has {one} wrong" for one in check_queries.tags_index(case.file)]
    return judged("tags index", wrong, "agrees with the tasks", mend=FIX)


def history_readable(case: Case) -> Finding:
    """Expect that every entry of the audit log can be read, and says which row it is about."""
    wrong = check_queries.problems(case.file, "history")
    return judged("history", wrong, "every entry can be read", mend=_RESTORE)


def undo_chain(case: Case) -> Finding:
    """Expect that undos and redos of an operation take turns, after it and by the same user."""
    wrong = check_queries.problems(case.file, "undo chain")
    return judged("undo chain", wrong, "undos and redos take turns", mend="roma undo --list")


def history_agrees(case: Case) -> Finding:
    """Expect that what rows hold is what the newest entry of the audit log left there."""
    import json  # noqa: PLC0415 - only where history is read

    rows: dict[str, dict[str, dict[str, object]]] = {}
    wrong = []
    for table, key, data in check_queries.last_words(case.file):
        if table not in rows:
            rows[table] = check_queries.table_rows(case.file, table)
        row = rows[table].get(key)
        try:
            after = json.loads(data)["after"]
        except (ValueError, KeyError, TypeError):
            # `history` names those that cannot be read.
            continue
        if (row is None) != (after is None):
            wrong.append(f"{table} {key} {'is gone' if row is None else 'is there again'}")
        elif row is not None and any(row.get(name) != value for name, value in after.items()):
            names = [name for name, value in after.items() if row.get(name) != value]
            wrong.append(f"{table} {key} has another {', '.join(names)}")
    return judged(
        "changes",
        wrong,
        "nothing was changed behind roma's back",
        mend="roma log",
        state=WARNING,
    )


def conversation(case: Case) -> Finding:
    """Expect that what was said in `roma chat` can be read."""
    wrong = check_queries.problems(case.file, "conversation")
    return judged("conversation", wrong, "can be read", mend="roma chat --clear")


CHECKS = (
    version,
    schema,
    foreign_keys,
    journal,
    words_index,
    tags_index,
    history_readable,
    undo_chain,
    history_agrees,
    conversation,
)
