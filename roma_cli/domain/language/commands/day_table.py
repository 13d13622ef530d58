"""Commands about sessions, the timer, the day and its numbers, and the sentences that mean them."""

from __future__ import annotations

from roma_cli.domain.language.commands.templates import reads, writes

BACK = (
    writes(
        "undo",
        "undo",
        "(undo|revert|take back)"
        " [it|that|this|[the|my] last (one|change|command|thing|step)|what i [just] did]",
        "take (it|that) back",
    ),
    writes(
        "undo {id:digits}",
        "undo operation 12",
        "(undo|revert) (operation|number|no|no.|change) {id}",
    ),
    writes("redo", "redo", "redo [it|that|this|the last (one|change)]"),
    reads(
        "undo --list",
        "what can I undo",
        "[show [me]] what can (i|be) (undo|undone)",
        "list [the] (operations|changes)",
    ),
)

COUNT = (
    reads(
        "session show",
        "how many sessions today",
        "how many <sessions> [(have|did|do) i (have|do|did|<finish>|get done)]"
        " [today|so far|already] [today|so far|already]",
        "[show [me]|what ('s|is)] [my|the|today 's] [<session>] count [today]",
        "[show [me]] [my|today 's] <sessions> [today]",
    ),
    writes(
        "session set {number}",
        "set the count to 5",
        "(set|change|correct|make|put) [my|the|today 's] <count> [[for] today] [to|at|=] {number}"
        " [<session>|<sessions>]",
        "i ['ve|have] [already] (did|done|finished|completed|had) {number} <sessions> [already]"
        " (today|so far [today])",
    ),
    writes(
        "session add [--minutes {span:minutes}] [--at {at}] [--task {task}]",
        "log a 50 minute session on the report",
        "(add|log|record|count|track|i ['ve|have] [just] (did|done|finished|completed|had))"
        " (a|an|one|another|one more|my) [{span}] <session> [(on|for) {task}] <at>",
        "(add|log|record|count|track) [a|one] <session> [of {span}] [(on|for) {task}] <at>",
        "(add|log|record|track) [a] {span} <session> [(on|for) {task}] <at>",
        "i ['ve|have] [just] worked [on {task}] for {span} <at>",
        "i ['ve|have] [just] worked [for] {span} on {task} <at>",
    ),
)

TIMER = (
    writes(
        "timer start short [--minutes {span:minutes}]",
        "take a break",
        "(start|begin|take|have) [a|an|my|the] [{span}] [short] break",
        "(start|begin|take|have) [a|my] [short] break (of|for) {span}",
    ),
    writes(
        "timer start long [--minutes {span:minutes}]",
        "start a long break",
        "(start|begin|take|have) [a|an|my|the] [{span}] long break",
        "(start|begin|take|have) [a|my] long break (of|for) {span}",
    ),
    writes(
        "timer start",
        "start the timer",
        "(start|begin) [[a|the|my|another] [new] <timer>|working]",
    ),
    writes(
        # What comes next may be a break; who names a length or a task means work.
        "timer start work [--minutes {span:minutes}] [--task {task}]",
        "start a 25 minute session on the report",
        "(start|begin) [a|an|my|the|another] {span} <timer> [(on|for|with) {task}]",
        "(start|begin) [a|an|my|the|another] <timer> (on|for|with) {task}",
        "(start|begin) [a|the|my] <timer> (of|for) {span} [(on|for|with) {task}]",
        "[start|begin] ([to] work|working|focus|focusing) on {task} [for {span}]",
        "(start|begin) {task} [for {span}]",
    ),
    writes("timer pause", "pause", "pause [it|[the|my] <timer>|working]"),
    writes(
        "timer resume",
        "resume",
        "(resume|continue|unpause|carry on) [it|[the|my] <timer>|working]",
    ),
    writes(
        "timer stop",
        "stop working on the report",
        "(stop|abort) [it|working [on {text}]]",
        "(stop|end|abort) [the|my|this] (<timer>|<break>)",
    ),
    writes("timer skip", "skip the break", "skip [it|this|[the|this|my] (<timer>|<break>)]"),
    reads(
        "timer show",
        "how long is left",
        "[(show|check) [me]] [the|my] timer",
        "is (the|a|my) timer [still] (running|on)",
        "how (long|much time) [is|do i have|have i got] [still] (left|to go)"
        " [(on|in|of) [the|this|my] (<timer>|break)]",
        "what ('s|is) running [now]",
        "how long until [the|my] [next] break",
    ),
)

DAY = (
    reads(
        "reset show",
        "when is the next reset",
        "when ('s|is|will be) [the|my] [next] [daily] reset",
        "when (does|will) [my|the|a] [next|new] day (start|end|begin|reset|be reset) [again]",
        "(how long|how much time) [is it] (until|till|to|before) [the|my] [next|daily]"
        " [next|daily] reset",
        "[show [me]] [the|my] next reset",
        "when (does|do|will) [the|my] (count|session|sessions|counter) (reset|be reset|start over)",
    ),
    writes(
        "session set 0 | reset now",
        "reset my count",
        "(reset|clear|zero) [my|the|today 's] <count> [[for] today|now]",
    ),
    writes(
        "reset now",
        "close my day",
        "reset now",
        "reset [my|the] day [now]",
        "(close|end) [my|the|this] day [now]",
    ),
    writes(
        "config set daily_reset_time {clock}",
        "my day starts at 4",
        "([my|the] [new] day [should|shall] [now] (start|starts|begin|begins|reset|resets) at"
        "|(start|begin|reset) [my|the] day at|[the] [daily] reset [is|should be] at"
        "|(set|change|move|put) [my|the] [daily] (reset [time]|day start|start of (my|the) day)"
        " (to|at)) {clock} [in the morning|at night]",
    ),
    reads(
        "config get timezone",
        "what is my time zone",
        "(what ('s|is)|show [me]) [my|the] <zone>",
        "(what|which) <zone> (am i in|is (it|set))",
    ),
    writes(
        "config set timezone {zone}",
        "set my time zone to Europe/Berlin",
        "((set|change|switch) [my|the] <zone> to|(my|the) <zone> is [now]|use [the] <zone>) {zone}",
    ),
    writes(
        "config set timezone {place}",
        "I moved to Berlin",
        "i ['m|am|'ve|have] [just|now]"
        " (moved to|moving to|in|landed in|flew to|arrived in|living in) {place}"
        " [now|today|for now]",
    ),
    reads("config show", "show my settings", "[show [me]] [my|the] settings"),
    reads(
        "today",
        "what is planned today",
        "[show [me]] (my day|today)",
        "(what ('s|is) (up|on|planned)|how does my day look) [[for] today]",
    ),
)

STATS = (
    reads(
        "stats",
        "how am I doing",
        "(<did>|<stats>) [so far] [for|of]",
    ),
    reads(
        "stats --days {since}",
        "how did I do this week",
        "(<did>|how was) [so far] {since} [so far]",
        "<stats> [for|of] {since}",
        "how many <sessions> [(did|have) i (do|have|<finish>|get done)] {since}",
    ),
    reads(
        "stats --days {period}",
        "show my stats for the last 30 days",
        "(<did>|<stats>) [in|for|over|of|during] [the|my] (last|past) {period}",
    ),
    reads(
        "log --since today",
        "what happened today",
        "what happened today",
        "what (did|have) i do today",
    ),
    reads(
        "log --type task.completed [--since {past}]",
        "what did I finish yesterday",
        "what [tasks] (did|have) i (<finish>|get done) [{past}]",
    ),
    reads("log", "what happened", "what happened", "[show [me]] [the|my] (log|history)"),
)
