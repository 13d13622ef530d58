"""Commands that change nothing, and the sentences that mean them; see `templates`."""

from __future__ import annotations

QUERIES = """
# One task.
is the report done -> task show {task}
    when ('s|is) {task} due
    is {task} (<done>|overdue|late|due [{text}]) [yet|already]
    (did|have) i [already] (<finish>|do) {task} [yet|already]
    what ('s|is) [the] (status|due date|deadline|priority|state) of {task}
    tell me about {task}
    [show [me]] [the] details (of|for|about) {task}
    (show|open|display|view|see) [me] {task}
what is task 3 -> task show {id}
    what ('s|is) (task|number) {id}
find milk -> task search {words}
    (search [for]|find|look (for|up)) [me] {words}
show #3 -> task show {hash} | task list --tag {hash:digits}
    (show|list|see) [me] {hash}

# Lists.
how many tasks are left -> count task list {filters}
    (how many [of my]|count [all|of]) {filters}
show my tasks -> task list
    [(show|list|see|display) [me]] [all] [of] [my|the]
        (tasks|todos|to-dos|to-do list|todo list|task list|list)
    what (do|should|must) i [have to|need to] do [now]
show overdue tasks tagged home -> task list {shown_filters}
    ((show|list|display|see|view|find|print) [me]|give me) {shown_filters}
what is due this week -> task list {asked_filters}
    (what ['s|is|are]|which) [is|are|do i have|have i got] [still]
        [to do|(do|should|must) i [have to|need to] do] {asked_filters}
what should i do next -> task list --limit 1
    what ('s|is) [up] next
    what (do|should|must) i [have to|need to] do next
is anything overdue -> task list {any_filters}
    (do i have|have i got|is there|are there|is|am i) {any_filters}
anything due today -> task list {anything_filters}
    {anything_filters}
tasks due on friday -> task list {tasks_filters}
    [give] {tasks_filters}
overdue -> task list --due overdue
    overdue

# Reminders and tags.
any reminders -> remind list
    [(show|list) [me]] [my|the|all] reminders
    what reminders (do i have|are (there|waiting))
    [are there|do i have] any reminders
show my tags -> task tags
    [(show|list) [me]] [my|the|all] (tags|labels)
    what (tags|labels) (do i have|are there)

# What was done.
what can I undo -> undo --list
    [show [me]] what can (i|be) (undo|undone)
    list [the] (operations|changes)

# Sessions and the timer.
how many sessions today -> session show
    how many <sessions> [(have|did|do) i (have|do|did|<finish>|get done)] [today|so far|already]
        [today|so far|already]
    [show [me]|what ('s|is)] [my|the|today 's] [<session>] count [today]
    [show [me]] [my|today 's] <sessions> [today]
how long is left -> timer show
    [(show|check) [me]] [the|my] timer
    is (the|a|my) timer [still] (running|on)
    how (long|much time) [is|do i have|have i got] [still] (left|to go) [(on|in|of) [the|this|my]
        (<timer>|break)]
    what ('s|is) running [now]
    how long until [the|my] [next] break

# The day and the settings.
when is the next reset -> reset show
    when ('s|is|will be) [the|my] [next] [daily] reset
    when (does|will) [my|the|a] [next|new] day (start|end|begin|reset|be reset) [again]
    (how long|how much time) [is it] (until|till|to|before) [the|my] [next|daily] [next|daily]
        reset
    [show [me]] [the|my] next reset
    when (does|do|will) [the|my] (count|session|sessions|counter) (reset|be reset|start over)
what is my time zone -> config get timezone
    (what ('s|is)|show [me]) [my|the] <zone>
    (what|which) <zone> (am i in|is (it|set))
show my settings -> config show
    [show [me]] [my|the] settings
what is planned today -> today
    [show [me]] (my day|today)
    (what ('s|is) (up|on|planned)|how does my day look) [[for] today]

# Numbers.
how am I doing -> stats
    (<did>|<stats>) [so far] [for|of]
how did I do this week -> stats --days {since}
    (<did>|how was) [so far] {since} [so far]
    <stats> [for|of] {since}
    how many <sessions> [(did|have) i (do|have|<finish>|get done)] {since}
show my stats for the last 30 days -> stats --days {period}
    (<did>|<stats>) [in|for|over|of|during] [the|my] (last|past) {period}
what happened today -> log --since today
    what happened today
    what (did|have) i do today
what did I finish yesterday -> log --type task.completed [--since {past}]
    what [tasks] (did|have) i (<finish>|get done) [{past}]
what happened -> log
    what happened
    [show [me]] [the|my] (log|history)

# No commands, though they begin like one.
add 2 sessions to the report -> nothing
    (add|put|write down|note down|[new] (task|todo|to-do) :) [{text}] (session|sessions|pomodoro
        |pomodoros|minute|minutes|hour|hours) to {more}
show tasks due mars -> nothing
    (show|open|display|view|see) [me] ({text} <tasks> [{more}]|<tasks> {more})
cancel the reminder -> nothing
    cancel [{text}] (reminder|reminders) [{more}]
"""
