"""Other programs' formats, one module each; the names and what each can do are in `registry`.

A format's module has

    looks_like(head: bytes) -> bool
    read(source, place, lost) -> Iterator[CarriedTask | CarriedSession]
    write(tasks, place, lost) -> Iterator[str]
    FIELDS: frozenset[str]
    WRITES_DELETED = True

`head` is the first 64 KiB as they are, byte order mark and all; see `source.head_text`. `FIELDS`
names the fields of CarriedTask (`due`, `tags`, `estimate` …) whose absence in a record says that
there is nothing: importing anew, a known task loses what it has there. Of every other field a
known task keeps what it has where a record says nothing (holds the default). Without `FIELDS`
there are none such but title and status. Deleted tasks reach only writers that say
`WRITES_DELETED`. What is written goes out as UTF-8, exactly as given. A format that holds options
(CSV) takes `raw: bool` as a further keyword of `write`, and says `TAKES_RAW = True`.

Formats that roma does not write have no `write`; the two that carry a whole file (json,
romatimer) have only `looks_like` here, for what they bring needs the floor above: see
`usecases/transfer/import_job.py`, and `usecases/transfer/exporter.py` for writing.
"""
