"""The newer zone data win, whoever brought them."""

from __future__ import annotations

import os
import sys
import zoneinfo
from types import ModuleType
from typing import TYPE_CHECKING

import pytest

from roma_cli.adapters.zone_data import UNKNOWN, choose_newest, zone_data_version
from roma_cli.domain.day import zone

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(autouse=True)
def _restored_search_path() -> Iterator[None]:
    before = zoneinfo.TZPATH
    yield
    zoneinfo.reset_tzpath(to=before)
    zoneinfo.ZoneInfo.clear_cache()


@pytest.fixture
def system(tmp_path: Path) -> Path:
    """The system's zone data: two places searched, the first of which does not exist."""
    directory = tmp_path / "system"
    directory.mkdir()
    zoneinfo.reset_tzpath(to=[str(tmp_path / "missing"), str(directory)])
    return directory


def searched() -> tuple[str, ...]:
    return tuple(zoneinfo.TZPATH)


def state_version(directory: Path, version: str) -> None:
    (directory / "tzdata.zi").write_text(f"# version {version}\n# This zic input file …\nR d 1\n")


def install_package(
    monkeypatch: pytest.MonkeyPatch, directory: Path, version: str, *, as_files: bool = True
) -> str:
    """Put a `tzdata` of this version in place of the installed one; return where its zones are."""
    package = ModuleType("tzdata")
    package.__path__ = [str(directory / "tzdata")]
    package.__dict__["IANA_VERSION"] = version
    zones = directory / "tzdata" / "zoneinfo"
    if as_files:
        zones.mkdir(parents=True)
        state_version(zones, version)
    monkeypatch.setitem(sys.modules, "tzdata", package)
    return str(zones)


def remove_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "tzdata", None)


@pytest.mark.parametrize(
    ("system_version", "package_version"),
    [
        ("2025b", "2025c"),
        ("2025b", "2026a"),
        ("2019c", "2020a"),
        ("2025", "2025a"),
        ("1996z", "1996za"),
    ],
)
def test_a_newer_package_is_used(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    system: Path,
    system_version: str,
    package_version: str,
) -> None:
    state_version(system, system_version)
    zones = install_package(monkeypatch, tmp_path, package_version)

    assert zone_data_version() == (str(system), system_version)
    choose_newest({})
    assert searched() == (zones,)
    assert zone_data_version() == (zones, package_version)


@pytest.mark.parametrize(
    ("system_version", "package_version"),
    [("2025b", "2025b"), ("2025c", "2025b"), ("2026a", "2025z"), ("1996za", "1996z")],
)
def test_a_system_at_least_as_new_is_left_alone(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    system: Path,
    system_version: str,
    package_version: str,
) -> None:
    state_version(system, system_version)
    install_package(monkeypatch, tmp_path, package_version)
    before = searched()

    choose_newest({})
    assert searched() == before
    assert zone_data_version() == (str(system), system_version)


@pytest.mark.parametrize(
    "content",
    [None, b"", b"\n", b"# no version here\n", b"# version \n", b"# version ../x\n", b"\xff\xfe"],
)
def test_a_system_of_unknown_age_gives_way(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, system: Path, content: bytes | None
) -> None:
    if content is not None:
        (system / "tzdata.zi").write_bytes(content)
    zones = install_package(monkeypatch, tmp_path, "2025b")

    assert zone_data_version() == (str(system), UNKNOWN)
    choose_newest({})
    assert searched() == (zones,)


def test_bsd_and_macos_state_the_version_in_another_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, system: Path
) -> None:
    (system / "tzdata.zi").mkdir()  # whatever it is, it is not the file
    (system / "+VERSION").write_text("2026a\n")
    install_package(monkeypatch, tmp_path, "2025b")
    before = searched()

    choose_newest({})
    assert searched() == before
    assert zone_data_version() == (str(system), "2026a")


def test_a_system_without_zone_data_uses_the_package(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    zoneinfo.reset_tzpath(to=[str(tmp_path / "missing")])
    zones = install_package(monkeypatch, tmp_path, "2025b")

    choose_newest({})
    assert searched() == (zones,)


def test_a_search_path_set_by_the_user_is_respected(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, system: Path
) -> None:
    state_version(system, "2019a")
    install_package(monkeypatch, tmp_path, "2025b")
    before = searched()

    choose_newest({"PYTHONTZPATH": str(system)})
    assert searched() == before
    choose_newest({"PYTHONTZPATH": ""})  # "search nowhere" is a setting too
    assert searched() == before


def test_no_package_leaves_the_system(monkeypatch: pytest.MonkeyPatch, system: Path) -> None:
    state_version(system, "2019a")
    remove_package(monkeypatch)
    before = searched()

    choose_newest({})
    assert searched() == before
    assert zone_data_version() == (str(system), "2019a")


def test_a_package_inside_a_zip_file_leaves_the_system(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, system: Path
) -> None:
    state_version(system, "2019a")
    install_package(monkeypatch, tmp_path, "2025b", as_files=False)
    before = searched()

    choose_newest({})
    assert searched() == before


def test_a_package_found_by_a_relative_path_is_used(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, system: Path
) -> None:
    state_version(system, "2019a")
    zones = install_package(monkeypatch, tmp_path, "2025b")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys.modules["tzdata"], "__path__", ["tzdata"])

    choose_newest({})
    assert searched() == (zones,)


def test_no_zone_data_at_all_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    remove_package(monkeypatch)
    zoneinfo.reset_tzpath(to=[str(tmp_path / "missing")])

    assert zone_data_version() == ("", UNKNOWN)


def test_the_installed_data_are_found_and_readable() -> None:
    choose_newest({})

    directory, version = zone_data_version()
    assert os.path.isdir(directory)
    assert version >= "2025b"
    zoneinfo.ZoneInfo.clear_cache()
    assert zone("America/New_York").key == "America/New_York"
