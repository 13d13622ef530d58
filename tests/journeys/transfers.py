"""Importing within this process, and what must hold of a file afterwards."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

from roma_cli.adapters.formats import registry
from roma_cli.adapters.formats.source import Source
from roma_cli.storage.queries import checks as check_queries
from roma_cli.usecases.result import Result
from roma_cli.usecases.transfer import importer

if TYPE_CHECKING:
    from roma_cli.context import Context
    from tests.journeys.in_process import Person

SAMPLES = Path(__file__).parent.parent / "fixtures" / "imports"


def bring_in(person: Person, form: str, data: str | bytes | Path, *, dry_run: bool = False) -> Any:
    """Import a text, or a file where a path is given, and return what `--json` would print."""

    def act(context: Context) -> Result:
        if isinstance(data, Path):
            with data.open("rb") as stream:
                return _run(context, Source(stream, str(data), data.name))
        whole = data.encode() if isinstance(data, str) else data
        return _run(context, Source(io.BytesIO(whole), None, "input"))

    def _run(context: Context, source: Source) -> Result:
        return importer.import_data(context, source, registry.named(form), dry_run=dry_run)

    return person.json(act)


def content(person: Person) -> list[str]:
    """Return every row that is not history."""
    return sorted(person.dump())


def assert_explained(person: Person) -> None:
    """Expect that counts, statistics and corrections are what their rows add up to."""

    def look(context: Context) -> Result:
        wrong = [
            problem
            for name in check_queries.QUERIES
            for problem in check_queries.problems(context.file, name)
        ]
        assert wrong == []
        for one in check_queries.counts(context.file):
            assert (one.count, one.override) == (one.explained, one.explained_override)
        return Result([], lambda: None)

    person.call(look)
