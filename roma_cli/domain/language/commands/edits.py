"""Commands that change something, and the sentences that mean them; see `templates`."""

from __future__ import annotations

EDITS = """
# New tasks.
create a weekly task for team meetings -> task add {new:added}
    (create|add|set up|put in|new|write down|note down) [me] [a|an|the|another] <new task>
    make [me] [a|an|another] <new task>
    [new] (task|todo|to-do) : {new}
    (add|put|write down|note down) {new} <on my list>
remind me to call mum tomorrow 9am -> task add {new:reminded}
    remind me (to|that i (have|need) to) {new}

# Done, and not.
reopen the report -> task reopen {task}
    (mark|set|flag) {task} [as|to] [still] <undone> [again]
    (reopen|uncheck|untick) {task}
    {task} (is not|isn't|are not|aren't) [actually|really] <done> [yet|after all]
done with the report -> task done {task}
    [i ('m|am)|<have>] [just|now|all] done (with|on) {task}
    (mark|set|flag|check) {task} [as|to|off as] <done>
    (check|tick|cross|mark) off {task}
    (check|tick|cross|mark) {task} off
    (complete|finish|completed|finished) {task}
    <have> (finished|completed|did|done) [with] {task}
    {task} (is|are|'s) [now|all|already] <done>
done: 3 -> task done {ids}
    done [:] {ids}
delete the report -> task delete {task}
    (delete|remove|erase|trash|scrap|get rid of) {task}
        [from (my|the) (list|tasks|todos|to-do list|todo list)]
    cancel {task}
cancel that -> undo | task delete {it}
    cancel {it}

# Reminders.
remind me about the report 1 hour before
        -> task edit {task} --remind {span:offset} else remind add {task} {span:length}
    <remind about> {task} [,] {span} (before|beforehand|ahead|early|earlier|in advance)
        [it ('s|is) due|the deadline]
    (remind me|(set|add) a reminder) {span} before {task} [is due]
remind me about the report tomorrow at 9am -> remind add {task} {when}
    <remind about> {task} [on|at] {when}
don't remind me about the report -> task edit {task} --remind none
    (don't|do not|never) remind me (about|of) {task} [anymore|any more]
    (no reminder|no reminders) for {task} [anymore|any more]
    remove the (reminder|reminders) (of|for|from|on) {task} [anymore|any more]
snooze reminder 3 for 10 minutes -> remind snooze {id:digits} {span}
    snooze [the] reminder {id} [for|by] {span}

# Fields.
make the report urgent -> task edit {task} --priority {level}
    (set|change|make|raise|lower|put) [the] priority (of|for|on) {task} [to|at|as] {level}
    (make|mark|set|flag) {task} [as|to] [more|very] {level}
give the report high priority -> task edit {task} --priority {rating}
    (make|mark|set|flag|give|put) {task} [as|to|a|at] {rating}
prioritise the report -> task edit {task} --priority high
    (prioritise|prioritize) {task}
deprioritise the report -> task edit {task} --priority low
    (deprioritise|deprioritize) {task}
tag the report with home and work -> task edit {task} --tag {tags}
    (tag|label) {task} (with|as) [the (tag|label)] {tags}
    (add|put|stick) [the|a] <tag> {tags} (to|on) {task}
tag the report #home -> task edit {task} --tag {marked}
    (tag|label) {task} {marked}
    (add|put) {marked} (to|on) {task}
tag it home -> task edit {this} --tag {word}
    (tag|label) {this} {word}
remove the tag home from the report -> task edit {task} --untag {tags}
    (remove|take|drop|delete) [the] <tag> {tags} (off|from|of) {task}
    untag {tags} from {task}
remove #home from the report -> task edit {task} --untag {marked}
    (remove|take|drop|delete) {marked} (off|from|of) {task}
    untag {task} {marked}
rename the report to Annual report -> task edit {task} --title {title}
    (rename|retitle|(change|set) [the] (title|name) of) {task} (to|into|as) {title}
note on the report: called, no answer -> task note {task} {note}
    [add [a]] note (on|to|for) {task} (:|that) {note}
the report takes 3 sessions -> task edit {task} --estimate {number}
    ({task} (takes|will take|needs)|estimate {task} (at|to|with)) {number}
        (session|sessions|pomodoro|pomodoros)
move the report to project house -> task edit {task} --project {project}
    (move|put|add|assign|file) {task} (in|into|to|under) [the] project {project}

# Dates and repeats.
remove the due date from the report -> task edit {task} --due none
    (remove|clear|drop|delete|take off) [the] (due date|deadline) (of|from|on|for) {task}
move the report to friday -> task edit {task} --due {when}
    (set|change|move) [the] (due date|deadline|due) (of|for|on) {task} <to> {when}
    (make|set|mark) {task} due [on|by|at|to|for] {when}
    {task} (should|must|shall|has to) be (due|done) [on|by|at] {when}
    (move|reschedule|push|shift|postpone|delay|defer|bump|put off|put|bring|change)
        {task} [off|out|back] <to> {when}
postpone it by a day -> task edit {task} {span:later}
    <move> {task} (by|for) {span} [later|back]
    <move> {task} (back|off|out) [by|for] {span}
    <move> {task} {span} (later|back|off|out)
    <later> {task} {span}
move it up by a day -> task edit {task} {span:earlier}
    <move> {task} (by|for) {span} (earlier|sooner|up)
    <move> {task} up [by|for] {span}
    <move> {task} {span} (earlier|sooner)
move the meeting forward 2 days -> task edit {task} {span:later} | task edit {task} {span:earlier}
    <move> {task} (by|for) {span} (forward|forwards|ahead)
    <move> {task} (forward|forwards|ahead) [by|for] {span}
    <move> {task} {span} (forward|forwards|ahead)
hide the report until monday -> task edit {task} --wait {when}
    (hide|snooze) {task} (until|till) {when}
repeat the report every 2 weeks -> task edit {task} --repeat {repeat}
    (repeat|make) {task} [[to] (repeat|recur|repeating|recuring)] {repeat}
stop repeating the report -> task stop {task}
    (stop repeating|don't repeat|do not repeat) {task} [anymore|any more]
skip the plants this week -> task skip {task}
    skip {task} (this time|once|this (week|month|day|year|round)|today|for now)
skip task 3 -> task skip {id}
    skip task {id}

# Back and forth.
undo -> undo
    (undo|revert|take back) [it|that|this|[the|my] last (one|change|command|thing|step)
        |what i [just] did]
    take (it|that) back
undo operation 12 -> undo {id:digits}
    (undo|revert) (operation|number|no|no.|change) {id}
redo -> redo
    redo [it|that|this|the last (one|change)]

# Sessions.
set the count to 5 -> session set {number}
    (set|change|correct|make|put) [my|the|today 's] <count> [[for] today] [to|at|=] {number}
        [<session>|<sessions>]
    i ['ve|have] [already] (did|done|finished|completed|had) {number} <sessions> [already]
        (today|so far [today])
log a 50 minute session on the report -> session add [--minutes {span:minutes}] [--at {at}]
        [--task {task}]
    (add|log|record|count|track|i ['ve|have] [just] (did|done|finished|completed|had))
        (a|an|one|another|one more|my) [{span}] <session> [(on|for) {task}] <at>
    (add|log|record|count|track) [a|one] <session> [of {span}] [(on|for) {task}] <at>
    (add|log|record|track) [a] {span} <session> [(on|for) {task}] <at>
    i ['ve|have] [just] worked [on {task}] for {span} <at>
    i ['ve|have] [just] worked [for] {span} on {task} <at>

# The timer.
take a break -> timer start short [--minutes {span:minutes}]
    (start|begin|take|have) [a|an|my|the] [{span}] [short] break
    (start|begin|take|have) [a|my] [short] break (of|for) {span}
start a long break -> timer start long [--minutes {span:minutes}]
    (start|begin|take|have) [a|an|my|the] [{span}] long break
    (start|begin|take|have) [a|my] long break (of|for) {span}
start the timer -> timer start
    (start|begin) [[a|an|the|my|another] [new] <timer>|working]
start a 25 minute session on the report -> timer start work [--minutes {span:minutes}]
        [--task {task}]
    (start|begin) [a|an|my|the|another] {span} <timer> [(on|for|with) {task}]
    (start|begin) [a|an|my|the|another] <timer> (on|for|with) {task}
    (start|begin) [a|the|my] <timer> (of|for) {span} [(on|for|with) {task}]
    [start|begin] ([to] work|working|focus|focusing) on {task} [for {span}]
    (start|begin) {task} [for {span}]
pause -> timer pause
    pause [it|[the|my] <timer>|working]
resume -> timer resume
    (resume|continue|unpause|carry on) [it|[the|my] <timer>|working]
stop working on the report -> timer stop
    (stop|abort) [it|working [on {text}]]
    (stop|end|abort) [the|my|this] (<timer>|<break>)
skip the break -> timer skip
    skip [it|this|[the|this|my] (<timer>|<break>)]

# The day and the settings.
reset my count -> session set 0 | reset now
    (reset|clear|zero) [my|the|today 's] <count> [[for] today|now]
close my day -> reset now
    reset now
    reset [my|the] day [now]
    (close|end) [my|the|this] day [now]
my day starts at 4 -> config set daily_reset_time {clock}
    [my|the] [new] day [should|shall] [now] (start|starts|begin|begins|reset|resets) at <clock>
    (start|begin|reset) [my|the] day at <clock>
    [the] [daily] reset [is|should be] at <clock>
    (set|change|move|put) [my|the] [daily] (reset [time]|day start|start of (my|the) day) (to|at)
        <clock>
set my time zone to Europe/Berlin -> config set timezone {zone}
    ((set|change|switch) [my|the] <zone> to|(my|the) <zone> is [now]|use [the] <zone>) {zone}
I moved to Berlin -> config set timezone {place}
    i ['m|am|'ve|have] [just|now] (moved to|moving to|landed in|flew to|arrived in|living in)
        {place} [now|today|for now]
    i ('m|am) [just|now] in {place} [now|today|for now]
"""
