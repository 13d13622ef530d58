"""Every setting: how it may be typed, what is stored, what is shown, what is refused."""

from __future__ import annotations

import sqlite3

import pytest

from roma_cli.domain.errors import UsageError
from roma_cli.domain.records import CONFIGURATION_COLUMNS
from roma_cli.domain.settings import SETTINGS, find
from roma_cli.storage.migrations import registry

Scalar = int | str | None

# setting, typed, stored
UNDERSTOOD: list[tuple[str, str, Scalar]] = [
    ("timezone", "Europe/Berlin", "Europe/Berlin"),
    ("timezone", "america/new york", "America/New_York"),
    ("timezone", "utc", "UTC"),
    ("daily_reset_time", "midnight", "00:00"),
    ("daily_reset_time", " 7 ", "07:00"),
    ("daily_reset_time", "4:30", "04:30"),
    ("daily_reset_time", "Hour(23)", "23:00"),
    ('daily_reset_time', 'Custom("4:30")', "04:30"),
    ("daily_goal", "0", 0),
    ("daily_goal", "1000", 1000),
    ("work_duration", "1500", 1500),
    ("work_duration", "25m", 1500),
    ("work_duration", "1h30m", 5400),
    ("work_duration", "1s", 1),
    ("work_duration", "24h", 86400),
    ("short_break_duration", "5 minutes", 300),
    ("long_break_duration", "900", 900),
    ("long_break_interval", "1", 1),
    ("long_break_interval", "100", 100),
    ("auto_start_work", "true", 1),
    ("auto_start_work", "No", 0),
    ("auto_start_break", " ON ", 1),
    ("sound_enabled", "off", 0),
    ("notification_enabled", "1", 1),
    ("webhook_allow_private", "yes", 1),
    ("theme", "Mono", "mono"),
    ("notification_channels", "desktop", "desktop"),
    ("notification_channels", "Terminal, desktop,terminal", "terminal,desktop"),
    ("notify_command", "  notify-send 'a b' ", "notify-send 'a b'"),
    ("webhook_url", "https://example.org/hook", "https://example.org/hook"),
    ("webhook_secret_file", "~/.secret", "~/.secret"),
    ("all_day_reminder_time", "9", "09:00"),
    ("all_day_reminder_time", "08:15", "08:15"),
    ("quiet_hours", "22:00-07:00", "22:00-07:00"),
    ("quiet_hours", "22 - 7", "22:00-07:00"),
    ("quiet_hours", "midnight-6:30", "00:00-06:30"),
    ("days_off", "sat,sun", "sat,sun"),
    ("days_off", " Sunday, sat ,SUN", "sat,sun"),
    ("days_off", "thursday,tuesday,wednesday", "tue,wed,thu"),
    ("days_off", "mon,tue,wed,thu,fri,sat,sun", "mon,tue,wed,thu,fri,sat,sun"),
    ("event_retention_days", "1", 1),
    ("event_retention_days", "36500", 36500),
    ("device_id", "laptop", "laptop"),
    ("device_id", "x" * 255, "x" * 255),
]  # fmt: skip

REFUSED = [
    ("timezone", "Berlin"),
    ("timezone", ""),
    ("timezone", "localtime"),
    ("timezone", "../../etc/passwd"),
    ("timezone", "posix/Europe/Berlin"),
    ("daily_reset_time", "24:00"),
    ("daily_reset_time", "7pm"),
    ("daily_reset_time", ""),
    ("daily_goal", "-1"),
    ("daily_goal", "1001"),
    ("daily_goal", "8.0"),
    ("daily_goal", "\u0668"),
    ("daily_goal", "9" * 400),
    ("work_duration", "0"),
    ("work_duration", "25h"),
    ("work_duration", "-5m"),
    ("work_duration", "86401"),
    ("work_duration", "soon"),
    ("short_break_duration", ""),
    ("long_break_duration", "1.5h"),
    ("long_break_interval", "0"),
    ("long_break_interval", "101"),
    ("auto_start_work", "maybe"),
    ("auto_start_break", ""),
    ("sound_enabled", "2"),
    ("notification_enabled", "tru"),
    ("webhook_allow_private", "none"),
    ("theme", "blue"),
    ("notification_channels", ""),
    ("notification_channels", "desktop,"),
    ("notification_channels", "desktop,pigeon"),
    ("notify_command", "  "),
    ("notify_command", "x" * 1001),
    ("webhook_url", "x" * 2001),
    ("webhook_secret_file", "a\x00b"),
    ("all_day_reminder_time", "25:00"),
    ("quiet_hours", "22:00"),
    ("quiet_hours", "22:00-22:00"),
    ("quiet_hours", "22-07-08"),
    ("quiet_hours", "-07:00"),
    ("days_off", ""),
    ("days_off", "sat,"),
    ("days_off", "sat sun"),
    ("days_off", "weekend"),
    ("days_off", "2026-03-07"),
    ("event_retention_days", "0"),
    ("event_retention_days", "forever"),
    ("device_id", "x" * 256),
    ("device_id", ""),
]


