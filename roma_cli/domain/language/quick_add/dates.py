"""Dates and repeats without a mark, at the end or the beginning of a sentence only.

A run of words is taken if all of it is a date, the longest run first; it ends at a mark or a
quotation. Words that may as well belong to the title stay there: the rules are stricter at the
beginning, where a weekday often describes a thing (`Sunday roast`). Words that could mean two
things are refused, naming both.
"""

from __future__ import annotations

import re
from collections import namedtuple

from roma_cli.domain import day as days
from roma_cli.domain.dates.clock_times import CLOCK
from roma_cli.domain.dates.parse import parse_due
from roma_cli.domain.due import due_day
from roma_cli.domain.errors import Ambiguous, UsageError
from roma_cli.domain.language.quick_add.marks import in_digits
from roma_cli.domain.language.quick_add.tokens import as_title, these
from roma_cli.domain.vocabulary import (
    MONTH,
    NUMBERS,
    ORDINALS,
    UNITS,
    WEEKDAY,
    ordinal,
    unit_pattern,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from roma_cli.domain.day import DayRule
    from roma_cli.domain.due import Due
    from roma_cli.domain.language.quick_add.tokens import Sentence

LONGEST_RUN = 14
"""Words of a repeat and a date together."""

_WORD = re.compile(
    rf"(?:{WEEKDAY}|{MONTH}|(?:mon|tues|wednes|thurs|fri|satur|sun)days"
    rf"|(?:{WEEKDAY})-(?:{WEEKDAY})"
    rf"|today|tomorrow|weekdays?|weekends?|fortnights?|quarters?|{'|'.join(UNITS)}"
    r"|after|next|this|last|end|the|of|in|on|at|@|by|due|and|&|an?|from|starting|beginning"
    r"|eod|eow|eom|eoy|noon|midnight|[ap]\.?m|utc|gmt|z|every|each|other"
    r"|daily|weekly|monthly|yearly|annually|fortnightly|quarterly"
    r"|biweekly|bi-weekly|bimonthly|bi-monthly|biannually|biyearly"
    rf"|{'|'.join((*NUMBERS, *ORDINALS))}|tonight|morning|afternoon|evening|night"
    r"|[+]?\d[\w:./+-]{0,30})[.,;!:]*",
    re.ASCII,
)
"""The words of a run; any other word ends it."""

_ENDING = ".,;!"
_LEAD = re.compile(r"(?P<lead>(?:due )?(?:(?:by|at) the (?=end )|by |on |at |@ ?)?)(?P<text>.+)")
# Its named groups may stand only once in a pattern.
_CLOCK = re.sub(r"\?P<\w+>", "?:", CLOCK)
_TIME = re.compile(_CLOCK, re.ASCII)
_HAS_TIME = re.compile(rf"(?<![\w.,:/-]){_CLOCK}(?![\w:/-])", re.ASCII)
_NAMED_DAY = r"today|tomorrow|(?:the )?day after tomorrow"
_UNITS = unit_pattern("minute", "hour", "day", "week", "month", "year")
_CALENDAR = (
    rf"(?:\d{{4}}-\d\d?-\d\d?|\d{{1,2}}(?:st|nd|rd|th)? ?(?:of )?{MONTH}\.?(?:,? \d{{4}})?"
    rf"|{MONTH}\.? (?:the )?\d{{1,2}}(?:st|nd|rd|th)?(?:,? \d{{4}})?"
    r"|\d{1,2}([./-])\d{1,2}\1\d{4}|\d{1,2}/\d{1,2}/\d\d)"
)
_SURELY = re.compile(
    rf"(?:{WEEKDAY},? )?{_CALENDAR}(?:,? (?:at )?{_CLOCK})?"
    rf"|(?:in |\+)\d+ ?{_UNITS}"
    rf"|(?:{_NAMED_DAY}|{WEEKDAY}) (?:at )?{_CLOCK}",
    re.ASCII,
)
"""Texts that can only be a date: refused if that date does not exist."""

_NEVER = re.compile(
    r"now|(?:the )?day before yesterday|yesterday.*|last .*|-.*|.* ago"
    r"|\d+|24/7|\d{1,2}\.\d{1,2}(?:[.-]\d{1,3})?|\d{1,2}-\d{1,2}-\d\d"
    r"|(?:the )?\d{1,2}(?:st|nd|rd|th)",
    re.ASCII,
)
"""Numbers and words that more likely belong to the title, and past days."""

_ORDINAL = re.compile(r"(?:the )?\d{1,2}(?:st|nd|rd|th)", re.ASCII)
_FRACTION = re.compile(r"(\d{1,2})/(\d{1,2})", re.ASCII)
_BARE_HOUR = re.compile(r"(?P<day>.+?),? (?:at |@ ?)?(?P<number>\d{1,2})", re.ASCII)
_VAGUE = re.compile(
    rf"(?P<day>{_NAMED_DAY}|this|next|{WEEKDAY}) (?P<part>morning|afternoon|evening|night|weekend)"
    r"|tonight"
)
_PARTS = {"morning": "09:00", "afternoon": "15:00", "evening": "19:00", "night": "21:00"}
_STARTS = ("starting ", "beginning ", "from ")
"""Words between a repeat and its first date."""
_AFTER_THE_DAY = ("to", "and", "or", "until", "till", "of", "&", "/")
"""Words that keep a date before them, at the beginning, in the title."""
_DASHES = ("-", "\u2013", "\u2014")
_AFTER_ON = re.compile(rf"(?:(?:this|next) )?(?:{WEEKDAY})|the \d|\d|{MONTH} ", re.ASCII)
_OPENS = re.compile(
    rf"(?:{_NAMED_DAY})|in (?:\d|an? ).*|[+]\d.*|\d{{4}}[-/]\d.*"
    rf"|\d{{1,2}}(?:st|nd|rd|th)? ?(?:of )?{MONTH}\b.*|\d{{1,2}}[/.-]\d{{1,2}}.*"
    rf"|{MONTH}\.? (?:the )?\d{{1,2}}(?:(?:st|nd|rd|th)\b.*|,? \d{{4}}.*)",
    re.ASCII,
)
"""Days at the beginning of a sentence that are read as its date."""

GUARDS = these(
    "of for from until till til to since before after about and or than the per each every "
    "between versus vs vs. like with is was it's its my your our his her their not no some any "
    "more much almost nearly & / + black good easter ash palm whit cyber fat shrove maundy holy "
    "freaky casual bloody twice thrice times last past first second third on at remind reminder"
)
"""Words that keep a date after them in the title: `slides for friday`, `Good Friday`."""


class Scene(namedtuple("Scene", "sentence rule now")):
    """A sentence, the rule of the user's days, and the time in epoch seconds."""

    __slots__ = ()
    sentence: Sentence
    rule: DayRule
    now: int


class Found(namedtuple("Found", "places text due")):
    """A date: its places, its text as `--due` accepts it, and the due date it gives."""

    __slots__ = ()
    places: tuple[int, ...]
    text: str
    due: Due

    @property
    def is_time(self) -> bool:
        """Whether it is a time of day alone."""
        return _TIME.fullmatch(self.text) is not None

    @property
    def is_day(self) -> bool:
        """Whether it is a day without a time."""
        return self.due.day is not None


def words_at_end(sentence: Sentence, *, from_end: bool) -> list[int]:
    """Return the places of the words at one end that could form a date or repeat."""
    run: list[int] = []
    for at in reversed(sentence.left) if from_end else sentence.left:
        word = sentence.words[at]
        is_next = not run or abs(at - run[-1]) == 1
        is_free = not (word.fixed or word.value) and len(run) < LONGEST_RUN
        if not (is_next and is_free and _WORD.fullmatch(word.typed.lower())):
            break
        run.append(at)
    return sorted(run)


def longest_date(scene: Scene, run: Sequence[int], *, from_end: bool) -> Found | None:
    """Return the longest date at one end of a run. Raises UsageError for two readings."""
    for gone in range(len(run)):
        places = run[gone:] if from_end else run[: len(run) - gone]
        found = read_date(scene, places, opens=not from_end)
        if found is not None:
            return found
    return None


def read_date(
    scene: Scene, places: Sequence[int], *, opens: bool = False, repeats: bool = False
) -> Found | None:
    """Return the date that all these words form, None if they form none.

    `opens`: they begin the sentence; `repeats`: they follow a repeat. Raises UsageError for two
    readings, and for an obvious date that does not exist.
    """
    text = scene.sentence.typed(places).lower()
    pointed = opens and text[-1] in ":,"
    text = in_digits(text.rstrip(_ENDING + (":" if opens else "")))
    if repeats:
        for start in _STARTS:
            text = text.removeprefix(start)
    # Words that lead to a date, such as `due by`.
    match = _LEAD.fullmatch(text)
    lead, text = (match["lead"].strip(), match["text"]) if match else ("", text)
    if not text or not (repeats or _is_free(scene, places, text, opens=opens)):
        return None
    if opens and not (pointed or lead or _may_open(text)):
        return None
    if not _is_wanted(text, lead):
        return None
    _refuse_vague(scene, places, text)
    _refuse_bare_hour(scene, places, text, opens=opens)
    return _parsed(scene, places, text)


def _parsed(scene: Scene, places: Sequence[int], text: str) -> Found | None:
    try:
        due = parse_due(text, scene.rule, scene.now)
    except Ambiguous as problem:
        scene.sentence.refuse(places, problem.readings)
    except UsageError as problem:
        if _SURELY.fullmatch(text) is None:
            return None
        command = scene.sentence.instead(places, "tomorrow")
        raise UsageError(problem.message, command) from None
    if due_day(due, scene.rule) < days.today(scene.rule, scene.now):
        # A past day is not a due date.
        return None
    return Found(tuple(places), text, due)


def _is_free(scene: Scene, places: Sequence[int], text: str, *, opens: bool) -> bool:
    """Tell whether the word next to a date allows it not to be part of the title."""
    sentence = scene.sentence
    if opens:
        after = sentence.after(places[-1])
        return after is None or sentence.words[after].typed.lower() not in _AFTER_THE_DAY
    before = sentence.before(places[0])
    if not before:
        return True
    words = [sentence.words[at].typed.lower() for at in before]
    if words == ["remind", "me"]:
        raise UsageError(
            "a reminder is set for a time before the due date, such as 1 hour",
            sentence.instead(before, "remind 1 hour before"),
        )
    if words[-1] in {"a", "an"}:
        # "on a friday", but "plan A tomorrow".
        return not re.match(WEEKDAY, text)
    is_range = words[-1] in _DASHES and _WORD.fullmatch(words[0]) is not None
    return words[-1] not in GUARDS and not is_range


def _may_open(text: str) -> bool:
    """Tell whether a sentence may begin with this day or time, without a colon or comma."""
    day = _BARE_HOUR.fullmatch(text)
    return _OPENS.fullmatch(day["day"] if day else text) is not None or (
        any(letter.isdigit() for letter in text) and _HAS_TIME.search(text) is not None
    )


def _is_wanted(text: str, lead: str) -> bool:
    """Tell whether a text is more likely a date than part of a title."""
    word = lead.removeprefix("due").strip()
    needed = _needs(text)
    if needed is not None:
        return word in needed or (lead == "due" and "due" in needed)
    if word == "on":
        return _AFTER_ON.match(text) is not None and _TIME.fullmatch(text) is None
    if word in {"at", "@"}:
        return _TIME.match(text) is not None
    return _TIME.fullmatch(text) is None or _is_clock(text)


def _needs(text: str) -> tuple[str, ...] | None:
    """Return words of which one must be before a text for it to be a date, None if none must."""
    if text in {"noon", "midnight"}:
        return "at", "@", "by"
    if _ORDINAL.fullmatch(text):
        return "on", "by", "due"
    fraction = _FRACTION.fullmatch(text)
    months_days = sorted(map(int, fraction.groups())) if fraction else [1, 1]
    is_date = 1 <= months_days[0] <= 12 and months_days[1] <= 31  # noqa: PLR2004 - the calendar's
    return () if _NEVER.fullmatch(text) or not is_date else None


def _is_clock(text: str) -> bool:
    """Tell whether a text like a time is one: `60:40` is not."""
    hour, _, minutes = text.partition(":")
    return not minutes or (int(hour) < 24 and int(minutes[:2]) < 60)  # noqa: PLR2004 - the clock's


def _refuse_vague(scene: Scene, places: Sequence[int], text: str) -> None:
    """Refuse a text without an exact day or time: `tomorrow morning`, `tonight`, `this weekend`."""
    match = _VAGUE.fullmatch(text)
    if match is None:
        return
    day = match["day"]
    if match["part"] == "weekend":
        suggested = "sat" if day == "this" else "sat next week"
    elif day is None:
        suggested = "today 21:00"
    else:
        suggested = f"{'today' if day == 'this' else day} {_PARTS[match['part']]}"
    scene.sentence.refuse(places, [suggested, as_title(scene.sentence.typed(places))])


def _refuse_bare_hour(scene: Scene, places: Sequence[int], text: str, *, opens: bool) -> None:
    """Refuse a day with a number that could be an hour or something else: `friday 7`."""
    match = _BARE_HOUR.fullmatch(text)
    if match is None or not _is_wanted(match["day"], ""):
        return
    found = _parsed(scene, places, match["day"])
    if found is None or not found.is_day:
        return
    readings = _hours(match["day"] + " ", int(match["number"]))
    number = int(match["number"])
    if re.fullmatch(WEEKDAY, match["day"]) and 1 <= number <= 31:  # noqa: PLR2004 - days
        readings.append(f"on the {ordinal(number)}")
    if opens or len(readings) < 2:  # noqa: PLR2004 - two of them are a choice
        readings.append(f"{match['day']} {as_title(match['number'])}")
    scene.sentence.refuse(places, readings)


def refuse_bare_time(scene: Scene, places: Sequence[int]) -> None:
    """Refuse `at 5` at the end of a sentence, or a number after a repeat."""
    match = re.fullmatch(
        r"(?:at |@ ?)?(\d{1,2})", scene.sentence.typed(places).lower().rstrip(_ENDING), re.ASCII
    )
    readings = _hours("", int(match[1])) if match else []
    if readings:
        scene.sentence.refuse(places, [*readings, as_title(scene.sentence.typed(places))])


def _hours(before: str, number: int) -> list[str]:
    """Return the times that a bare number may mean."""
    if not 1 <= number <= 23:  # noqa: PLR2004 - the clock's
        return []
    both = (number, number + 12) if number < 12 else (number,)  # noqa: PLR2004 - the clock's
    return [f"{before}{hour:02d}:00" for hour in both]
