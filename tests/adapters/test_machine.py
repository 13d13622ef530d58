"""What the machine is asked about itself, and what is made of its answers."""

from __future__ import annotations

import os
import pwd
import sys
from typing import TYPE_CHECKING

import platformdirs
import pytest

from roma_cli.adapters.machine import config_directory, data_directory, device_id, machine_zone
from roma_cli.domain.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

linux_only = pytest.mark.skipif(sys.platform != "linux", reason="XDG directories")


class Machine:
    """Stand-ins for /etc/localtime and /etc/timezone."""

    def __init__(self, directory: Path) -> None:
        self.localtime = directory / "localtime"
        self.timezone_file = directory / "timezone"

    def zone(self, **environ: str) -> str | None:
        return machine_zone(
            environ, localtime=str(self.localtime), timezone_file=str(self.timezone_file)
        )


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


@pytest.mark.parametrize(
    ("variable", "expected"),
    [
        ("Europe/Paris", "Europe/Paris"),
        (":Europe/Paris", "Europe/Paris"),
        ("UTC", "UTC"),
        ("Etc/UTC", "Etc/UTC"),
        ("EST5EDT", "EST5EDT"),
        ("/usr/share/zoneinfo/Europe/Paris", "Europe/Paris"),
        (":/usr/share/zoneinfo/posix/Europe/Paris", "Europe/Paris"),
    ],
)
def test_the_variable_tz_comes_first(machine: Machine, variable: str, expected: str) -> None:
    machine.localtime.symlink_to("/usr/share/zoneinfo/Asia/Tokyo")
    machine.timezone_file.write_text("Asia/Seoul\n")

    assert machine.zone(TZ=variable) == expected


@pytest.mark.parametrize(
    "variable",
    ["", ":", "EST5EDT4,M3.2.0,M11.1.0", "<+03>-3", "UTC0", "Mars/Olympus", "tokyo", "../UTC",
     "/etc/localtime", "localtime", "\udcff", "x" * 10_000],
)  # fmt: skip
def test_a_tz_that_names_no_zone_is_passed_over(machine: Machine, variable: str) -> None:
    machine.localtime.symlink_to("/usr/share/zoneinfo/Asia/Tokyo")

    assert machine.zone(TZ=variable) == "Asia/Tokyo"


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        pytest.param("/usr/share/zoneinfo/America/Argentina/Ushuaia", "America/Argentina/Ushuaia",
                     id="debian"),
        pytest.param("../usr/share/zoneinfo/Europe/Berlin", "Europe/Berlin", id="systemd-relative"),
        pytest.param("/var/db/timezone/zoneinfo/Europe/Rome", "Europe/Rome", id="macos"),
        pytest.param("/usr/share/zoneinfo/Etc/UTC", "Etc/UTC", id="container"),
        pytest.param("/usr/share/zoneinfo/right/Europe/Oslo", "Europe/Oslo", id="leap-seconds"),
        pytest.param("/nix/store/0-zoneinfo/share/zoneinfo/Asia/Dubai", "Asia/Dubai", id="nixos"),
    ],
)  # fmt: skip
def test_then_the_link_localtime(machine: Machine, target: str, expected: str) -> None:
    machine.localtime.symlink_to(target)
    machine.timezone_file.write_text("Asia/Seoul\n")

    assert machine.zone() == expected


def test_a_link_to_a_link_is_followed_only_to_the_zone_that_was_chosen(
    machine: Machine, tmp_path: Path
) -> None:
    static = tmp_path / "static"
    static.mkdir()
    zones = tmp_path / "zoneinfo" / "Europe"
    zones.mkdir(parents=True)
    (zones / "Kyiv").write_bytes(b"")
    (zones / "Kiev").symlink_to("Kyiv")
    (static / "localtime").symlink_to("../zoneinfo/Europe/Kiev")
    machine.localtime.symlink_to("static/localtime")

    assert machine.zone() == "Europe/Kiev"


def test_links_in_a_circle_end(machine: Machine, tmp_path: Path) -> None:
    machine.localtime.symlink_to(tmp_path / "other")
    (tmp_path / "other").symlink_to(machine.localtime)
    machine.timezone_file.write_text("Asia/Seoul\n")

    assert machine.zone() == "Asia/Seoul"


