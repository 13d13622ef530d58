"""Time zone names, and suggestions for a wrong one; slow, because it walks the zone data."""

from __future__ import annotations

import difflib
import functools
import zoneinfo

from roma_cli.domain.errors import BadValue

# Files in the zone data that are not places: the machine's own zone, and "not set up yet".
# zoneinfo itself leaves out posixrules, posix/ and right/ (the same zones again, the latter
# with leap seconds, which stored epoch seconds do not count).
_NOT_ZONES = frozenset({"localtime", "Factory"})

_NAMING = "time zones are named Continent/City"
_MOST_SUGGESTIONS = 3
_LIKENESS = 0.75


def known_zones() -> tuple[str, ...]:
    """Return every IANA key that this machine has data for, in alphabetical order."""
    return _zones_on(tuple(zoneinfo.TZPATH))


@functools.cache
def _zones_on(_path: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(zoneinfo.available_timezones() - _NOT_ZONES))


def find_zone(text: str) -> str | None:
    """Return the key a text names, read as by `match_zone`, or None."""
    wanted = _plain(text)
    return next((key for key in known_zones() if _plain(key) == wanted), None)


def match_zone(text: str) -> str:
    """Return the key a text names, as IANA spells it: any case, spaces for underscores.

    Raises BadValue with the nearest keys for any other text. A city alone is not accepted, only
    suggested.
    """
    key = find_zone(text)
    if key is not None:
        return key
    nearest = suggestions(text)
    help_ = f"did you mean {' or '.join(nearest)}?" if nearest else _NAMING
    raise BadValue(f"no time zone {text[:60]!r}; {help_}", text=text, readings=nearest)


def suggestions(text: str) -> list[str]:
    """Return up to three keys that a text may mean, the most likely first."""
    wanted = _plain(text)
    # Etc/GMT+2 is two hours *behind* Greenwich (POSIX signs), which is not what people mean by
    # GMT+2; nor is GMT+0.
    guesses = [key for key in known_zones() if "GMT" not in key]
    cities: dict[str, list[str]] = {}
    for key in guesses:
        cities.setdefault(_city(_plain(key)), []).append(key)
    found = list(cities.get(_city(wanted), ()))
    by_name = {_plain(key): key for key in guesses}
    found += [
        by_name[name]
        for name in difflib.get_close_matches(wanted, by_name, _MOST_SUGGESTIONS, _LIKENESS)
    ]
    for city in difflib.get_close_matches(_city(wanted), cities, _MOST_SUGGESTIONS, _LIKENESS):
        found += cities[city]
    return list(dict.fromkeys(found))[:_MOST_SUGGESTIONS]


def _plain(text: str) -> str:
    return text.strip().replace(" ", "_").lower()


def _city(key: str) -> str:
    return key.rpartition("/")[2]
