"""Readers of a sentence's slots: task names, numbers, lengths of time, dates, tags."""

from __future__ import annotations

import re
from collections import namedtuple

from roma_cli.domain.dates.parse import parse_due
from roma_cli.domain.errors import Unreadable, UsageError
from roma_cli.domain.language.commands.matcher import Kind, compiled
from roma_cli.domain.reminder import parse_offset
from roma_cli.domain.repeats.parse import parse_repeat
from roma_cli.domain.text import whole_number
from roma_cli.domain.vocabulary import NUMBERS, UNITS, WEEKDAY, unit_pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from roma_cli.domain.due import Due
    from roma_cli.domain.language.commands.matcher import Calendar

_MOST_WORDS = 12
"""Words in the name of a task; a longer text is not a name."""

SHARED = {
    "session": "[work|focus|working] (session|pomodoro|pomo)",
    "sessions": "[work|focus|working] (sessions|pomodoros|pomos)",
    "timer": "[work|focus|working] (session|pomodoro|pomo|timer)",
    "break": "[short|long] break",
    "count": "(<session> (count|counter)|(count|counter)|<sessions>)",
    "done": "(done|finished|complete|completed)",
    "undone": "(not (done|finished|complete|completed)|undone|unfinished|incomplete|pending|open)",
    "finish": "(finish|finished|complete|completed|done)",
    "have": "i ['ve|have] [just|now|already|finally]",
    "tag": "(tag|tags|label|labels)",
    "tasks": "(tasks|todos|to-dos)",
    "zone": "(timezone|time zone)",
    "at": "[[,] {at}]",
    "clock": "{clock} [in the morning|at night]",
    "new task": "[{traits}] (task|tasks|todo|todos|to-do|to-dos|to-do item|reminder|item|errand)"
    " [:|-|called|named|titled|[that] (is|says)|for|about|to|of] {new} <on my list>",
    "on my list": "[(to|on|onto|in) (my|the) ([to-do|todo|task] list|tasks|to-dos|todos)]",
    "to": "(to|until|till|for|on|by)",
    "later": "(postpone|delay|defer|put off|push|bump)",
    "move": "(postpone|delay|defer|put off|push|bump|move|shift|bring)",
    "remind about": "(remind me (about|of)|(set|add) a reminder (for|on|about|to))",
    "did": "how (did i do|am i doing|have i (done|been doing)|did it go|productive was i)",
    "stats": "[(show|give) [me]] [my|the] (stats|statistics)",
}
"""Templates used in several places."""


# --- a task --------------------------------------------------------------------------------


class Reference(namedtuple("Reference", "ids words back wanted", defaults=((), "", "", "pending"))):
    """A task as it was named: by IDs, by words, or by a word for the task last named.

    `back` is that word, `it` or `them`; `wanted` is the preferred status: pending, completed or
    any.
    """

    __slots__ = ()
    ids: tuple[str, ...]
    words: str
    back: str
    wanted: str


_ID = r"#?\d{1,15}(?:-\d{1,15})?"
_IDS = (
    r"(?:(?:my |the )?(?:tasks?|items?|todos?|to-dos?|numbers?|no\.?|nr\.?|ids?) )?(?:number )?"
    rf"(?P<ids>{_ID}(?:(?:, and |,? and |, ?| & | ){_ID})*)"
)
_IT = (
    r"(?P<it>it|that|this|that one|this one|the same"
    r"|(?:the )?(?:last|latest|previous) (?:one|task|todo)|(?:the|that|this) task"
    r"|the one (?:i|you) just (?:added|made|created))"
)
_THEM = r"them|those|these|both|all of them|(?:those|these|both) (?:tasks|two|ones)"
_POINTED = rf"{_IDS}|{_IT}|{_THEM}"
"""A task named by its ID or by a word for the last one, not by words of its title."""

_BEFORE = (
    r"(?:(?:the|my|our|that|this|a|an)? ?(?:task|todo|to-do|item|one)"
    r"(?: (?:called|named|titled|about|for|to|with|on))? |(?:the|my|our|that|this|a|an) )"
)
_AFTER = r" (?:task|todo|to-do|item|one)"
_NO_NAMES = (
    r"(?:what|who|whom|whose|when|where|why|how|which|if|whether|nothing|everything|anything"
    r"|something|all|every|each|any|some|most|no|none|nobody|some(?:one|body)|every(?:one|body)"
    r"|i|you|we|they|he|she|there|here|not|never|to|be|being|because|than|myself|yourself"
    r"|that|it|this|isn|don)(?:'\w+)?,?"
)
_NO_NAMES_ALONE = (
    "sessions?|timer|break|pomodoros?|work|working|day|count|counter|reset|it|all|time|lunch"
)