def test_a_copied_localtime_tells_no_name(machine: Machine) -> None:
    machine.localtime.write_bytes(b"TZif2")
    assert machine.zone() is None

    machine.timezone_file.write_text("Asia/Seoul\n")
    assert machine.zone() == "Asia/Seoul"


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"Asia/Seoul", id="no-newline"),
        pytest.param(b"Asia/Seoul\n", id="newline"),
        pytest.param(b"\n# written by the installer\n  Asia/Seoul  # here\n", id="comments"),
        pytest.param(b"\xff\xfe\nAsia/Seoul\n", id="undecodable-line"),
    ],
)
def test_then_the_file_timezone(machine: Machine, content: bytes) -> None:
    machine.timezone_file.write_bytes(content)

    assert machine.zone() == "Asia/Seoul"


def test_none_where_no_zone_can_be_told(machine: Machine, tmp_path: Path) -> None:
    assert machine.zone() is None
    machine.localtime.symlink_to("/usr/share/zoneinfo/Mars/Olympus")
    machine.timezone_file.write_text("n/a\n")
    assert machine.zone() is None
    machine.timezone_file.unlink()
    (tmp_path / "timezone").mkdir()
    assert machine.zone() is None


def test_the_device_is_the_host_by_name() -> None:
    assert device_id() == os.uname().nodename


def test_a_host_without_a_name_is_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "uname", lambda: os.uname_result(("Linux", "", "6", "1", "x")))
    assert device_id() == "unknown"
    monkeypatch.delattr(os, "uname")
    assert device_id() == "unknown"


@linux_only
@pytest.mark.parametrize(
    ("data", "config"),
    [
        (None, None),
        ("/srv/data", "/srv/config"),
        ("/srv/data/", "/srv/config/"),
        ("", ""),
    ],
)
def test_on_linux_the_directories_are_those_of_platformdirs(
    monkeypatch: pytest.MonkeyPatch, data: str | None, config: str | None
) -> None:
    monkeypatch.setenv("HOME", "/home/ada")
    for variable, value in (("XDG_DATA_HOME", data), ("XDG_CONFIG_HOME", config)):
        if value is None:
            monkeypatch.delenv(variable, raising=False)
        else:
            monkeypatch.setenv(variable, value)

    assert data_directory(os.environ) == platformdirs.user_data_dir("roma", appauthor=False)
    assert config_directory(os.environ) == platformdirs.user_config_dir("roma", appauthor=False)


@linux_only
def test_the_directories_lie_below_home() -> None:
    environ = {"HOME": "/home/ada"}

    assert data_directory(environ) == "/home/ada/.local/share/roma"
    assert config_directory(environ) == "/home/ada/.config/roma"


@linux_only
def test_a_relative_xdg_directory_is_ignored_as_its_specification_demands() -> None:
    environ = {"HOME": "/home/ada", "XDG_DATA_HOME": "data", "XDG_CONFIG_HOME": "./config"}

    assert data_directory(environ) == "/home/ada/.local/share/roma"
    assert config_directory(environ) == "/home/ada/.config/roma"


@linux_only
@pytest.mark.parametrize("environ", [{}, {"HOME": ""}])
def test_without_home_the_user_database_names_the_same_directory(environ: dict[str, str]) -> None:
    """Cron and services may run without HOME, and must find the file of the user's shell."""
    home = pwd.getpwuid(os.getuid()).pw_dir

    assert data_directory(environ) == data_directory({"HOME": home})
    assert data_directory(environ) == os.path.join(home, ".local/share/roma")


@linux_only
@pytest.mark.parametrize("home", ["ada", "./ada", "~", " "])
def test_a_relative_home_is_refused(home: str) -> None:
    for directory in (data_directory, config_directory):
        with pytest.raises(UsageError, match="not absolute") as raised:
            directory({"HOME": home})
        assert "ROMA_DB" in raised.value.hint


@linux_only
def test_no_home_anywhere_is_said_with_the_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody(_uid: int) -> pwd.struct_passwd:
        raise KeyError("uid not found")

    monkeypatch.setattr(pwd, "getpwuid", nobody)

    with pytest.raises(UsageError, match="HOME is not set") as raised:
        data_directory({})
    assert "ROMA_DB" in raised.value.hint
    # An absolute XDG directory needs no home.
    assert data_directory({"XDG_DATA_HOME": "/srv/data"}) == "/srv/data/roma"


def test_elsewhere_platformdirs_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(platformdirs, "user_data_dir", lambda name, **_: f"{name}-data")
    monkeypatch.setattr(platformdirs, "user_config_dir", lambda name, **_: f"{name}-config")

    assert data_directory({}) == "roma-data"
    assert config_directory({}) == "roma-config"
