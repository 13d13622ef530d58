"""What every kind of sentence is made of: politeness, tasks as people name them, numbers, dates.

A rule is a pattern for a whole sentence and what it stands for. Patterns are compiled when a
sentence holds one of the rule's own words: all of them at once would take longer than the rest.
"""

from __future__ import annotations

import functools
import re
from collections import namedtuple

from roma_cli.domain.dates.parse import parse_due
from roma_cli.domain.errors import Ambiguous, UsageError
from roma_cli.domain.text import whole_number

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from roma_cli.domain.day import DayRule
    from roma_cli.domain.due import Due

LONGEST = 400
"""Characters of a sentence: a title with all its dates and tags."""

_MOST_WORDS = 12
"""Words by which a task is named; who says more tells a story."""

T = r"(?P<task>\S.*?)"
"""A task, in a pattern."""

NUMBERS = {
    **dict.fromkeys(("a", "an", "one"), 1),
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
}
N = rf"(?:\d{{1,6}}|{'|'.join(sorted(NUMBERS, key=len, reverse=True))})"
"""A number, in a pattern."""

SPAN = rf"(?:{N}[ -]?(?:minutes?|mins?|min|m|hours?|hrs?|hr|h|days?|d|weeks?|w)\b|half an hour)"
"""A length of time, in a pattern."""

LEVELS = {
    **dict.fromkeys(("high", "highest", "top", "urgent", "important", "critical"), "high"),
    **dict.fromkeys(("medium", "normal", "middle"), "medium"),
    **dict.fromkeys(("low", "lowest", "unimportant", "minor"), "low"),
}
LEVEL = f"(?P<level>{'|'.join(LEVELS)})"
"""A priority, in a pattern."""


@functools.cache
def compiled(pattern: str) -> re.Pattern[str]:
    """Return a pattern in any case; ASCII, lest a letter of another script passes for one."""
    return re.compile(pattern, re.IGNORECASE | re.ASCII)


class Scene(namedtuple("Scene", "rule now")):
    """Where and when a sentence is said: the rule of the speaker's days, and epoch seconds."""

    __slots__ = ()
    rule: DayRule
    now: int


class Reference(namedtuple("Reference", "ids words back wanted", defaults=((), "", "", "pending"))):
    """A task as it was named: by numbers, by words, or by a word for what was spoken of last.

    `back` is that word, `it` or `them`; `wanted` is the status that is looked at first: pending,
    completed or any.
    """

    __slots__ = ()
    ids: tuple[str, ...]
    words: str
    back: str
    wanted: str


class Intent(
    namedtuple("Intent", "before task after count later", defaults=(None, (), False, None))
):
    """A command: the words before the task's numbers, the task if it has one, the words after.

    `count` wants how many there are and not which; `later` is a number and a unit by which the
    task's own due date moves.
    """

    __slots__ = ()
    before: tuple[str, ...]
    task: Reference | None
    after: tuple[str, ...]
    count: bool
    later: tuple[int, str] | None


class Rule(namedtuple("Rule", "heads pattern build")):
    """A pattern for a whole sentence that holds one of the words `heads`; and what it means."""

    __slots__ = ()
    heads: frozenset[str]
    pattern: str
    build: Callable[[re.Match[str], Scene], Meaning]


if TYPE_CHECKING:
    Meaning = Intent | list[Intent] | None
    Build = Callable[[re.Match[str], Scene], Meaning]


def rule(heads: str, pattern: str, build: Callable[[re.Match[str], Scene], Meaning]) -> Rule:
    """Return a rule; `heads` are words separated by blanks."""
    return Rule(frozenset(heads.split()), pattern, build)


def plain(heads: str, pattern: str, command: str) -> Rule:
    """Return a rule for a sentence that is always the same command."""
    intent = Intent(tuple(command.split()))
    return rule(heads, pattern, lambda _match, _scene: intent)


