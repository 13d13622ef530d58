"""What a new user starts with."""

from __future__ import annotations

import pytest

from roma_cli.domain.changes import NewKey
from roma_cli.domain.day import iso_local, parse_instant
from roma_cli.domain.errors import UsageError
from roma_cli.domain.records import FIRST_USER
from roma_cli.domain.users import clean_name, new_user


@pytest.mark.parametrize(
    ("zone", "now", "boundary"),
    [
        pytest.param("UTC", "2024-05-01T12:00:00Z", "2024-05-02T00:00:00+00:00", id="utc"),
        pytest.param("UTC", "2024-05-01T00:00:00Z", "2024-05-02T00:00:00+00:00", id="on-midnight"),
        pytest.param(
            "Pacific/Kiritimati", "2024-05-01T12:00:00Z", "2024-05-03T00:00:00+14:00",
            id="already-tomorrow",
        ),
        pytest.param(
            "Africa/Cairo", "2024-04-25T12:00:00Z", "2024-04-26T01:00:00+03:00",
            id="the-first-midnight-is-skipped",
        ),
    ],
)  # fmt: skip
def test_a_new_user_has_settings_and_a_daily_reset_at_the_next_midnight_of_their_zone(
    zone: str, now: str, boundary: str
) -> None:
    moment = parse_instant(now)
    user, configuration, schedule = new_user(" Ada ", zone, now=moment)
    assert user.change.after == {"name": "Ada", "created_at": moment}
    assert configuration.change.after == {
        "user_id": NewKey(0),
        "timezone": zone,
        "created_at": moment,
        "updated_at": moment,
    }
    row = dict(schedule.change.after or {})
    following = row.pop("next_execution_at")
    assert isinstance(following, int)
    assert iso_local(zone, following) == boundary
    assert row == {
        "user_id": NewKey(0),
        "task_type": "daily_reset",
        "cron_expression": "0 0 * * *",
        "timezone": zone,
        "created_at": moment,
        "updated_at": moment,
    }
    assert [one.change.table for one in (user, configuration, schedule)] == [
        "users", "user_configurations", "scheduled_tasks",
    ]  # fmt: skip


def test_the_first_user_has_a_name_that_can_be_stored() -> None:
    assert clean_name(FIRST_USER) == FIRST_USER == "me"


@pytest.mark.parametrize("name", ["x", "Ada Lovelace", "\u5c71\u7530", "n" * 50, " " + "n" * 50])
def test_a_user_name_has_1_to_50_characters(name: str) -> None:
    assert clean_name(name) == name.strip()


@pytest.mark.parametrize("name", ["", "  ", "n" * 51, "a\x00b", "\ud800"])
def test_any_other_user_name_is_refused_and_makes_no_entries(name: str) -> None:
    with pytest.raises(UsageError, match=r"^the user name "):
        new_user(name, "UTC", now=0)
