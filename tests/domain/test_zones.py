"""Which zones can be chosen, and what is said when none is named."""

from __future__ import annotations

import zoneinfo
from typing import TYPE_CHECKING

import pytest

from roma_cli.domain.clock.zones import find_zone, known_zones, match_zone, suggestions
from roma_cli.domain.day import DayRule, day_at
from roma_cli.domain.errors import BadValue, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def test_every_known_zone_can_be_used() -> None:
    for key in known_zones():
        day = day_at(DayRule(key, 240), 1_772_955_000)
        assert day.start <= 1_772_955_000 < day.end


def test_zones_are_listed_once_and_in_order() -> None:
    assert list(known_zones()) == sorted(set(known_zones()))
    assert {"UTC", "Etc/UTC", "America/New_York", "Asia/Tokyo", "America/Argentina/Ushuaia"} <= set(
        known_zones()
    )


@pytest.fixture
def zone_directory(tmp_path: Path) -> Iterator[Path]:
    """Zone data as Debian lays them out, with files that are no choice of a user's."""
    rules = b"TZif not really, but the first four letters are what is looked at"
    for key in ("localtime", "Factory", "posixrules", "Test/Real", "right/Test/Real"):
        file = tmp_path / key
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(rules)
    (tmp_path / "posix").mkdir()
    (tmp_path / "posix" / "UTC").write_bytes(rules)
    (tmp_path / "tzdata.zi").write_text("# version 2099z\n")
    before = zoneinfo.TZPATH
    zoneinfo.reset_tzpath(to=[str(tmp_path)])
    yield tmp_path
    zoneinfo.reset_tzpath(to=before)


def test_files_that_are_no_place_are_no_choice(zone_directory: Path) -> None:
    assert (zone_directory / "localtime").exists()
    known = known_zones()

    assert "Test/Real" in known
    assert not {"localtime", "Factory", "posixrules", "tzdata.zi"} & set(known)
    assert not [key for key in known if key.startswith(("right/", "posix/"))]


@pytest.mark.usefixtures("zone_directory")
@pytest.mark.parametrize(
    "text", ["localtime", "Factory", "posixrules", "right/Test/Real", "posix/UTC", "POSIX/utc"]
)
def test_such_a_file_cannot_be_named_either(text: str) -> None:
    with pytest.raises(UsageError):
        match_zone(text)


def test_no_two_zones_differ_only_in_case() -> None:
    assert len({key.casefold() for key in known_zones()}) == len(known_zones())


def test_every_zone_is_found_in_any_case_and_with_spaces() -> None:
    for key in known_zones():
        for text in (key, key.lower(), key.upper(), key.replace("_", " "), f" {key} "):
            assert match_zone(text) == key
            assert find_zone(text) == key


# what was typed, and what is suggested first
NEAR_MISSES = [
    pytest.param("tokyo", "Asia/Tokyo", id="city-alone"),
    pytest.param("new york", "America/New_York", id="city-of-two-words"),
    pytest.param("New_York", "America/New_York", id="city-as-spelled"),
    pytest.param("ushuaia", "America/Argentina/Ushuaia", id="city-two-levels-down"),
    pytest.param("Amrica/New_Yrk", "America/New_York", id="two-slips"),
    pytest.param("Europe/Berln", "Europe/Berlin", id="letter-left-out"),
    pytest.param("Asia/Berlin", "Europe/Berlin", id="wrong-continent"),
    pytest.param("tokio", "Asia/Tokyo", id="city-misspelled"),
    pytest.param("US/Eastren", "US/Eastern", id="letters-swapped"),
]


@pytest.mark.parametrize(("text", "likeliest"), NEAR_MISSES)
def test_a_near_miss_is_suggested_and_never_taken(text: str, likeliest: str) -> None:
    assert find_zone(text) is None
    with pytest.raises(BadValue) as raised:
        match_zone(text)

    assert "did you mean" in raised.value.message
    assert likeliest in raised.value.message
    assert raised.value.text == text
    assert raised.value.readings[0] == likeliest


@pytest.mark.parametrize(
    "text", ["", "   ", "?", "San Francisco", "\udcff", "Zürich", "x" * 100_000, "../UTC", "UTC\0"]
)
def test_a_text_that_resembles_no_zone_gets_a_short_message(text: str) -> None:
    with pytest.raises(UsageError) as raised:
        match_zone(text)

    assert raised.value.message.startswith("no time zone ")
    assert "\n" not in raised.value.message
    assert len(raised.value.message) < 400
    assert raised.value.hint == ""


@pytest.mark.parametrize("text", ["GMT+2", "gmt-5", "UTC+2", "Etc/GMT+20"])
def test_zones_with_the_sign_turned_round_are_never_suggested(text: str) -> None:
    """Etc/GMT+2 is two hours behind Greenwich; who types GMT+2 means two hours ahead."""
    assert not [key for key in suggestions(text) if "GMT" in key]


def test_suggestions_are_few_known_and_different() -> None:
    for text in ("america", "indiana", "east", "Asia/Kuala", "st john", "kiev", "pacific/a"):
        found = suggestions(text)
        assert len(found) == len(set(found)) <= 3
        assert set(found) <= set(known_zones())
    assert suggestions("kiev")
