"""Repeat, day and time at the ends of a sentence, each at most once."""

from __future__ import annotations

import re
from collections import namedtuple

from roma_cli.domain.dates.parse import parse_due
from roma_cli.domain.errors import Ambiguous, BadValue, UsageError
from roma_cli.domain.language.quick_add.dates import (
    GUARDS,
    Found,
    Scene,
    longest_date,
    read_date,
    refuse_bare_time,
    words_at_end,
)
from roma_cli.domain.language.quick_add.tokens import these
from roma_cli.domain.repeats.parse import in_words, parse_repeat
from roma_cli.domain.vocabulary import WEEKDAY

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from roma_cli.domain.day import DayRule
    from roma_cli.domain.language.quick_add.tokens import Sentence
    from roma_cli.domain.repeats.recurrence import Repeat

_EVERY = ("every", "each")
_ADVERBS = these(
    "daily weekly monthly yearly annually fortnightly quarterly weekdays weekends biweekly "
    "bi-weekly bimonthly bi-monthly biannually biyearly"
)
_PLURAL = re.compile(r"(?:mon|tues|wednes|thurs|fri|satur|sun)days,?")
_SURELY = re.compile(
    rf"(?:every|each) (?:\d+(?:st|nd|rd|th)|other|second|third|fourth) (?:{WEEKDAY}|weekdays?)",
    re.ASCII,
)
"""Texts that can only be a repeat: refused if roma does not support them."""
_DAY_WORD = re.compile(r"today|tomorrow|monday|tuesday|wednesday|thursday|friday|saturday|sunday")
_SEPARATORS = {"-", "\u2013", "\u2014", ":", ",", ";"}
"""Characters between a title and its date that belong to neither."""
_MOST_PARTS = 4
"""A repeat, a day, a time, and one more, so that one too many is noticed."""
_ENDING = ",.;!"


class Repeating(namedtuple("Repeating", "places repeat typed date")):
    """A repeat: its places, its value, its text as typed, and the date after it."""

    __slots__ = ()
    places: tuple[int, ...]
    repeat: Repeat
    typed: str
    date: Found | None


def take_ends(sentence: Sentence, rule: DayRule, now: int) -> None:
    """Take the repeat and the date off the ends of a sentence.

    If a mark gives the due date, no other date is looked for. Raises UsageError for a text that
    could mean two things.
    """
    scene = Scene(sentence, rule, now)
    marked = [places for places, taken in sentence.taken if taken.what == "due"]
    dates: list[Found] = []
    repeats: list[Repeating] = []
    for from_end in (True, False):
        for _ in range(_MOST_PARTS):
            found = _part_at(scene, from_end=from_end, dated=bool(dates), marked=bool(marked))
            if found is None:
                break
            found = found._replace(places=_with_separator(scene, found.places, from_end=from_end))
            sentence.drop(found.places)
            date = found.date if isinstance(found, Repeating) else found
            if isinstance(found, Repeating):
                repeats.append(found)
            if date is not None:
                dates.append(date)
                sentence.drop(date.places)
    if len(repeats) > 1:
        sentence.choose("repeat", repeats[1].places, repeats[0].places)
    if marked and dates:
        sentence.choose("due date", marked[0], dates[0].places)
    for one in repeats:
        sentence.take("repeat", one.places, in_words(one.repeat))
    if dates:
        _take_date(scene, dates)


def _part_at(
    scene: Scene, *, from_end: bool, dated: bool, marked: bool
) -> Repeating | Found | None:
    """Return the repeat or the date at one end, None if there is none."""
    run = words_at_end(scene.sentence, from_end=from_end)
    if not run:
        return None
    found = last_repeat(scene, run) if from_end else first_repeat(scene, run)
    if found is not None or marked:
        return found
    date = longest_date(scene, run, from_end=from_end)
    is_last = date is None and from_end and not dated and len(run) > 1
    if is_last and _word(scene, run[-2]) in {"at", "@"}:
        # A number without `at` belongs to the title.
        refuse_bare_time(scene, run[-2:])
    return date


def _take_date(scene: Scene, dates: list[Found]) -> None:
    """Take the date; a day and a time at different places are one date."""
    sentence = scene.sentence
    first, *others = dates
    if not others:
        if first.is_time:
            _refuse_stray_day(sentence, first)
        sentence.take("due", first.places, first.text)
        return
    second = others[0]
    day, time = (first, second) if second.is_time else (second, first)
    if len(dates) > 2 or not (day.is_day and time.is_time):  # noqa: PLR2004 - a day and a time
        sentence.choose("due date", second.places, first.places)
    places = sorted({*day.places, *time.places})
    text = f"{day.text} {time.text}"
    try:
        parse_due(text, scene.rule, scene.now)
    except Ambiguous as problem:
        sentence.refuse(places, problem.readings)
    sentence.take("due", places, text)


