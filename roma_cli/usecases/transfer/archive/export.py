"""Export of the whole file as roma's own JSON, `domain/transfer/archive/schema.py`."""

from __future__ import annotations

from roma_cli.domain.transfer.archive import schema as archive_schema
from roma_cli.domain.transfer.archive import writer as archive_writer
from roma_cli.storage.archive import queries as archive_queries

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from roma_cli.storage.database import File


def chunks(file: File) -> Iterator[str]:
    """Return the text of the export in pieces, one row a line. Run inside a snapshot.

    Two exports of the same rows are the same, byte for byte; nothing in it tells when it was made.
    """
    head = {
        "format": archive_schema.FORMAT,
        "schema": archive_queries.SCHEMA,
        "next_ids": archive_queries.next_ids(file),
    }
    yield f'{{"roma":{archive_schema.json_text(archive_schema.PLAIN, head)}'
    for table in archive_schema.TABLES:
        yield f',\n"{table}":['
        line = archive_writer.writer(table)
        between = "\n"
        for page in archive_queries.pages(file, table):
            yield between + ",\n".join(map(line, page))
            between = ",\n"
        yield "]" if between == "\n" else "\n]"
    yield "\n}\n"