def reference(text: str, wanted: str = "pending") -> Reference | None:
    """Return the task a phrase names, None for a phrase that cannot name a task."""
    phrase = text.strip(" ,:")
    match = compiled(_POINTED).fullmatch(phrase)
    if match and match["ids"]:
        return Reference(ids=tuple(re.findall(r"#?(\d+(?:-\d+)?)", match["ids"])), wanted=wanted)
    if match:
        return Reference(back="it" if match["it"] else "them", wanted=wanted)
    words = named(phrase)
    return None if words is None else Reference(words=words, wanted=wanted)


def named(phrase: str) -> str | None:
    """Return the words of a title in `the task about the report`, None if there are none."""
    quoted = compiled(rf"(?:{_BEFORE})?(?P<quote>[\"'])(?P<title>.+)(?P=quote)").fullmatch(phrase)
    if quoted:
        words = quoted["title"].strip()
        return words if any(map(str.isalnum, words)) else None
    words = phrase
    while lead := compiled(_BEFORE).match(words):
        words = words[lead.end() :]
    tail = compiled(rf"(?P<rest>.+?){_AFTER}").fullmatch(words)
    if tail:
        words = tail["rest"]
    typed = words.lower().split()
    if not typed or len(typed) > _MOST_WORDS or compiled(_NO_NAMES).fullmatch(typed[0]):
        return None
    if len(typed) == 1 and compiled(_NO_NAMES_ALONE).fullmatch(typed[0]):
        return None
    # A second sentence, or a question inside one, does not name a task.
    if re.search(r"[.!?;] |[?]", words) or not any(map(str.isalnum, words)):
        return None
    return words


def search_words(phrase: str) -> tuple[str, ...] | None:
    """Return the words to search for, after `--` if they look like an option."""
    words = named(phrase)
    if words is None:
        return None
    return (*(["--"] if words.startswith("-") else []), *words.split())


# --- numbers and lengths -------------------------------------------------------------------

NUMBER = rf"(?:\d{{1,6}}|{'|'.join(sorted((*NUMBERS, 'a', 'an'), key=len, reverse=True))})"
SPAN = rf"(?:{NUMBER}[ -]?{unit_pattern('minute', 'hour', 'day', 'week')}\b|half an hour)"
LEVELS = {
    **dict.fromkeys(("high", "highest", "top", "urgent", "important", "critical"), "high"),
    **dict.fromkeys(("medium", "normal", "middle"), "medium"),
    **dict.fromkeys(("low", "lowest", "unimportant", "minor"), "low"),
}
"""Priorities by the words for them."""

_LEVEL = "|".join(LEVELS)
_SPAN_PARTS = rf"(?P<number>{NUMBER})[ -]?(?P<unit>[a-z]+)"
_PERIOD = rf"(?:(?P<number>{NUMBER}) )?(?P<unit>day|week|month|year)s?"
_PERIOD_DAYS = {"day": 1, "week": 7, "month": 30, "year": 365}


class Shift(namedtuple("Shift", "count unit")):
    """A number of minutes, hours, days or weeks by which a due date moves; negative is earlier."""

    __slots__ = ()
    count: int
    unit: str


def number(word: str) -> int:
    """Return the number that NUMBER matched."""
    found = whole_number(word)
    return NUMBERS.get(word.lower(), 1) if found is None else found


def shift(text: str) -> Shift:
    """Return the shift in a text that SPAN matched."""
    if text.lower() == "half an hour":
        return Shift(30, "minute")
    match = compiled(_SPAN_PARTS).fullmatch(text)
    if match is None:
        raise UsageError(f"can't read {text[:40]!r} as a length of time")
    return Shift(number(match["number"]), UNITS[match["unit"].lower()])


def _minutes(text: str) -> str | None:
    count, unit = shift(text)
    return {"minute": str(count), "hour": str(count * 60)}.get(unit)


def _length(text: str) -> str:
    count, unit = shift(text)
    return f"{count} {unit}" + ("" if count == 1 else "s")


def _offset(text: str) -> str | None:
    """Return the one of the seven reminder offsets that equals a length, None if none does."""
    try:
        return parse_offset(_length(text))
    except UsageError:
        return None


def _period(text: str) -> str | None:
    """Return the number of days in `30 days` or `two weeks`, None for 0."""
    match = compiled(_PERIOD).fullmatch(text)
    if match is None:
        return None
    count = number(match["number"] or "1") * _PERIOD_DAYS[match["unit"].lower()]
    return str(count) if count else None


