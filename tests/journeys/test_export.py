"""Exporting: everything or nothing, to a file of one's own or to standard output."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
import tracemalloc
from typing import TYPE_CHECKING, Any

import pytest

from roma_cli.adapters.formats import registry
from roma_cli.usecases.transfer import exporter
from tests.bench import tasks as bench
from tests.journeys.in_process import Person
from tests.support import NOON, Roma

if TYPE_CHECKING:
    from pathlib import Path

    from roma_cli.context import Context
    from roma_cli.usecases.result import Result

FORMATS = registry.names(to_write=True)
LONG = "word " * 60


@pytest.fixture
def filled(roma: Roma) -> Roma:
    """Return a roma with tasks of every kind."""
    roma.inside("task", "add", "-", stdin=b"".join(b"Task %d\n" % one for one in range(9)))
    roma.inside("task", "delete", "1-9", "--yes")
    for words in (
        ("Call Mum", "--due", "tomorrow 9am", "--tag", "family", "--remind", "1 hour"),
        ("Pay rent", "--due", "2026-03-31", "--repeat", "monthly", "--priority", "high"),
        ("Paint", "--description", "two\ncoats", "--project", "home", "--estimate", "3"),
        ("Gone",),
    ):
        roma.inside("task", "add", *words)
    roma.inside("task", "note", "12", "white")
    roma.inside("task", "done", "10")
    roma.inside("task", "delete", "13", "--yes")
    return roma


@pytest.mark.parametrize("form", FORMATS)
def test_a_file_holds_what_standard_output_would(filled: Roma, form: str) -> None:
    target = filled.folder / "out"
    printed = filled.inside("data", "export", "--format", form)
    said = filled.inside("data", "export", str(target), "--format", form)
    assert (printed.code, said.code) == (0, 0)
    assert target.read_bytes() == printed.out.encode()
    assert said.out.startswith("exported ")
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert filled.inside("data", "export", "-", "--format", form).out == printed.out


@pytest.mark.parametrize("form", FORMATS)
def test_what_one_roma_writes_another_reads_and_then_has_nothing_new(
    filled: Roma, tmp_path: Path, form: str
) -> None:
    out = filled.inside("data", "export", "--format", form).out.encode()
    (tmp_path / "other").mkdir()
    other = Roma(tmp_path / "other")
    assert other.inside("data", "import", "-", stdin=out).code == 0
    again = other.inside("data", "import", "-", stdin=out)
    assert again.out.startswith(f"nothing new in standard input ({form})"), again
    titles = [title for (title,) in other.rows("SELECT title FROM tasks WHERE deleted_at IS NULL")]
    assert {"Call Mum", "Pay rent", "Paint"} <= set(titles)
    assert other.inside("doctor").code == 0


@pytest.mark.parametrize("form", FORMATS)
def test_what_a_format_cannot_hold_is_named(filled: Roma, form: str) -> None:
    brief = filled.inside("data", "export", "--format", form)
    full = filled.inside("data", "export", "--format", form, "--report")
    assert full.out == brief.out
    named = full.err.splitlines()[:-1]
    if not named:
        assert brief.err == ""
        return
    number = f"{len(named)} field"
    assert brief.err.startswith(number)
    assert brief.err.endswith("(--report names each)\n")
    assert full.err.splitlines()[-1].startswith(number)


def test_an_export_changes_nothing(filled: Roma) -> None:
    before = filled.db.read_bytes(), sorted(os.listdir(filled.folder))
    for form in FORMATS:
        filled.inside("data", "export", "--format", form)
    assert (filled.db.read_bytes(), sorted(os.listdir(filled.folder))) == before


def test_a_file_that_is_there_needs_yes(filled: Roma) -> None:
    target = filled.folder / "tasks.csv"
    target.write_text("mine")
    refused = filled.inside("data", "export", str(target))
    assert (refused.code, target.read_text()) == (2, "mine")
    assert "--yes" in refused.err
    assert filled.inside("data", "export", str(target), "--yes").code == 0
    assert "Pay rent" in target.read_text()


def test_a_link_is_followed_and_stays_one(filled: Roma) -> None:
    real, link = filled.folder / "real.csv", filled.folder / "link.csv"
    real.write_text("old")
    link.symlink_to(real)
    assert filled.inside("data", "export", str(link), "--yes").code == 0
    assert link.is_symlink()
    assert "Pay rent" in real.read_text()


@pytest.mark.parametrize("name", ["roma.db", ".", "pipe", "/dev/null"])
def test_neither_the_roma_file_nor_what_is_no_file_is_overwritten(filled: Roma, name: str) -> None:
    os.mkfifo(filled.folder / "pipe")
    before = filled.db.read_bytes()
    refused = filled.inside("data", "export", str(filled.folder / name), "--yes")
    assert refused.code == 2
    assert filled.db.read_bytes() == before
    assert stat.S_ISFIFO((filled.folder / "pipe").stat().st_mode)


@pytest.mark.parametrize("where", ["nowhere/tasks.json", "x" * 300 + ".json"])
def test_a_target_that_cannot_be_written_is_one_line_and_leaves_nothing(
    filled: Roma, where: str
) -> None:
    before = sorted(os.listdir(filled.folder))
    refused = filled.inside("data", "export", str(filled.folder / where))
    assert refused.code == 5
    assert refused.err.startswith("error: can't write ")
    assert sorted(os.listdir(filled.folder)) == before


def test_a_full_disk_leaves_what_was_there(filled: Roma) -> None:
    target = filled.folder / "tasks.json"
    target.write_text("old")
    export = f"{sys.executable} -m roma_cli data export '{target}' --yes --format taskwarrior"
    done = subprocess.run(
        ["bash", "-c", f"ulimit -f 1; exec {export}"],
        env={**filled.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 5, done
    assert target.read_text() == "old"
    assert [one for one in os.listdir(filled.folder) if "new" in one] == []


def test_counts_are_json_where_a_file_is_written(filled: Roma) -> None:
    target = filled.folder / "tasks.json"
    said = filled.inside("data", "export", str(target), "--format", "taskwarrior", "--json").json()
    assert said["tasks"] == 13  # those that are gone, too
    assert said["bytes"] == target.stat().st_size
    assert said["file"] == str(target)
    assert [(loss["record"], loss["field"]) for loss in said["losses"]] == [
        ("Paint", "description")
    ]


def test_a_title_that_was_cut_goes_out_whole(roma: Roma) -> None:
    task = {"uuid": "1a8c972b-8854-412c-8a35-d448cf6c242d", "description": LONG.strip(),
            "status": "pending", "entry": "20260105T090000Z"}  # fmt: skip
    roma.inside("data", "import", "-", stdin=json.dumps([task]).encode())
    [back] = roma.inside("data", "export", "--format", "taskwarrior").json()
    assert back["description"] == LONG.strip()
    assert "romadescription" not in back


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--format", "watson"), "roma writes json, csv, ical, todotxt, taskwarrior, not 'watson'"),
        (("--format", "ical", "--raw"), "--raw works only with CSV"),
    ],
)
def test_what_cannot_be_asked_for_is_one_line(roma: Roma, words: Any, said: str) -> None:
    refused = roma.inside("data", "export", *words)
    assert (refused.code, refused.err.splitlines()[0]) == (2, f"error: {said}")


def test_nothing_is_exported_from_no_file(roma: Roma) -> None:
    assert roma.inside("data", "export").code == 3
    assert not roma.db.exists()


def test_a_reader_that_goes_away_ends_it_quietly(filled: Roma) -> None:
    done = subprocess.run(
        ["bash", "-c", f"{sys.executable} -m roma_cli data export | head -c 1"],
        env=filled.environ,
        capture_output=True,
        check=True,
    )
    assert (done.stdout, done.stderr) == (b"{", b"")


@pytest.mark.parametrize("form", ["taskwarrior", "json", "csv", "todotxt"])
def test_memory_does_not_grow_with_the_number_of_tasks(tmp_path: Path, form: str) -> None:
    def peak(number: int) -> int:
        folder = tmp_path / str(number)
        folder.mkdir()
        roma = Roma(folder)
        roma.inside("today")
        bench.fill(roma.db, number)
        person = Person(roma.db, NOON)
        most = 0

        def act(context: Context) -> Result:
            nonlocal most
            registry.module(registry.FORMATS[form])
            tracemalloc.start()
            wanted = exporter.Wanted(registry.FORMATS[form], str(folder / "out"))
            result = exporter.export(context, wanted)
            most = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
            return result._replace(json=lambda: None)

        person.call(act)
        return most

    # Both are read in several pages, of which two may be held at once.
    few, many = peak(1200), peak(3900)
    # What is named is kept, a line each; the tasks themselves are not.
    assert many < few + 2700 * 250
