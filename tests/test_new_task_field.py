"""One optional text field more for tasks, added to a copy of the program as a developer would.

Its declaration, its migration and the version of the schema are all that is written; it then has
to appear wherever the fields of tasks do.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from tests.support import REPOSITORY, Roma

if TYPE_CHECKING:
    from pathlib import Path

PLACES = {
    "roma_cli/domain/task_fields.py": (
        "TEXT_FIELDS: tuple[TextField, ...] = (PROJECT,)",
        (
            'PLACE = TextField("work_place", "WHERE", "Where it is done, or none.", 20)\n'
            "TEXT_FIELDS: tuple[TextField, ...] = (PROJECT, PLACE)"
        ),
    ),
    "roma_cli/storage/migrations/registry.py": (
        'STEPS = (Step(1, "0001_first_tables", _first_tables),)',
        (
            'STEPS = (Step(1, "0001_first_tables", _first_tables), Step(1001, "1001_work_place",'
            ' lambda db: db.conn.execute("ALTER TABLE tasks ADD COLUMN work_place TEXT'
            ' CHECK (length(work_place) BETWEEN 1 AND 20)")))'
        ),
    ),
    "roma_cli/storage/file_header.py": ("SCHEMA_VERSION = 1\n", "SCHEMA_VERSION = 1001\n"),
}
"""The files that are touched, and what is put in the place of what. Beside them come the text of
the new schema in `tests/fixtures`, and `docs/reference.md`, which is written by a program."""


class Changed:
    """The changed program, on a file of its own."""

    def __init__(self, roma: Roma, program: Path) -> None:
        self.roma = roma
        self.program = program

    def __call__(self, *arguments: str, code: int = 0, **more: Any) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "roma_cli", *arguments],
            env={**self.roma.environ, **more},
            cwd=self.program,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == code, done
        return done.stdout or done.stderr

    def json(self, *arguments: str, **more: Any) -> Any:
        return json.loads(self(*arguments, "--json", **more))


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("program")
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(REPOSITORY / "roma_cli", folder / "roma_cli", ignore=ignored)
    for place, (before, after) in PLACES.items():
        text = (folder / place).read_text("utf-8")
        assert text.count(before) == 1, place
        (folder / place).write_text(text.replace(before, after), "utf-8")
    return folder


@pytest.fixture
def changed(roma: Roma, program: Path) -> Changed:
    return Changed(roma, program)


def test_a_file_of_before_gets_the_column_and_its_tasks_have_nothing_in_it(
    changed: Changed,
) -> None:
    changed.roma.ok("task", "add", "old")
    assert changed.json("task", "show", "1")["work_place"] is None
    assert changed.roma.rows("PRAGMA user_version") == [(1001,)]
    # A roma of before goes on with the file.
    changed.roma.ok("task", "add", "new")
    changed.roma.ok("doctor")
    changed("doctor")


def test_it_is_added_shown_changed_logged_and_undone(changed: Changed) -> None:
    added = changed.json("task", "add", "Dig", "--work-place", " garden ", "--repeat", "daily")
    assert list(added)[-1] == "work_place"
    assert added["work_place"] == "garden"
    assert "work place  garden" in changed("task", "show", "1")
    [shape] = changed.json("task", "edit", "1", "--work-place", "field")
    assert shape["work_place"] == "field"
    assert "work place garden → field" in changed("log")
    changed("undo")
    assert changed.json("task", "list")[0]["work_place"] == "garden"
    assert changed.json("task", "done", "1")["created"][0]["work_place"] == "garden"
    changed("task", "edit", "2", "--work-place", "none")
    assert changed.json("task", "show", "2")["work_place"] is None
    said = changed("task", "edit", "2", "--work-place", "x" * 21, code=2)
    assert said.startswith("error: the work place has 21 characters; at most 20 are allowed")
    assert "--work-place WHERE" in " ".join(changed("task", "add", "--help").split())


def test_the_editor_has_a_line_for_it(changed: Changed) -> None:
    changed("task", "add", "Dig", "--work-place", "garden")
    code = (
        "import os; from roma_cli import context; from roma_cli.cli.input import editor;"
        "one = context.begin(context.Invocation(1772625600, dict(os.environ)), []);"
        "fields = editor._fields(one, editor.task_commands.named(one, [1])[0]);"
        "print(editor._write(fields)); "
        "print(editor._changed(fields, {**fields, 'work_place': 'field'}))"
    )
    out = subprocess.run(
        [sys.executable, "-c", code],
        env=changed.roma.environ,
        cwd=changed.program,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert "work_place: garden\n" in out
    assert "{'work_place': 'field'}" in out


@pytest.mark.parametrize("form", ["csv", "json"])
def test_it_goes_out_and_comes_back(changed: Changed, tmp_path: Path, form: str) -> None:
    changed("task", "add", "Dig", "--work-place", "garden")
    changed("task", "add", "Rest")
    path = tmp_path / f"tasks.{form}"
    changed("data", "export", str(path))
    assert "work_place" in path.read_text("utf-8")
    other = str(tmp_path / "other.db")
    for _ in range(2):
        changed("data", "import", str(path), ROMA_DB=other)
        found = changed.json("task", "list", ROMA_DB=other)
        assert [(one["title"], one["work_place"]) for one in found] == [
            *(("Dig", "garden"), ("Rest", None)),
        ]
        # The second time there is a file in which something was done.
        changed("task", "edit", "2", "--description", "x", ROMA_DB=other)


def test_programs_are_offered_it_too(changed: Changed) -> None:
    code = (
        "from roma_cli.cli import catalog; from roma_cli.usecases import json_types;"
        "declared = catalog.load('task')[('task', 'edit')];"
        "print([one.name for one in declared.parameters if one.offered]);"
        "print(sorted(json_types.TaskWithParts.__annotations__))"
    )
    out = subprocess.run(
        [sys.executable, "-c", code],
        cwd=changed.program,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert out.count("'work_place'") == 2
