"""Command lines that are refused, beside those of tests/cli/test_bad_input.py.

Typed one line after another on a file of three tasks, the third of them completed; what stands
before a `;` is done first, and succeeds or not.
"""

from __future__ import annotations

SLIPS = """
task add x --parent 99
task add x --parent 1 ; task edit 1 --parent 4
task add x --estimate 0
task add x --repeat sometimes
task add x --repeat daily --due none --repeat-from never
task add x --repeat 'every 3 days' --repeat-from now
task add x --repeat yearly --due '30 feb'
task add x --remind 7h --due fri
task add x --due 'tomorrow 9'
task add x --due '01/02'
task add x --wait someday
task edit 1 --rename
task edit 1 2 --parent 1
task done 1 ; task done 1
task reopen 2
task skip 1
task stop 1
task chain 1
task note 1
task note 1 ''
task note 99 x
task search
task search '***'
task search zzz --limit 0
task list --status open
task list --due month
task list --priority urgent
task list --after
task list --project none --tag ''
task tags --rename a
task tags --rename nowhere elsewhere
task add x --repeat daily --due today ; task done 4 ; task done 5 ; task reopen 4
task add x --repeat daily --due today ; task done 4 ; task skip 4
task add x --repeat daily --due today ; task delete 4 --yes ; task reopen 4
task delete 1
task delete 1 --yes ; task show 1
task delete 1 --yes ; task delete 1 --yes
add ''
add '!urgent Call'
add 'Call due:someday'
add 'Call on friday 7'
add 'Call 01/02'
add 'Call ~0'
add 'tomorrow 9am'
add 'Call tomorrow friday'
add 'Call every 0 days'
add 'Call every month on the 32nd'
chat 'sing a song'
chat remind me
chat 'complete it'
chat 'complete the unknown thing'
chat 'move it to friday'
chat 'postpone 1 by a day'
chat 'create a task'
chat 'delete 99'
chat 'make 99 high priority'
chat 'set the count to 5000'
chat ''
chat --clear
timer pause
timer resume
timer stop
timer skip
timer start walk
timer start --minutes 0
timer start --task 99
timer start ; timer start
timer start ; timer resume
timer start ; timer pause ; timer pause
timer start ; timer extend
timer start ; timer extend 0m
timer start ; timer extend soon
timer start ; timer back 5h
timer interrupt
session set 1001
session add --minutes 0
session add --minutes
session add --task 99
session add --task 1-2
session add --at 'tomorrow 9am'
session add --at someday
session add --at 2020-01-01
session delete 99
session edit 99 --minutes 5
session show 9
reset now now
reset prune
reset prune --days 0
reset history --limit 0
remind add 1
remind add 1 someday
remind add 1 yesterday
remind add 3 10m
remind add 99 10m
remind add 1 5h
remind snooze 1
remind snooze 99 10m
remind snooze 1 soon
remind cancel 99
remind cancel 1
task add x --due 'fri 17:00' --remind 1h ; remind cancel 1 ; remind cancel 1
task add x --due 'fri 17:00' --remind 1h ; remind snooze 1 0m
config get nothing
config set nothing 1
config set timezone
config set timezone Berlin
config set work_duration 0
config set long_break_interval 0
config set quiet_hours x
config set days_off someday
config set notify_command ''
undo 99
undo x
undo ; undo ; undo ; undo ; undo
redo
redo 99
log 99
log --task 99
log --task x
log --limit 0
log --from tomorrow --to yesterday
stats --by nothing
stats --days 0
stats --from tomorrow
stats --from 2026-03-04 --to 2026-03-01
stats --csv --json
stats --html x --csv
stats --by week --heatmap
stats --from someday
user add me
user add ''
--user nobody today
--user nobody task list
data import missing.csv
data import missing.csv --from nothing
data import - --from csv
data import
data export out.json --format nothing
data export nowhere/out.json
data export out.json ; data export out.json
data export --raw
data restore missing
data restore 99
data restore 99 --yes
data backup nowhere/x
data path x
schedule remove
schedule run x
schedule show --systemd x
doctor --fix x
explain
explain 99
why
why 99
setup
mcp --nothing
today x
prompt x
""".strip().splitlines()