@pytest.mark.parametrize(("name", "typed", "stored"), UNDERSTOOD)
def test_a_setting_is_understood_as_people_type_it(name: str, typed: str, stored: Scalar) -> None:
    assert SETTINGS[name].read(typed) == stored


@pytest.mark.parametrize(("name", "typed", "stored"), UNDERSTOOD)
def test_what_is_shown_can_be_typed_back(name: str, typed: str, stored: Scalar) -> None:
    setting = SETTINGS[name]
    assert setting.read(setting.show(setting.read(typed))) == stored


@pytest.mark.parametrize(("name", "typed"), REFUSED)
def test_any_other_value_is_refused_with_the_settings_name_or_an_example(
    name: str, typed: str
) -> None:
    with pytest.raises(UsageError) as caught:
        SETTINGS[name].read(typed)
    said = caught.value.message + caught.value.hint
    shown = {"timezone": "time zone", "daily_reset_time": "reset time"}
    assert name in said or shown.get(name, name.replace("_", " ")) in said
    assert "\n" not in said


def test_every_setting_has_a_row_in_both_tables() -> None:
    assert {row[0] for row in UNDERSTOOD} == set(SETTINGS)
    assert {row[0] for row in REFUSED} == set(SETTINGS)


def test_a_setting_starts_as_the_file_starts_it() -> None:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    registry.bring_up_to_date(connection)
    connection.execute("INSERT INTO users VALUES (1, 'me', 0)")
    connection.execute(
        "INSERT INTO user_configurations (id, user_id, created_at, updated_at)"
        " VALUES ('c', 1, 0, 0)"
    )
    columns = ", ".join(SETTINGS)
    [row] = connection.execute(f"SELECT {columns} FROM user_configurations")  # noqa: S608 - ours
    connection.close()
    assert dict(zip(SETTINGS, row, strict=True)) == {
        name: setting.default for name, setting in SETTINGS.items()
    }


def test_a_default_that_is_a_value_can_be_typed() -> None:
    for setting in SETTINGS.values():
        if setting.default is not None:
            assert setting.read(setting.show(setting.default)) == setting.default


def test_what_is_not_set_shows_as_nothing() -> None:
    empty = {name for name, one in SETTINGS.items() if one.default is None}
    assert empty == {
        "notify_command", "webhook_url", "webhook_secret_file", "quiet_hours",
        "days_off", "event_retention_days", "device_id",
    }  # fmt: skip
    assert {SETTINGS[name].show(None) for name in empty} == {""}


def test_every_setting_is_a_column_and_no_other_column_can_be_set() -> None:
    kept_by_roma = {
        "id", "user_id", "created_at", "updated_at", "last_daily_reset", "today_session_count",
        "manual_session_override", "setup_state",
    }  # fmt: skip
    assert set(SETTINGS) == set(CONFIGURATION_COLUMNS) - kept_by_roma


@pytest.mark.parametrize("typed", ["daily_reset_time", "Daily-Reset-Time", " DAILY_RESET_TIME "])
def test_a_setting_is_named_in_any_case_with_dashes_or_underscores(typed: str) -> None:
    assert find(typed).name == "daily_reset_time"


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ("time_zone", "roma config get timezone"),
        ("daily_reset", "roma config get daily_reset_time"),
        ("colour", "roma config show"),
        ("", "roma config show"),
        ("today_session_count", "roma config show"),
    ],
)
def test_a_setting_that_does_not_exist_is_answered_with_the_nearest(typed: str, hint: str) -> None:
    with pytest.raises(UsageError, match=r"^there is no setting") as caught:
        find(typed)
    assert caught.value.hint == hint