# --- dates ---------------------------------------------------------------------------------

_AT_CLOCK = r"(?:\d{1,2}:\d\d|\d{1,2} ?[ap]m|noon)"
_AT = (
    rf"(?:yesterday|today|(?:on )?(?:last )?{WEEKDAY})(?: at)? {_AT_CLOCK}"
    rf"|at {_AT_CLOCK}(?: (?:yesterday|today))?"
)
_REPEAT = (
    r"(?:every|each) \S.*|daily|weekly|monthly|yearly|annually|fortnightly|quarterly"
    r"|bi-?(?:weekly|monthly|yearly)"
)


def due(text: str, calendar: Calendar) -> Due | None:
    """Return the due date a phrase names, None if it names none.

    Raises Ambiguous for one that could mean two, and BadValue for one that does not exist.
    """
    try:
        return parse_due(text, calendar.rule, calendar.now)
    except Unreadable:
        return None


def _when(text: str, calendar: Calendar) -> str | None:
    return None if due(text, calendar) is None else text


def _repeat(text: str) -> str | None:
    try:
        parse_repeat(text)
    except Unreadable:
        return None
    return text.lower()


# --- tags and texts ------------------------------------------------------------------------


def _tags(text: str) -> tuple[str, ...] | None:
    """Return the tags in `home, work and #urgent`; None unless each is a single word."""
    words = re.split(r" ?, ?(?:and )?| and | & | ", text.strip())
    found = [word.strip("\"'").removeprefix("#") for word in words]
    if not all(re.fullmatch(r"[^\W_][\w/.+-]*", word) for word in found):
        return None
    return tuple(found)


def _title(text: str) -> str | None:
    """Return a title without its quotation marks; None where they end elsewhere."""
    if text.count('"') % 2:
        return None
    is_quoted = len(text) > 1 and text[0] == text[-1] and text[0] in "\"'"
    return text[1:-1] if is_quoted else text


def _note(text: str) -> tuple[str, ...] | None:
    note = text.strip("\"'")
    if not any(map(str.isalnum, note)):
        return None
    return ("--", note) if note.startswith("-") else (note,)


def _kind(
    read: Callable[[str], object], pattern: str = "", most: int = 0, *, is_open: bool = False
) -> Kind:
    """Return a kind whose value does not depend on the calendar."""
    return Kind(lambda text, _calendar: read(text), pattern, most, is_open)


def _level(text: str) -> str:
    return LEVELS[re.split("[ -]", text.lower())[0]]


_RATED = rf"(?:{_LEVEL})[ -]priority"
_WORD = r"[^\W_][\w.+-]*"
KINDS = {
    "task": _kind(reference, is_open=True)._replace(closed=rf"(?:{_POINTED}),?"),
    "it": _kind(reference, rf"{_IT}|{_THEM}"),
    "this": _kind(reference, r"it|that|this|them|(?:task )?\d+", 2),
    "ids": _kind(
        lambda text: (found := reference(text)) and (found if found.ids else None),
        r"(?:task )?#?\d.*",
    ),
    "id": _kind(reference, r"#?\d{1,15}", 1),
    "hash": _kind(reference, r"#\d{1,15}", 1),
    "number": _kind(lambda text: str(number(text)), NUMBER, 1),
    "span": _kind(str, SPAN, 3),
    "period": _kind(_period, _PERIOD, 2),
    "level": _kind(_level, _LEVEL, 1),
    "rating": _kind(_level, _RATED, 2),
    "when": Kind(_when),
    "at": _kind(lambda text: re.sub("^(?:on|at) ", "", text), _AT, 6),
    "repeat": _kind(_repeat, _REPEAT),
    "tags": _kind(_tags, r"(?!.*\b(?:to|on|off|from|of) ).*"),
    "marked": _kind(_tags, r"#\S+(?:(?: |, ?| and )#\S+)*"),
    "word": _kind(_tags, r"[^\s#]\S*", 1),
    "project": _kind(str, _WORD, 1),
    "title": _kind(_title, is_open=True),
    "note": _kind(_note),
    "words": _kind(search_words, is_open=True),
    "text": _kind(str, is_open=True),
    "more": _kind(str, is_open=True),
}
FORMS = {
    "minutes": lambda text, _values: _minutes(text),
    "length": lambda text, _values: _length(text),
    "offset": lambda text, _values: _offset(text),
    "later": lambda text, _values: shift(text),
    "earlier": lambda text, _values: shift(text)._replace(count=-shift(text).count),
    "digits": lambda task, _values: task.ids[0],
}
