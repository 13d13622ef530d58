"""Sentences that make a task, and what they mean; most are read on Wednesday 4 March 2026, 13:00.

Each row names its oddity. A due date is as it can be typed: a day, or a moment with its offset.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from tests.domain.tables import rows


class Row(NamedTuple):
    """A sentence, the oddity of it, and what is expected of it."""

    sentence: str
    why: str
    title: str
    due: str | None = None
    repeat: str | None = None
    priority: str | None = None
    tags: tuple[str, ...] = ()
    remind: str | None = None
    project: str | None = None
    estimate: str | None = None
    zone: str = "Europe/Berlin"
    reset: int = 0
    now: str = "2026-03-04T12:00:00Z"


class Refused(NamedTuple):
    """A sentence that is refused, a part of the message, and what may be typed instead."""

    sentence: str
    why: str
    message: str
    instead: tuple[str, ...]


def _taken(text: str) -> tuple[Row, ...]:
    """Return the rows of a text: sentence, oddity, title, and each field by its name."""
    found = []
    for sentence, why, title, *cells in rows(text):
        fields: dict[str, Any] = dict(cell.split(" ", 1) for cell in cells)
        fields["tags"] = tuple(fields.get("tags", "").split())
        fields["reset"] = int(fields.get("reset", 0))
        found.append(Row(sentence, why, title, **fields))
    return tuple(found)


TITLES = (
    ("monthly report", "an adverb before a noun"),
    ("weekly team meeting", "an adverb before a noun"),
    ("Daily standup notes", "an adverb before a noun, in capitals"),
    ("the daily show", "in the middle"),
    ("read the daily", "the article makes it a noun"),
    ("subscribe to weekly", "the preposition makes it a noun"),
    ("brush teeth twice daily", "not once a day, which is all a repeat can"),
    ("day by day", "days, but none that is named"),
    ("read 2 books", "a number in the middle"),
    ("book 3 rooms", "a number in the middle, a noun that is a verb"),
    ("1984", "a year alone"),
    ("read 1984", "a year at the end"),
    ("budget 2027", "a year at the end, and to come"),
    ("24 hours of Le Mans", "a length at the beginning"),
    ("be available 24/7", "a day and a month, were it a date"),
    ("split it 50/50", "no date either way"),
    ("split it 60:40", "no clock shows that"),
    ("version 2.10", "2 October or 10 February, were it a date"),
    ("install 3.11.12", "a version with three parts"),
    ("pay 12.50", "an amount"),
    ("invoice 20260401", "a number that is a date without its dashes"),
    ("call +49 30 123456", "plus, and no name after it"),
    ("invite Bob +1", "plus, and no unit after the number"),
    ("fix #12", "the number of something"),
    ("the #1 priority", "the number of something, in the middle"),
    ("learn C# and C++", "marks at the end of words"),
    ("use != not <>", "an exclamation mark without a word"),
    ("wow !!", "exclamation marks alone"),
    ("edit ~/notes.txt", "a tilde, and no number after it"),
    ("meet Jan", "a month's name, and a man's"),
    ("May team", "a month's name, and a word"),
    ("march to the beat", "a month's name, and a verb"),
    ("ask for a raise in march", "a month without a day"),
    ("Call Mon Ami restaurant", "a weekday's short name, and a word"),
    ("Sun cream", "a weekday's short name, and a word, at the beginning"),
    ("Wed in Vegas", "a weekday's short name, and a verb"),
    ("Sunday roast recipe", "a weekday says of what kind it is"),
    ("Friday night lights", "a weekday and part of a day at the beginning"),
    ("Friday's party plan", "a weekday's genitive"),
    ("next week plan", "a week says of what kind it is"),
    ("EOM report", "the end of the month says of what kind it is"),
    ("slides for friday", "it is for friday; when it is due is not sentence"),
    ("news of today", "the preposition claims it"),
    ("works until friday", "how long, not when"),
    ("leave before friday", "not on that day"),
    ("eat fish on a friday", "on any of them"),
    ("shop Good Friday", "a day with a name"),
    ("Easter Monday", "a day with a name, alone"),
    ("open mon - fri", "from one day to another, with blanks"),
    ("open mon-fri", "from one day to another"),
    ("open 9am - 5pm", "from one time to another"),
    ("between 3pm and 5pm", "two times joined"),
    ("fri or sat", "two days joined"),
    ("second opinion", "an ordinal in words"),
    ("2nd opinion", "an ordinal at the beginning"),
    ("read Henry the 8th", "an ordinal without `on`"),
    ("buy 5pm tea", "a time in the middle"),
    ("watch High Noon", "noon without `at`"),
    ("midnight mass", "midnight at the beginning"),
    ("look at 5 houses", "at, a number, and what it counts"),
    ("what happened yesterday", "a day that is over"),
    ("last friday", "a day that is over, alone"),
    ("paid 3 days ago", "a length back"),
    ("review 2025-12-31", "a date that is over"),
    ("do it now", "now is no due date"),
    ("clean every friday the house", "a repeat in the middle"),
    ("every now and then", "every, and no repeat"),
    ("Every breath you take", "every, and no repeat, at the beginning"),
    ("not every friday", "every, and denied"),
    ("tomorrow's lunch", "a genitive"),
    ("Call mum about friday lunch", "a weekday in the middle"),
    ("remind Bob to call", "remind, and no length of time"),
    ("remind 10 people", "remind, and a number without a unit of time"),
    ("order reminder 15 minutes", "a noun, and nothing `before`"),
    ("15 minutes before lunch", "before, and nothing to remind of"),
    ('"tomorrow" in quotes', "a quotation at the beginning"),
    ('watch "Tomorrow"', "a quotation at the end"),
    ("watch \u201cFriday 9am #x\u201d", "typographic quotation marks"),
    ("watch \u201efriday\u201c", "German quotation marks"),
    ("voir \u00ab friday \u00bb", "French quotation marks"),
    ("read 'due:friday !high'", "marks in a quotation"),
    ("'tis the season", "an apostrophe that opens nothing"),
    ("Call Bob -- tomorrow", "a dash of two in a text: what follows stays"),
    ("\uff03home", "a number sign of full width"),
    ("call \u0661\u0662:\u0660\u0660", "digits of another script"),
    ("\u65e5\u672c\u8a9e \U0001f355", "letters and pictures that are no ASCII"),
    ("tomorrow?", "a question"),
    ("report on the first monday", "the first of what is not sentence"),
    ("hotel 12-14 may", "from one day to another, of a month"),
    ("book a flight for 12 march", "it is for that day; when it is due is not sentence"),
)
"""What stays a title, whole."""

TAKEN = _taken("""
Pay rent every month on the 1st #home !high tomorrow 9am remind 1 hour before
    | all at once, with a first date that the repeat moves | Pay rent
    | due 2026-03-05T09:00+01:00 | repeat every month on the 1st | priority high | tags #home
    | remind 1 hour
