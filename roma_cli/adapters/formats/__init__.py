"""Formats of other programs.

To add one: a folder here (a time tracker: a module in `trackers/`) and its row in `registry.py`.
The module that the row names has

    looks_like(head: bytes) -> bool
    read(source, place, report) -> Iterator[ExternalTask | ExternalSession]
    write(tasks, place, report) -> Iterator[str]
    FIELDS: frozenset[str]
    WRITES_DELETED = True

`head` is the first 64 KiB, unchanged, including any byte order mark; see `source.head_text`.
`report` takes each Loss. `FIELDS` names the fields of ExternalTask (`due`, `tags`, `estimate` …)
that are empty when a record does not have them: importing again clears them in a known task. All
other fields of a known task keep their value when a record does not set them (holds the default).
Without `FIELDS` these are title and status only. Deleted tasks are passed only to writers with
`WRITES_DELETED`. The text is written as UTF-8, exactly as given. A format with options (CSV) takes
`raw: bool` as another keyword of `write`, and sets `TAKES_RAW = True`.

Formats that roma does not write have no `write`. Those with their own importer (json, romatimer)
have only `looks_like` here, because their records are more than tasks and sessions: see
`usecases/transfer/import_job.py`, and `usecases/transfer/exporter.py` for writing.
"""