def _refuse_stray_day(sentence: Sentence, time: Found) -> None:
    """Refuse a time at the end if the title contains a day: `Sunday roast at 18:00`."""
    for at in sentence.left:
        word = sentence.words[at]
        if word.fixed or not _DAY_WORD.fullmatch(word.typed.lower().rstrip(_ENDING)):
            continue
        sentence.refuse_apart(at, time.places, f"{word.typed.rstrip(_ENDING)} {time.text}")


def _with_separator(scene: Scene, places: Sequence[int], *, from_end: bool) -> tuple[int, ...]:
    """Return the places with a lone dash or comma between them and the title."""
    sentence = scene.sentence
    beside = min(places) - 1 if from_end else max(places) + 1
    if beside in sentence.left and sentence.words[beside].typed in _SEPARATORS:
        return tuple(sorted((*places, beside)))
    return tuple(places)


# --- repeats ----------------------------------------------------------------------------


def last_repeat(scene: Scene, run: Sequence[int]) -> Repeating | None:
    """Return the repeat that a run ends with, and the date after it."""
    for start, at in enumerate(run):
        word = _word(scene, at)
        leads = word == "on" and start + 1 < len(run)
        second = _word(scene, run[start + 1]) if leads else ""
        starts = word in {*_EVERY, *_ADVERBS} or (
            leads and (_PLURAL.fullmatch(second) or second in {"weekdays", "weekends"})
        )
        if not starts or not _is_free(scene, at):
            continue
        found = _entire(scene, run[start:])
        if found is not None:
            return found
    return None


def first_repeat(scene: Scene, run: Sequence[int]) -> Repeating | None:
    """Return the repeat that a run begins with, and the time or marked date after it."""
    pointed = scene.sentence.words[run[0]].typed[-1] in ":,"
    word = _word(scene, run[0])
    if not (word in _EVERY or (pointed and word in _ADVERBS)):
        return None
    for end in range(len(run), 0, -1):
        places = run[:end]
        text = _text(scene, places)
        try:
            repeat = parse_repeat(text)
        except UsageError as problem:
            if _SURELY.fullmatch(text):
                raise _refused(scene, places, problem) from None
            continue
        if repeat is None:
            continue
        for stop in range(len(run), end, -1):
            date = read_date(scene, run[end:stop], opens=True, repeats=True)
            if date is not None:
                return Repeating(tuple(places), repeat, text, date)
        return Repeating(tuple(places), repeat, text, None)
    return None


def _entire(scene: Scene, places: Sequence[int]) -> Repeating | None:
    """Return the repeat, with a date after it, that all these words form.

    Raises UsageError for words that begin with `every` but are not a repeat.
    """
    refused: UsageError | None = None
    for end in range(len(places), 0, -1):
        text = _text(scene, places[:end])
        try:
            repeat = parse_repeat(text)
        except UsageError as problem:
            refused = refused or problem
            continue
        if repeat is None:
            continue
        rest = places[end:]
        if not rest:
            return Repeating(tuple(places), repeat, text, None)
        refuse_bare_time(scene, rest)
        date = read_date(scene, rest, repeats=True)
        if date is not None and not _is_elsewhere(repeat, date):
            return Repeating(tuple(places[:end]), repeat, text, date)
    word = _word(scene, places[0])
    is_every = word in _EVERY and len(places) > 1
    if refused is None or not (is_every or word.startswith("bi")):
        return None
    raise _refused(scene, places, refused)


def _refused(scene: Scene, places: Sequence[int], problem: UsageError) -> UsageError:
    """Return the problem with a hint: the sentence with a repeat that can be used."""
    readings = problem.readings if isinstance(problem, BadValue) else []
    command = scene.sentence.instead(places, [*readings, "every week"][0])
    return UsageError(problem.message, command)


def _is_elsewhere(repeat: Repeat, date: Found) -> bool:
    """Tell whether a weekday after months belongs to the repeat: `every month on monday`."""
    return repeat.unit in {"monthly", "yearly"} and re.fullmatch(WEEKDAY, date.text) is not None


def _text(scene: Scene, places: Sequence[int]) -> str:
    text = scene.sentence.typed(places).lower().rstrip(_ENDING + ":")
    if text.startswith("on "):
        rest = text.removeprefix("on ")
        return rest if rest in {"weekdays", "weekends"} else f"every {rest}"
    return text


def _word(scene: Scene, at: int) -> str:
    return scene.sentence.words[at].typed.lower().rstrip(_ENDING + ":")


def _is_free(scene: Scene, at: int) -> bool:
    before = scene.sentence.before(at)
    return not before or _word(scene, before[-1]) not in {*GUARDS, "a", "an"}