def first_of(rules: Iterable[Rule], text: str, scene: Scene) -> list[Intent]:
    """Return what the first rule that reads `text` makes of it; nothing where none does."""
    words = frozenset(re.findall(r"[a-z]+", text.lower()))
    for one in rules:
        if one.heads and not one.heads & words:
            continue
        match = compiled(one.pattern).fullmatch(text)
        if match is None:
            continue
        meaning = one.build(match, scene)
        if meaning:
            return meaning if isinstance(meaning, list) else [meaning]
    return []


# --- the sentence ---------------------------------------------------------------------------

_QUOTES = str.maketrans("\u2018\u2019\u201c\u201d\u201e\u00ab\u00bb", "''" + '"' * 5)
_LEAD = (
    r"(?:(?:hey|hi|hello|ok|okay|so|and|now|then|also|well|yes|please|pls|kindly|roma)[,!:]* |"
    r"(?:can|could|would|will) you (?:please |kindly |just )*|i(?:'d like| want) (?=to see )to )+"
)
_TRAIL = r"(?:[ ,]+(?:please|pls|thanks|thank you|for me|now|roma))+"


def folded(sentence: str) -> str:
    """Return a sentence with single blanks and straight quotes. Raises UsageError if it is long."""
    text = " ".join(sentence.translate(_QUOTES).split())
    if len(text) > LONGEST:
        raise UsageError(
            f"a sentence has at most {LONGEST} characters, not {len(text)}", "roma chat help"
        )
    return text


def bare(text: str) -> tuple[str, bool]:
    """Return a folded sentence without politeness and its last mark, and whether it asks."""
    stripped = text.rstrip(" .!?…")
    asks = "?" in text[len(stripped) :]
    lead = compiled(_LEAD).match(stripped)
    rest = stripped[lead.end() :] if lead else stripped
    trail = compiled(r"(?P<rest>.*?)" + _TRAIL).fullmatch(rest)
    return (trail["rest"] if trail and trail["rest"] else rest), asks


# --- a task ---------------------------------------------------------------------------------

_ID = r"#?\d{1,15}(?:-\d{1,15})?"
_IDS = (
    r"(?:(?:my |the )?(?:tasks?|items?|todos?|to-dos?|numbers?|no\.?|nr\.?|ids?) )?(?:number )?"
    rf"(?P<ids>{_ID}(?:(?:, and |,? and |, ?| & | ){_ID})*)"
)
_IT = (
    r"it|that|this|that one|this one|the same|(?:the )?(?:last|latest|previous) (?:one|task|todo)"
    r"|(?:the|that|this) task|the one (?:i|you) just (?:added|made|created)"
)
_THEM = r"them|those|these|both|all of them|(?:those|these|both) (?:tasks|two|ones)"
_BEFORE = (
    r"(?:(?:the|my|our|that|this|a|an)? ?(?:task|todo|to-do|item|one)"
    r"(?: (?:called|named|titled|about|for|to|with|on))? |(?:the|my|our|that|this|a|an) )"
)
_AFTER = r" (?:task|todo|to-do|item|one)"
_NO_NAMES = compiled(
    r"(?:what|who|whom|whose|when|where|why|how|which|if|whether|nothing|everything|anything"
    r"|something|all|every|each|any|some|most|no|none|nobody|some(?:one|body)|every(?:one|body)"
    r"|i|you|we|they|he|she|there|here|not|never|to|be|being|because|than|myself|yourself"
    r"|that|it|this|isn|don)(?:'\w+)?,?"
)
_TIMES = compiled(
    "sessions?|timer|break|pomodoros?|work|working|day|count|counter|reset|it|all|time|lunch"
)


