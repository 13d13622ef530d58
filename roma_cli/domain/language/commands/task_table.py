"""Commands about tasks: what each is called by, and the sentences that mean it."""

from __future__ import annotations

from roma_cli.domain.language.commands.templates import reads, writes

NEW = (
    writes(
        "task add {new:added}",
        "create a weekly task for team meetings",
        "(create|add|make|set up|put in|new|write down|note down) [me] [a|an|the|another] [{traits}]"
        " (task|tasks|todo|todos|to-do|to-dos|to-do item|reminder|item|errand)"
        " [:|-|called|named|titled|[that] (is|says)|for|about|to|of] {new}",
        "[new] (task|todo|to-do) : {new}",
        "(add|put|write down|note down) {new}"
        " [(to|on|onto|in) (my|the) ([to-do|todo|task] list|tasks|to-dos|todos)]",
    ),
    writes(
        "task add {new:reminded}",
        "remind me to call mum tomorrow 9am",
        "remind me (to|that i (have|need) to) {new}",
    ),
    reads(
        "",
        "add 2 sessions to the report",
        "(add|put|write down|note down|[new] (task|todo|to-do) :) [{text}]"
        " (session|sessions|pomodoro|pomodoros|minute|minutes|hour|hours) to {more}",
    ),
)

LISTS = (
    reads(
        "task show {hash} | task list --tag {hash:digits}", "show #3", "(show|list|see) [me] {hash}"
    ),
    reads(
        "task list {filters}",
        "how many tasks are left",
        "(how many [of my]|count [all|of]) {filters}",
        counts=True,
    ),
    reads(
        "task list",
        "show my tasks",
        "[(show|list|see|display) [me]] [all] [of] [my|the]"
        " (tasks|todos|to-dos|to-do list|todo list|task list|list)",
        "what (do|should|must) i [have to|need to] do [now]",
    ),
    reads(
        "task list {shown_filters}",
        "show overdue tasks tagged home",
        "(show|list|display|see|view|give|find|print) [me] {shown_filters}",
    ),
    reads(
        "task list {asked_filters}",
        "what is due this week",
        "(what ['s|is|are]|which) [is|are|do i have|have i got] [still]"
        " [to do|(do|should|must) i [have to|need to] do] {asked_filters}",
    ),
    reads(
        "task list --limit 1",
        "what should i do next",
        "what ('s|is) [up] next",
        "what (do|should|must) i [have to|need to] do next",
    ),
    reads(
        "task list {any_filters}",
        "is anything overdue",
        "(do i have|have i got|is there|are there|is|am i) {any_filters}",
    ),
    reads("task list {anything_filters}", "anything due today", "{anything_filters}"),
    reads("task list {tasks_filters}", "tasks due on friday", "{tasks_filters}"),
    reads("task list --due overdue", "overdue", "overdue"),
    reads(
        "remind list",
        "any reminders",
        "[(show|list) [me]] [my|the|all] reminders",
        "what reminders (do i have|are (there|waiting))",
        "[are there|do i have] any reminders",
    ),
    reads(
        "task tags",
        "show my tags",
        "[(show|list) [me]] [my|the|all] (tags|labels)",
        "what (tags|labels) (do i have|are there)",
    ),
)

REMINDERS = (
    writes(
        "task edit {task} --remind {span:offset} else remind add {task} {span:length}",
        "remind me about the report 1 hour before",
        "<remind about> {task} [,] {span} (before|beforehand|ahead|early|earlier|in advance)"
        " [it ('s|is) due|the deadline]",
        "(remind me|(set|add) a reminder) {span} before {task} [is due]",
    ),
    writes(
        "remind add {task} {when}",
        "remind me about the report tomorrow at 9am",
        "<remind about> {task} [on|at] {when}",
    ),
    writes(
        "task edit {task} --remind none",
        "don't remind me about the report",
        "((don't|do not|never) remind me (about|of)|(no reminder|no reminders) for"
        "|remove the (reminder|reminders) (of|for|from|on)) {task} [anymore|any more]",
    ),
    writes(
        "remind snooze {id:digits} {span}",
        "snooze reminder 3 for 10 minutes",
        "snooze [the] reminder {id} [for|by] {span}",
    ),
)

FIELDS = (
    writes(
        "task edit {task} --priority {level}",
        "make the report urgent",
        "(set|change|make|raise|lower|put) [the] priority (of|for|on) {task} [to|at|as] {level}",
        "(make|mark|set|flag) {task} [as|to] [more|very] {level}",
    ),
    writes(
        "task edit {task} --priority {rating}",
        "give the report high priority",
        "(make|mark|set|flag|give|put) {task} [as|to|a|at] {rating}",
    ),
    writes(
        "task edit {task} --priority high",
        "prioritise the report",
        "(prioritise|prioritize) {task}",
    ),
    writes(
        "task edit {task} --priority low",
        "deprioritise the report",
        "(deprioritise|deprioritize) {task}",
    ),
    writes(
        "task edit {task} --tag {tags}",
        "tag the report with home and work",
        "(tag|label) {task} (with|as) [the (tag|label)] {tags}",
        "(add|put|stick) [the|a] <tag> {tags} (to|on) {task}",
    ),
    writes(
        "task edit {task} --tag {marked}",
        "tag the report #home",
        "(tag|label) {task} {marked}",
        "(add|put) {marked} (to|on) {task}",
    ),
    writes("task edit {this} --tag {word}", "tag it home", "(tag|label) {this} {word}"),
    writes(
        "task edit {task} --untag {tags}",
        "remove the tag home from the report",
        "(remove|take|drop|delete) [the] <tag> {tags} (off|from|of) {task}",
        "untag {tags} from {task}",
    ),
    writes(
        "task edit {task} --untag {marked}",
        "remove #home from the report",
        "(remove|take|drop|delete) {marked} (off|from|of) {task}",
        "untag {task} {marked}",
    ),
    writes(
        "task edit {task} --title {title}",
        "rename the report to Annual report",
        "(rename|retitle|(change|set) [the] (title|name) of) {task} (to|into|as) {title}",
    ),
    writes(
        "task note {task} {note}",
        "note on the report: called, no answer",
        "[add [a]] note (on|to|for) {task} (:|that) {note}",
    ),
    writes(
        "task edit {task} --estimate {number}",
        "the report takes 3 sessions",
        "({task} (takes|will take|needs)|estimate {task} (at|to|with)) {number}"
        " (session|sessions|pomodoro|pomodoros)",
    ),
    writes(
        "task edit {task} --project {project}",
        "move the report to project house",
        "(move|put|add|assign|file) {task} (in|into|to|under) [the] project {project}",
    ),
)