Call mum tomorrow | a day at the end | Call mum | due 2026-03-05
CALL MUM TOMORROW | in capitals | CALL MUM | due 2026-03-05
Call mum tomorrow. | a full stop | Call mum | due 2026-03-05
Call mum, tomorrow | a comma between | Call mum | due 2026-03-05
Call mum - tomorrow | a dash between | Call mum | due 2026-03-05
tomorrow: call mum | a colon between | call mum | due 2026-03-05
tomorrow call mum | a day at the beginning | call mum | due 2026-03-05
friday: call mum | a weekday, and a colon marks it | call mum | due 2026-03-06
on friday call mum | a weekday, and `on` marks it | call mum | due 2026-03-06
call mum on friday | on | call mum | due 2026-03-06
report by friday | by | report | due 2026-03-06
report due friday | due without a colon | report | due 2026-03-06
report due by fri 17:00 | two words lead | report | due 2026-03-06T17:00+01:00
gym sat | a short weekday | gym | due 2026-03-07
call mum friday at 5 pm | a half of the day apart | call mum | due 2026-03-06T17:00+01:00
call mum 17:00 | a time alone, still to come | call mum | due 2026-03-04T17:00+01:00
call mum at 9am | a time alone, over for today | call mum | due 2026-03-05T09:00+01:00
call mum today 9am | today, and over | call mum | due 2026-03-04T09:00+01:00
lunch at noon | a word for a time | lunch | due 2026-03-05T12:00+01:00
9am standup | a time at the beginning | standup | due 2026-03-05T09:00+01:00
tomorrow call mum at 9am | a day and a time apart | call mum | due 2026-03-05T09:00+01:00
9am call mum on friday | the other way round | call mum | due 2026-03-06T09:00+01:00
call mum friday #x 9am | a mark between | call mum | due 2026-03-06T09:00+01:00 | tags #x
buy 12 #x may | no date across a mark | buy 12 may | tags #x
meet in 3 days | a distance | meet | due 2026-03-07
meet in two weeks | a number in words | meet | due 2026-03-18
meet +2h | a distance in signs | meet | due 2026-03-04T15:00+01:00
in 3 days call mum | a distance at the beginning | call mum | due 2026-03-07
report eow | the end of the week | report | due 2026-03-08
report by the end of the month | an article | report | due 2026-03-31
plan next week | its first day | plan | due 2026-03-09
call mum 31 jan | a date that is over this year | call mum | due 2027-01-31
31 jan call mum | a date at the beginning | call mum | due 2027-01-31
call mum on the 5th | an ordinal with `on` | call mum | due 2026-03-05
call mum 13/4 | only one order is a date | call mum | due 2026-04-13
call mum 2026-04-13 | ISO | call mum | due 2026-04-13
call mum 13.4.2026 9am | dots and a year | call mum | due 2026-04-13T09:00+02:00
call mum 2026-04-13T09:00+00:00 | an offset that is not here | call mum | due 2026-04-13T11:00+02:00
launch sunday, the 8th of march 2026 at 9:30 am | nine words | launch | due 2026-03-08T09:30+01:00
pay 50 friday | a number before a weekday | pay 50 | due 2026-03-06
read chapter 7 friday | a number before a weekday | read chapter 7 | due 2026-03-06
plan A tomorrow | an article that is none | plan A | due 2026-03-05
prepare friday meeting tomorrow | a weekday that stays | prepare friday meeting | due 2026-03-05
call mum 29 mar 02:30 | skipped: forward by the gap | call mum | due 2026-03-29T03:30+02:00
call mum 25 oct 02:30 | twice: the first | call mum | due 2026-10-25T02:30+02:00
water plants tomorrow
    | at half past one, with a day that begins at four: the date that the clock shows
    | water plants | due 2026-03-05 | reset 240 | now 2026-03-05T00:30:00Z
