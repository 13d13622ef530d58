"""The format is told from what a file holds; its name decides where that leaves a doubt."""

from __future__ import annotations

from pathlib import Path

import pytest

from roma_cli.adapters.formats import registry
from roma_cli.domain.errors import UsageError
from tests.adapters.formats.given import source
from tests.journeys.transfers import SAMPLES

TODO = "(A) Call Mum +family @phone due:2026-03-10\nx 2026-03-01 2026-02-01 Pay rent\n"
CALENDAR = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VTODO\r\nSUMMARY:x\r\nEND:VTODO\r\nEND:VCALENDAR"
)


def _told(path: Path) -> str:
    return registry.recognised(source(path.read_bytes(), path.name)).name


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("taskwarrior-2.6.json", "taskwarrior"),
        ("taskwarrior-3.5.json", "taskwarrior"),
        ("nextcloud-tasks-ical.js-2.2.1.ics", "ical"),
        ("timewarrior-1.4.json", "timewarrior"),
        ("watson-2.1-log.json", "watson"),
        ("watson-2.1-frames.json", "watson"),
        ("roma-timer-before-reset.db", "romatimer"),
        ("roma-timer-with-reset.db", "romatimer"),
    ],
)
def test_what_other_programs_wrote_is_told_from_its_content(name: str, form: str) -> None:
    whole = (SAMPLES / name).read_bytes()
    assert _told(SAMPLES / name) == form
    # What a file is called does not matter where its content is clear.
    assert registry.recognised(source(whole, "backup.txt")).name == form
    if not name.endswith(".db"):
        assert registry.recognised(source(b"\xef\xbb\xbf" + whole)).name == form


def test_calendars_of_others_are_told_from_their_content() -> None:
    found = sorted((SAMPLES / "todoman-4.7").glob("*.ics"))
    assert found
    assert {_told(one) for one in found} == {"ical"}


@pytest.mark.parametrize(
    ("text", "form"),
    [
        (TODO, "todotxt"),
        (CALENDAR, "ical"),
        ('{"description":"x","entry":"20260105T090000Z","status":"pending","uuid":"1"}\n',
         "taskwarrior"),
        ('[\n {\n  "uuid" : "1", "entry" : "1", "status" : "x", "description" : "x"}]',
         "taskwarrior"),
        ("TYPE,CONTENT,PRIORITY,INDENT,AUTHOR,RESPONSIBLE,DATE\ntask,x,1,1,,,\n", "todoist"),
        ("Title,Due,Tags\nCall,2026-03-08,family\n", "csv"),
    ],
)  # fmt: skip
def test_a_few_lines_are_enough(text: str, form: str) -> None:
    for data in (text.encode(), b"\xef\xbb\xbf" + text.encode(), text.encode("utf-16")):
        assert registry.recognised(source(data)).name == form


@pytest.mark.parametrize(
    ("data", "hint"),
    [
        (b"\x00\x01\x02\xff", "roma data import --help"),
        (b"\x89PNG\r\n\x1a\n\x00", "roma data import --help"),
        (b"<html><body>", "roma data import --dry-run --from todotxt x.bin"),
    ],
)
def test_an_unknown_format_is_an_error_that_lists_all_formats(data: bytes, hint: str) -> None:
    with pytest.raises(UsageError) as refused:
        registry.recognised(source(data, "x.bin"))
    assert refused.value.message.startswith("can't detect the format of x.bin (json, csv, ical, ")
    assert refused.value.hint == hint


@pytest.mark.parametrize(
    ("data", "said", "hint"),
    [
        (b"[]", "nothing to import in x", "roma data import --help"),
        (b" [\n]\n", "nothing to import in x", "roma data import --help"),  # `task export`
        # Of another program, or cut within the first record.
        (b'[{"id":1,"des', "x is JSON, but not in a format", "roma data import --help"),
        (b"{}", "x is JSON, but not in a format", "roma data import --help"),
        (
            b"\x1f\x8b\x08x",
            "can't detect the format of x",
            "gunzip -c x | roma data import -",
        ),
        (b"a\x00", "can't detect the format of x", "roma data import --help"),
        (
            b"Call\n",
            "can't detect the format of x",
            "roma data import --dry-run --from todotxt x",
        ),
    ],
)
def test_the_hint_for_an_unknown_format_fits_the_content(data: bytes, said: str, hint: str) -> None:
    with pytest.raises(UsageError) as refused:
        registry.recognised(source(data, "x"))
    assert refused.value.message.startswith(said)
    assert refused.value.hint == hint


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ('[{"description":"%s","status":"pending","uuid":"1","entry":"1"}]', "taskwarrior"),
        ('[{"annotation":"%s","start":"20260301T090000Z"}]', "timewarrior"),
        ('[{"tags":["%s"],"id":"1","project":"p","start":"1","stop":"2"}]', "watson"),
    ],
)
def test_a_first_record_of_megabytes_is_no_matter(
    text: str, form: str, pytestconfig: pytest.Config
) -> None:
    """Of ten for one of them, with --deep for all: each is read in the same way."""
    deep = form == "taskwarrior" or pytestconfig.getoption("--deep")
    size = 10_000_000 if deep else 1_000_000
    assert registry.recognised(source((text % ("x" * size)).encode())).name == form


def test_an_empty_file_is_named_so() -> None:
    with pytest.raises(UsageError, match=r"^x\.json is empty$"):
        registry.recognised(source(b"", "x.json"))


def test_the_names_are_listed_where_another_is_asked_for() -> None:
    with pytest.raises(UsageError) as refused:
        registry.named("excel")
    assert refused.value.message == (
        "roma reads json, csv, ical, todotxt, taskwarrior, todoist, openpomodoro, timewarrior,"
        " watson, romatimer, not 'excel'"
    )
    with pytest.raises(UsageError) as refused:
        registry.to_write("todoist", None)
    assert refused.value.message == (
        "roma writes json, csv, ical, todotxt, taskwarrior, not 'todoist'"
    )


@pytest.mark.parametrize(
    ("path", "form"),
    [(None, "json"), ("a.json", "json"), ("a.CSV", "csv"), ("a.ics", "ical"), ("a.txt", "todotxt"),
     ("a", "json")],
)  # fmt: skip
def test_where_no_format_is_named_the_target_says_it(path: str | None, form: str) -> None:
    assert registry.to_write(None, path).name == form


@pytest.mark.parametrize("form", registry.FORMATS.values(), ids=lambda form: form.name)
def test_every_format_has_what_it_says(form: registry.Format) -> None:
    module = registry.module(form)
    assert callable(module.looks_like)
    assert form.archive or callable(module.read)
    assert form.archive or hasattr(module, "write") == form.writes