def reference(text: str, wanted: str = "pending") -> Reference | None:
    """Return the task a phrase names, None for a phrase that can name none."""
    phrase = text.strip(" ,:")
    ids = compiled(_IDS).fullmatch(phrase)
    if ids:
        return Reference(ids=tuple(re.findall(r"#?(\d+(?:-\d+)?)", ids["ids"])), wanted=wanted)
    for name, pattern in (("it", _IT), ("them", _THEM)):
        if compiled(pattern).fullmatch(phrase):
            return Reference(back=name, wanted=wanted)
    words = named(phrase)
    return None if words is None else Reference(words=words, wanted=wanted)


def named(phrase: str) -> str | None:
    """Return the words of a title in `the task about the report`, None if they can be none."""
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
    spoken = words.lower().split()
    if not spoken or len(spoken) > _MOST_WORDS or _NO_NAMES.fullmatch(spoken[0]):
        return None
    if len(spoken) == 1 and _TIMES.fullmatch(spoken[0]):
        return None
    # Whoever begins a second sentence, or asks within one, does not name a task.
    if re.search(r"[.!?;] |[?]", words) or not any(map(str.isalnum, words)):
        return None
    return words


def on_task(
    command: str, *after: str, wanted: str = "pending"
) -> Callable[[re.Match[str], Scene], Intent | None]:
    """Return the builder of a command on the task of a pattern."""

    def build(match: re.Match[str], _scene: Scene) -> Intent | None:
        task = reference(match["task"], wanted)
        return None if task is None else Intent(tuple(command.split()), task, after)

    return build


# --- numbers and dates ----------------------------------------------------------------------


def number(word: str) -> int:
    """Return the number that N matched."""
    found = whole_number(word)
    return NUMBERS[word.lower()] if found is None else found


def span(text: str) -> tuple[int, str]:
    """Return the number and the unit (minute, hour, day, week) that SPAN matched."""
    if text.lower() == "half an hour":
        return 30, "minute"
    match = compiled(rf"(?P<number>{N})[ -]?(?P<unit>[a-z]+)").fullmatch(text)
    if match is None:
        raise UsageError(f"{text[:40]!r} is no length of time")
    units = {"m": "minute", "h": "hour", "d": "day", "w": "week"}
    return number(match["number"]), units[match["unit"][0].lower()]


def minutes(text: str) -> str | None:
    """Return the minutes that SPAN matched as they are typed; None for days and weeks."""
    count, unit = span(text)
    if unit not in ("minute", "hour"):
        return None
    return str(count * 60 if unit == "hour" else count)


def due(text: str, scene: Scene) -> Due | None:
    """Return the due date a phrase names, None if it names none.

    Raises Ambiguous for one that could mean two, and UsageError for one that does not exist.
    """
    try:
        return parse_due(text, scene.rule, scene.now)
    except Ambiguous:
        raise
    except UsageError as problem:
        if "is no date or time" in problem.message or "characters are read" in problem.message:
            return None
        raise


def split_due(text: str, links: str, scene: Scene) -> tuple[str, str] | None:
    """Return what stands before and after the first of `links` that a date follows.

    Raises UsageError as `due` does, if no link leads to a date that is one.
    """
    problem: UsageError | None = None
    for link in compiled(rf" (?:{links}) ").finditer(text):
        before, after = text[: link.start()], text[link.end() :]
        try:
            if due(after, scene) is not None:
                return before, after
        except UsageError as found:
            problem = problem or found
    if problem is not None:
        raise problem
    return None


def tags(text: str) -> tuple[str, ...] | None:
    """Return the tags in `home, work and #urgent`; None if these are no single words."""
    words = re.split(r" ?, ?(?:and )?| and | & | ", text.strip())
    found = [word.strip("\"'").removeprefix("#") for word in words]
    if not all(re.fullmatch(r"[^\W_][\w/.+-]*", word) for word in found):
        return None
    return tuple(found)


def options(name: str, values: Sequence[str]) -> tuple[str, ...]:
    """Return `--tag home --tag work`."""
    return tuple(word for value in values for word in (name, value))
