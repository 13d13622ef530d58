"""Formats of other programs.

To add one: a folder here (a time tracker: a module in `trackers/`) and its row in `registry.py`.
The module that the row names has

    looks_like(head: bytes) -> bool
    read(source, place, report) -> Iterator[ExternalTask | ExternalSession]
    write(tasks, place, report) -> Iterator[str]
    FIELDS: frozenset[str]
    WRITES_DELETED = True

`head` is the first 64 KiB as they are, byte order mark and all; see `source.head_text`. `report`
takes each Loss. `FIELDS` names the fields of ExternalTask (`due`, `tags`, `estimate` …) whose
absence in a record says that there is nothing: a second import empties them in a known task. Of
every other field a known task keeps what it has where a record says nothing (holds the default).
Without `FIELDS` these are title and status only. Deleted tasks reach only writers that say
`WRITES_DELETED`. The text is written as UTF-8, exactly as given. A format that holds options (CSV)
takes `raw: bool` as a further keyword of `write`, and says `TAKES_RAW = True`.

Formats that roma does not write have no `write`. Those with an importer of their own (json,
romatimer) have only `looks_like` here, for their records are not tasks or sessions alone: see
`usecases/transfer/import_job.py`, and `usecases/transfer/exporter.py` for writing.
"""