DATES = (
    writes(
        "task edit {task} --due none",
        "remove the due date from the report",
        "(remove|clear|drop|delete|take off) [the] (due date|deadline) (of|from|on|for) {task}",
    ),
    writes(
        "task edit {task} --due {when}",
        "move the report to friday",
        "(set|change|move) [the] (due date|deadline|due) (of|for|on) {task} <to> {when}",
        "(make|set|mark) {task} due [on|by|at|to|for] {when}",
        "{task} (should|must|shall|has to) be (due|done) [on|by|at] {when}",
        "(move|reschedule|push|shift|postpone|delay|defer|bump|put off|put|bring|change)"
        " {task} [off|out|back] <to> {when}",
    ),
    writes(
        "task edit {task} {span:later}",
        "postpone it by a day",
        "<move> {task} (by|for) {span} [later|back]",
        "<move> {task} (back|off|out) [by|for] {span}",
        "<move> {task} {span} (later|back|off|out)",
        "<later> {task} {span}",
    ),
    writes(
        "task edit {task} {span:earlier}",
        "move it up by a day",
        "<move> {task} (by|for) {span} (earlier|sooner|up)",
        "<move> {task} up [by|for] {span}",
        "<move> {task} {span} (earlier|sooner)",
    ),
    writes(
        # Two weeks forward is later to half of us and sooner to the other half.
        "task edit {task} {span:later} | task edit {task} {span:earlier}",
        "move the meeting forward 2 days",
        "<move> {task} (by|for) {span} (forward|forwards|ahead)",
        "<move> {task} (forward|forwards|ahead) [by|for] {span}",
        "<move> {task} {span} (forward|forwards|ahead)",
    ),
    writes(
        "task edit {task} --wait {when}",
        "hide the report until monday",
        "(hide|snooze) {task} (until|till) {when}",
    ),
    writes(
        "task edit {task} --repeat {repeat}",
        "repeat the report every 2 weeks",
        "(repeat|make) {task} [[to] (repeat|recur|repeating|recuring)] {repeat}",
    ),
    writes(
        "task stop {task}",
        "stop repeating the report",
        "(stop repeating|don't repeat|do not repeat) {task} [anymore|any more]",
    ),
    writes(
        "task skip {task}",
        "skip the plants this week",
        "skip {task} (this time|once|this (week|month|day|year|round)|today|for now)",
    ),
    writes("task skip {id}", "skip task 3", "skip task {id}"),
)

STATUS = (
    writes(
        "task reopen {task}",
        "reopen the report",
        "(mark|set|flag) {task} [as|to] [still] <undone> [again]",
        "(reopen|uncheck|untick) {task}",
        "{task} (is not|isn't|are not|aren't) [actually|really] <done> [yet|after all]",
    ),
    writes(
        "task done {task}",
        "done with the report",
        "[i ('m|am)|<have>] [just|now|all] done (with|on) {task}",
        "(mark|set|flag|check) {task} [as|to|off as] <done>",
        "(check|tick|cross|mark) off {task}",
        "(check|tick|cross|mark) {task} off",
        "(complete|finish|completed|finished) {task}",
        "<have> (finished|completed|did|done) [with] {task}",
        "{task} (is|are|'s) [now|all|already] <done>",
    ),
    writes("task done {ids}", "done: 3", "done [:] {ids}"),
    reads(
        "task show {task}",
        "is the report done",
        "when ('s|is) {task} due",
        "is {task} (<done>|overdue|late|due [{text}]) [yet|already]",
        "(did|have) i [already] (<finish>|do) {task} [yet|already]",
        "what ('s|is) [the] (status|due date|deadline|priority|state) of {task}",
        "tell me about {task}",
        "[show [me]] [the] details (of|for|about) {task}",
        "(show|open|display|view|see) [me] {task}",
    ),
    reads("task show {id}", "what is task 3", "what ('s|is) (task|number) {id}"),
    reads(
        # What speaks of tasks is a list that was not understood, and no title.
        "",
        "show tasks due mars",
        "(show|open|display|view|see) [me] [{text}] <tasks> [{more}]",
    ),
    reads(
        "task search {words}",
        "find milk",
        "(search [for]|find|look (for|up)) [me] {words}",
    ),
    writes(
        "task delete {task}",
        "delete the report",
        "(delete|remove|erase|trash|scrap|get rid of) {task}"
        " [from (my|the) (list|tasks|todos|to-do list|todo list)]",
        "cancel {task}",
    ),
    writes("undo | task delete {it}", "cancel that", "cancel {it}"),
    reads("", "cancel the reminder", "cancel [{text}] (reminder|reminders) [{more}]"),
)