water plants tomorrow 01:00 | before the reset at half past one: at the end of tomorrow
    | water plants | due 2026-03-06T01:00+01:00 | reset 90
water plants tomorrow | ten minutes before a reset at half past one | water plants
    | due 2026-03-05 | reset 90 | now 2026-03-05T00:20:00Z
call mum tomorrow 00:30 | Santiago, the night in which midnight is skipped | call mum
    | due 2026-09-06T01:30-03:00 | zone America/Santiago | now 2026-09-05T15:00:00Z
call mum tomorrow | Santiago, late in the evening: in Greenwich it is the day after | call mum
    | due 2026-03-05 | zone America/Santiago | now 2026-03-05T02:00:00Z
water plants daily | an adverb at the end | water plants | repeat daily
daily: stretch | an adverb with a colon | stretch | repeat daily
water plants every 3 days | an interval | water plants | repeat every 3 days
gym every mon, wed and fri | a list | gym | repeat every mon, wed, fri
gym on mondays and thursdays | weekdays in the plural | gym | repeat every mon, thu
standup on weekdays | five days | standup | repeat every weekday
every friday clean the house | a repeat at the beginning | clean the house | repeat every fri
pay every month on the last day | the last | pay | repeat every month on the 31st
every friday 17:00 clean the house | a repeat and a time at the beginning | clean the house
    | due 2026-03-04T17:00+01:00 | repeat every fri
yoga every weekday at 7am | a repeat and a time | yoga | due 2026-03-05T07:00+01:00
    | repeat every weekday
yoga tomorrow 7am every day | the time first | yoga | due 2026-03-05T07:00+01:00 | repeat daily
shop every 2 weeks starting sat | starting | shop | due 2026-03-07 | repeat every 2 weeks
party every year on 29 feb | a date in a repeat | party | due 2028-02-29 | repeat yearly
every day counts | a repeat, as far as a grammar can tell | counts | repeat daily
a ; #x | a sign that stands alone | a ; | tags #x
a !1 | a priority as a number | a | priority high
a !3 | three is low | a | priority low
!Medium a | in any case, at the beginning | a | priority medium
a !high, b | a comma after a mark | a b | priority high
a #Work #work #\xe4 | the same tag twice | a | tags #Work #\xe4
fix the #backend server | a tag in the middle | fix the server | tags #backend
a #c++ #\U0001f355 | signs in a tag | a | tags #c++ #\U0001f355
write +thesis | a project | write | project thesis
write +"Home office" | a project of two words | write | project Home office
write ~3 | an estimate | write | estimate 3
write ~3 sessions on it | with its unit | write on it | estimate 3
call due:friday mum | a marked date in the middle | call mum | due 2026-03-06
due:fri 17:00 call mum | of two words | call mum | due 2026-03-06T17:00+01:00
call mum DUE:tomorrow | in capitals | call mum | due 2026-03-05
call mum due: tomorrow | a blank after the colon | call mum | due 2026-03-05
read due:"fri 17:00" news | in quotation marks | read news | due 2026-03-06T17:00+01:00
due:20260401 invoice | a mark makes a number a date | invoice | due 2026-04-01
due:2025-12-31 taxes | a mark makes a day that is over a date | taxes | due 2025-12-31
watch tomorrow due:friday | a mark decides; the rest is title | watch tomorrow | due 2026-03-06
call remind 1h tomorrow | a reminder glued | call | due 2026-03-05 | remind 1 hour
call friday remind me 15 minutes before | me | call | due 2026-03-06 | remind 15 minutes
call remind me an hour in advance | an hour, with no date | call | remind 1 hour
call remind me two days before friday | then a date | call | due 2026-03-06 | remind 2 days
"tomorrow never dies" friday | quotes that are the title have done their work
    | tomorrow never dies | due 2026-03-06
watch "Friday" friday | quotes within a title stay | watch "Friday" | due 2026-03-06
""")
"""What is taken for something."""

REFUSED = (
    *(
        Refused(sentence, why, message, tuple(instead))
        for sentence, why, message, *instead in rows("""
call mum on friday 7 | an hour, twice, or a day of the month | 'on friday 7' could mean
    | call mum friday 07:00 | call mum friday 19:00 | call mum on the 7th
call mum 01/02 | two orders | could mean | call mum 2027-02-01 | call mum 2027-01-02
3/4 call mum | two orders at the beginning | could mean | 2026-03-04 call mum | 2026-04-03 call mum
call mum next friday | this week's or next | could mean | call mum 2026-03-06 | call mum 2026-03-13
call mum wed | today is one | could mean | call mum 2026-03-04 | call mum 2026-03-11
call mum tomorrow at 9 | an hour | could mean | call mum tomorrow 09:00 | call mum tomorrow 21:00
call mum at 5 | an hour, or neither | could mean | call mum 05:00 | call mum 17:00 | call mum "at 5"
call mum at 17 | an hour, or not | could mean | call mum 17:00 | call mum "at 17"
yoga every day at 7 | an hour after a repeat | could mean | yoga every day 07:00
    | yoga every day 19:00
tomorrow 5 push-ups | an hour, or how many | could mean | tomorrow 05:00 push-ups
    | tomorrow "5" push-ups
call mum friday midnight | either end of friday | could mean | call mum 2026-03-06 00:00
    | call mum 2026-03-07 00:00
call mum tomorrow morning | no time | could mean | call mum tomorrow 09:00
    | call mum "tomorrow morning"
movie tonight | no time | could mean | movie today 21:00 | movie "tonight"
hike this weekend | two days | could mean | hike sat | hike "this weekend"
friday call mum at 9am | a day at the beginning that may be title | 'friday' could be
    | call mum friday 9am | "friday" call mum at 9am
Sunday roast at 18:00 | a day that is title | 'Sunday' could be | "Sunday" roast at 18:00
call mum tomorrow about rent at 9am | a day in the middle | could be
    | call mum about rent tomorrow 9am
tomorrow call mum friday | two days | one due date | tomorrow call mum "friday"
    | "tomorrow" call mum friday
gym mon, tue | two days at the end | one due date | gym mon, "tue" | gym "mon," tue
a due:friday due:monday | two marked dates | one due date | a due:friday | a due:monday
a !high !low | two priorities | one priority | a !high | a !low
a +home +work | two projects | one project | a +home | a +work
a ~2 ~3 | two estimates | one estimate | a ~2 | a ~3
every day yoga every week | two repeats | one repeat | every day yoga "every week"
a !urgent | an unknown priority | '!urgent' is not a priority | a !high
a !0 | a number that is none | '!0' is not a priority | a !high
a due:nonsense | no date | can't read 'nonsense' as a date | a due:friday
a due: | nothing | the date or time is empty | a due:friday
a due:7/8 | two orders, marked | could mean | a due:2026-08-07 | a due:2026-07-08
a ~0 | no sessions | an estimate | a ~3
a ~3h | hours | an estimate | a ~3
a remind 3 hours before | none of the seven | not '3 hours' | a remind 1 hour before
a remind me tomorrow | a day to be reminded on | a reminder is set for a time before
    | a remind 1 hour before tomorrow
call mum 31 apr | no such day | April has 30 days | call mum tomorrow
call mum sunday 9 march 2026 | a Monday | is a Monday | call mum tomorrow
call mum 01/02/26 | a short year | several dates | call mum tomorrow
pay every month on monday | months take no weekday | weekdays need weeks | pay every week
pay every 2nd monday | every other, or each month's second | could mean | pay every 2 weeks on mon
report biweekly | twice, or every second | could mean | report every 2 weeks
tomorrow 9am | no title | no title is left | "tomorrow 9am"
#home !high | marks alone | no title is left
- | a dash | a task needs a title
""")
    ),
    Refused("", "nothing", "a task needs a title", ()),
    Refused("a " * 140, "a long title", "the title has 279 characters", ()),
    Refused("a" * 3000, "more than a task can hold", "a title has at most 255", ()),
    Refused(" ".join(f"#t{n}" for n in range(11)) + " a", "too many tags", "at most 10 tags", ()),
    Refused("a #" + "x" * 50, "a long tag", "at most 50 are allowed", ()),
    Refused("a\x00b", "NUL", "NUL", ()),
    Refused("a\udcff", "bytes that are no text", "not valid UTF-8", ()),
)
"""What is refused."""
