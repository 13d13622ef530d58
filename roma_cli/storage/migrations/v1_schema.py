"""Schema 1.0, the first release: frozen; later steps change it in the registry."""

from __future__ import annotations

# tasks: priority_weight is the order of the priorities; the words themselves would sort high, low,
# medium. tags and tag_keys hold no spaces but the ones between two tags.
# task_extras: what an imported task had that roma has no column for, as JSON under the name of the
# format it came from, so that it can be written back there.
# task_words: the words of the tasks, without accents. Its content is the table of the tasks itself.
# session_adjustments: what an import adds to a day beyond its sessions has seconds; nothing else.
# scheduled_tasks: no CHECK that next_execution_at lies after created_at: a clock that once stood in
# 2099 would then make every later reset fail. Its writers compute it after `now`.
_TABLES = """
CREATE TABLE users (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL COLLATE NOCASE UNIQUE CHECK (length(name) BETWEEN 1 AND 50),
    created_at INTEGER NOT NULL
) STRICT

CREATE TABLE user_configurations (
    id TEXT NOT NULL PRIMARY KEY,
    user_id INTEGER NOT NULL REFERENCES users(id),
    theme TEXT NOT NULL DEFAULT 'dark' CHECK (theme IN ('light', 'dark', 'mono')),
    work_duration INTEGER NOT NULL DEFAULT 1500 CHECK (work_duration BETWEEN 1 AND 86400),
    short_break_duration INTEGER NOT NULL DEFAULT 300
        CHECK (short_break_duration BETWEEN 1 AND 86400),
    long_break_duration INTEGER NOT NULL DEFAULT 900
        CHECK (long_break_duration BETWEEN 1 AND 86400),
    long_break_interval INTEGER NOT NULL DEFAULT 4 CHECK (long_break_interval BETWEEN 1 AND 100),
    auto_start_work INTEGER NOT NULL DEFAULT 1 CHECK (auto_start_work IN (0, 1)),
    auto_start_break INTEGER NOT NULL DEFAULT 1 CHECK (auto_start_break IN (0, 1)),
    sound_enabled INTEGER NOT NULL DEFAULT 1 CHECK (sound_enabled IN (0, 1)),
    notification_enabled INTEGER NOT NULL DEFAULT 1 CHECK (notification_enabled IN (0, 1)),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    timezone TEXT NOT NULL DEFAULT 'UTC',
    daily_reset_time TEXT NOT NULL DEFAULT '00:00'
        CHECK (daily_reset_time GLOB '[0-2][0-9]:[0-5][0-9]' AND daily_reset_time < '24:00'),
    last_daily_reset INTEGER,
    today_session_count INTEGER NOT NULL DEFAULT 0
        CHECK (today_session_count BETWEEN 0 AND 1000),
    manual_session_override INTEGER CHECK (manual_session_override BETWEEN 0 AND 1000),
    setup_state TEXT NOT NULL DEFAULT 'initial'
        CHECK (setup_state IN ('initial', 'timezone_configured', 'active')),
    daily_goal INTEGER NOT NULL DEFAULT 8 CHECK (daily_goal BETWEEN 0 AND 1000),
    all_day_reminder_time TEXT NOT NULL DEFAULT '09:00'
        CHECK (all_day_reminder_time GLOB '[0-2][0-9]:[0-5][0-9]'
               AND all_day_reminder_time < '24:00'),
    quiet_hours TEXT CHECK (quiet_hours GLOB '[0-2][0-9]:[0-5][0-9]-[0-2][0-9]:[0-5][0-9]'),
    days_off TEXT CHECK (days_off GLOB '[mtwfs][a-z][a-z]*' AND length(days_off) <= 27),
    event_retention_days INTEGER CHECK (event_retention_days BETWEEN 1 AND 36500),
    notification_channels TEXT NOT NULL DEFAULT 'desktop,terminal',
    notify_command TEXT,
    webhook_url TEXT,
    webhook_secret_file TEXT,
    webhook_allow_private INTEGER NOT NULL DEFAULT 0 CHECK (webhook_allow_private IN (0, 1)),
    device_id TEXT CHECK (length(device_id) BETWEEN 1 AND 255)
) STRICT

CREATE TABLE tasks (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uuid TEXT NOT NULL UNIQUE,
    user_id INTEGER NOT NULL REFERENCES users(id),
    title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 255),
    description TEXT NOT NULL DEFAULT '' CHECK (length(description) <= 10000),
    due_date INTEGER,
    due_day TEXT CHECK (due_day GLOB '[0-9][0-9][0-9][0-9]-[0-1][0-9]-[0-3][0-9]'),
    recurrence TEXT NOT NULL DEFAULT 'none',
    priority TEXT NOT NULL DEFAULT 'medium' CHECK (priority IN ('low', 'medium', 'high')),
    tags TEXT NOT NULL DEFAULT ''
        CHECK (length(tags) - length(replace(tags, ' ', '')) <= 9 AND length(tags) <= 509),
    tag_keys TEXT NOT NULL DEFAULT '',
    status TEXT NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'completed')),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    completed_at INTEGER,
    parent_task_id INTEGER REFERENCES tasks(id),
    series_id INTEGER REFERENCES tasks(id),
    series_index INTEGER CHECK (series_index >= 0),
    anchor_date INTEGER,
    anchor_day TEXT CHECK (anchor_day GLOB '[0-9][0-9][0-9][0-9]-[0-1][0-9]-[0-3][0-9]'),
    anchor_index INTEGER CHECK (anchor_index >= 0),
    repeat_from TEXT NOT NULL DEFAULT 'due' CHECK (repeat_from IN ('due', 'completion')),
    skipped INTEGER NOT NULL DEFAULT 0 CHECK (skipped IN (0, 1)),
    subtask_of INTEGER REFERENCES tasks(id),
    project TEXT CHECK (length(project) BETWEEN 1 AND 100),
    wait_until INTEGER,
    estimate INTEGER CHECK (estimate BETWEEN 1 AND 1000),
    reminder_offset TEXT CHECK (reminder_offset IN ('15 minutes', '30 minutes', '1 hour',
        '2 hours', '1 day', '2 days', '1 week')),
    deleted_at INTEGER,
    priority_weight INTEGER NOT NULL GENERATED ALWAYS AS
        (CASE priority WHEN 'high' THEN 3 WHEN 'medium' THEN 2 ELSE 1 END) VIRTUAL,
    CHECK (due_date IS NULL OR due_day IS NULL),
    CHECK (anchor_date IS NULL OR anchor_day IS NULL),
    CHECK (recurrence = 'none' OR (series_id IS NOT NULL AND series_index >= anchor_index)),
    CHECK ((status = 'completed') = (completed_at IS NOT NULL))
) STRICT

CREATE TABLE task_tags (
    tag TEXT NOT NULL,
    task_id INTEGER NOT NULL REFERENCES tasks(id),
    PRIMARY KEY (tag, task_id)
) STRICT, WITHOUT ROWID

CREATE TABLE task_notes (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uuid TEXT NOT NULL UNIQUE,
    task_id INTEGER NOT NULL REFERENCES tasks(id),
    user_id INTEGER NOT NULL REFERENCES users(id),
    text TEXT NOT NULL CHECK (length(text) BETWEEN 1 AND 10000),
    created_at INTEGER NOT NULL
) STRICT

CREATE TABLE task_extras (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    task_id INTEGER NOT NULL REFERENCES tasks(id),
    format TEXT NOT NULL CHECK (length(format) BETWEEN 1 AND 50),
    data TEXT NOT NULL CHECK (data GLOB '{*}'),
    UNIQUE (task_id, format)
) STRICT

CREATE VIRTUAL TABLE task_words USING fts5(
    title, description, tags, content='tasks', content_rowid='id',
    tokenize='unicode61 remove_diacritics 2'
)

CREATE TABLE reminders (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uuid TEXT NOT NULL UNIQUE,
    task_id INTEGER NOT NULL REFERENCES tasks(id),
    user_id INTEGER NOT NULL REFERENCES users(id),
    scheduled_at INTEGER NOT NULL,
    reminder_type TEXT NOT NULL DEFAULT 'desktop' CHECK (length(reminder_type) BETWEEN 1 AND 50),
    status TEXT NOT NULL DEFAULT 'pending'
        CHECK (status IN ('pending', 'sent', 'failed', 'cancelled')),
    retry_count INTEGER NOT NULL DEFAULT 0 CHECK (retry_count >= 0),
    job_id TEXT CHECK (length(job_id) <= 255),
    created_at INTEGER NOT NULL,
    sent_at INTEGER,
    claimed_at INTEGER,
    next_attempt_at INTEGER,
    origin TEXT NOT NULL DEFAULT 'added' CHECK (origin IN ('task', 'added')),
    offset_seconds INTEGER CHECK (offset_seconds >= 0)
) STRICT

CREATE TABLE timer_sessions (
    id TEXT NOT NULL PRIMARY KEY,
    user_id INTEGER NOT NULL REFERENCES users(id),
    kind TEXT NOT NULL CHECK (kind IN ('work', 'short_break', 'long_break')),
    planned_seconds INTEGER NOT NULL CHECK (planned_seconds BETWEEN 1 AND 86400),
    started_at INTEGER NOT NULL,
    paused_at INTEGER,
    paused_seconds INTEGER NOT NULL DEFAULT 0 CHECK (paused_seconds >= 0),
    ended_at INTEGER,
    outcome TEXT CHECK (outcome IN ('completed', 'skipped', 'stopped')),
    task_id INTEGER REFERENCES tasks(id),
    source TEXT NOT NULL DEFAULT 'timer' CHECK (source IN ('timer', 'manual', 'import')),
    note TEXT NOT NULL DEFAULT '' CHECK (length(note) <= 255),
    tags TEXT NOT NULL DEFAULT ''
        CHECK (length(tags) - length(replace(tags, ' ', '')) <= 9 AND length(tags) <= 509),
    day TEXT CHECK (day GLOB '[0-9][0-9][0-9][0-9]-[0-1][0-9]-[0-3][0-9]'),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    CHECK ((ended_at IS NULL) = (outcome IS NULL)),
    CHECK (ended_at IS NULL OR ended_at >= started_at)
) STRICT

CREATE TABLE session_interruptions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uuid TEXT NOT NULL UNIQUE,
    session_id TEXT NOT NULL REFERENCES timer_sessions(id),
    user_id INTEGER NOT NULL REFERENCES users(id),
    reason TEXT NOT NULL DEFAULT '' CHECK (length(reason) <= 255),
    created_at INTEGER NOT NULL
) STRICT

CREATE TABLE session_adjustments (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uuid TEXT NOT NULL UNIQUE,
    user_id INTEGER NOT NULL REFERENCES users(id),
    delta INTEGER NOT NULL CHECK (delta BETWEEN -1000 AND 1000),
    count_after INTEGER NOT NULL CHECK (count_after BETWEEN 0 AND 1000),
    reason TEXT NOT NULL CHECK (reason IN ('set', 'limit', 'import')),
    created_at INTEGER NOT NULL,
    day TEXT CHECK (day GLOB '[0-9][0-9][0-9][0-9]-[0-1][0-9]-[0-3][0-9]'),
    work_seconds INTEGER NOT NULL DEFAULT 0,
    break_seconds INTEGER NOT NULL DEFAULT 0,
    CHECK ((work_seconds = 0 AND break_seconds = 0) OR (reason = 'import' AND day IS NOT NULL))
) STRICT

CREATE TABLE daily_session_stats (
    id TEXT NOT NULL PRIMARY KEY,
    user_id INTEGER NOT NULL REFERENCES users(id),
    date TEXT NOT NULL CHECK (date GLOB '[0-9][0-9][0-9][0-9]-[0-1][0-9]-[0-3][0-9]'),
    timezone TEXT NOT NULL,
    work_sessions_completed INTEGER NOT NULL DEFAULT 0 CHECK (work_sessions_completed >= 0),
    total_work_seconds INTEGER NOT NULL DEFAULT 0 CHECK (total_work_seconds >= 0),
    total_break_seconds INTEGER NOT NULL DEFAULT 0 CHECK (total_break_seconds >= 0),
    manual_overrides INTEGER NOT NULL DEFAULT 0 CHECK (manual_overrides >= 0),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT

CREATE TABLE scheduled_tasks (
    id TEXT NOT NULL PRIMARY KEY,
    user_id INTEGER NOT NULL REFERENCES users(id),
    task_type TEXT NOT NULL
        CHECK (task_type IN ('daily_reset', 'reminder_check', 'backup', 'retention')),
    cron_expression TEXT NOT NULL,
    timezone TEXT NOT NULL,
    last_executed_at INTEGER,
    next_execution_at INTEGER NOT NULL,
    is_active INTEGER NOT NULL DEFAULT 1 CHECK (is_active IN (0, 1)),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT

CREATE TABLE session_reset_events (
    id TEXT NOT NULL PRIMARY KEY,
    user_id INTEGER NOT NULL REFERENCES users(id),
    reset_type TEXT NOT NULL CHECK (reset_type IN ('scheduled_daily', 'manual_reset',
        'timezone_change', 'configuration_change')),
    previous_count INTEGER NOT NULL CHECK (previous_count BETWEEN 0 AND 1000),
    new_count INTEGER NOT NULL CHECK (new_count BETWEEN 0 AND 1000),
    reset_timestamp INTEGER NOT NULL,
    user_timezone TEXT NOT NULL,
    local_reset_time TEXT NOT NULL,
    device_id TEXT,
    context TEXT CHECK (context GLOB '{*}'),
    created_at INTEGER NOT NULL
) STRICT

CREATE TABLE operations (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id INTEGER NOT NULL REFERENCES users(id),
    actor TEXT NOT NULL CHECK (actor IN ('user', 'roma', 'elsewhere')),
    kind TEXT NOT NULL CHECK (kind IN ('do', 'undo', 'redo')),
    target INTEGER REFERENCES operations(id),
    summary TEXT NOT NULL CHECK (summary <> ''),
    created_at INTEGER NOT NULL,
    CHECK ((kind = 'do') = (target IS NULL))
) STRICT

CREATE TABLE audit_log_entries (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    event_id TEXT NOT NULL CHECK (length(event_id) <= 255),
    event_type TEXT NOT NULL CHECK (length(event_type) <= 100),
    task_id INTEGER,
    parent_task_id INTEGER,
    user_id INTEGER NOT NULL REFERENCES users(id),
    event_data TEXT NOT NULL CHECK (event_data GLOB '{*}'),
    created_at INTEGER NOT NULL,
    operation_id INTEGER NOT NULL REFERENCES operations(id),
    row_table TEXT NOT NULL,
    row_key TEXT NOT NULL
) STRICT

CREATE TABLE conversation_states (
    key TEXT NOT NULL PRIMARY KEY,
    user_id INTEGER NOT NULL REFERENCES users(id),
    state TEXT NOT NULL CHECK (state GLOB '{*}'),
    updated_at INTEGER NOT NULL,
    CHECK (key = 'conversation:' || user_id)
) STRICT
"""

_LIVE = "status = 'pending' AND deleted_at IS NULL"

_INDEXES = (
    "CREATE UNIQUE INDEX idx_user_configurations_user_id ON user_configurations(user_id)",
    "CREATE INDEX idx_tasks_priority_due_date ON tasks(priority, due_date)",
    "CREATE INDEX idx_tasks_parent_id ON tasks(parent_task_id)",
    "CREATE INDEX idx_tasks_status ON tasks(status)",
    "CREATE INDEX idx_tasks_created_at ON tasks(created_at)",
    "CREATE UNIQUE INDEX idx_tasks_series ON tasks(series_id, series_index)"
    " WHERE series_id IS NOT NULL AND deleted_at IS NULL",
    # All of a series, for its chain; and without it every undo of a new task, whose key others
    # may refer to, would walk through all tasks.
    "CREATE INDEX idx_tasks_series_id ON tasks(series_id) WHERE series_id IS NOT NULL",
    "CREATE INDEX idx_tasks_subtask_of ON tasks(subtask_of) WHERE subtask_of IS NOT NULL",
    "CREATE INDEX idx_task_notes_task_id ON task_notes(task_id)",
    # The three streams that `task list` merges in the order of their deadlines.
    "CREATE INDEX idx_tasks_pending_moment ON tasks(user_id, due_date, priority_weight DESC, id)"
    f" WHERE {_LIVE} AND due_date IS NOT NULL",
    "CREATE INDEX idx_tasks_pending_day ON tasks(user_id, due_day, priority_weight DESC, id)"
    f" WHERE {_LIVE} AND due_day IS NOT NULL",
    "CREATE INDEX idx_tasks_pending_undated ON tasks(user_id, priority_weight DESC, id)"
    f" WHERE {_LIVE} AND due_date IS NULL AND due_day IS NULL",
    "CREATE INDEX idx_tasks_completed ON tasks(user_id, completed_at DESC, id DESC)"
    " WHERE status = 'completed' AND deleted_at IS NULL",
    "CREATE INDEX idx_task_tags_task_id ON task_tags(task_id)",
    "CREATE INDEX idx_reminders_task_id ON reminders(task_id)",
    "CREATE INDEX idx_reminders_status ON reminders(status)",
    "CREATE INDEX idx_reminders_scheduled_at ON reminders(scheduled_at)",
    "CREATE INDEX idx_reminders_pending ON reminders(user_id, scheduled_at)"
    " WHERE status = 'pending'",
    # What is open: the running timer, and all that the next closing of the day will count.
    "CREATE INDEX idx_timer_sessions_open ON timer_sessions(user_id, ended_at) WHERE day IS NULL",
    "CREATE UNIQUE INDEX idx_timer_sessions_one_running ON timer_sessions(user_id)"
    " WHERE ended_at IS NULL",
    "CREATE INDEX idx_timer_sessions_day ON timer_sessions(user_id, day)",
    "CREATE INDEX idx_timer_sessions_task_id ON timer_sessions(task_id)",
    "CREATE INDEX idx_session_interruptions_session_id ON session_interruptions(session_id)",
    "CREATE INDEX idx_session_adjustments_open ON session_adjustments(user_id, id)"
    " WHERE day IS NULL",
    "CREATE UNIQUE INDEX idx_daily_session_stats_user_date ON daily_session_stats(user_id, date)",
    "CREATE INDEX idx_scheduled_tasks_active ON scheduled_tasks(user_id, is_active)",
    "CREATE UNIQUE INDEX idx_scheduled_tasks_one_reset ON scheduled_tasks(user_id)"
    " WHERE task_type = 'daily_reset' AND is_active = 1",
    "CREATE INDEX idx_scheduled_tasks_next_exec ON scheduled_tasks(next_execution_at)"
    " WHERE is_active = 1",
    "CREATE INDEX idx_session_reset_events_user_timestamp"
    " ON session_reset_events(user_id, reset_timestamp)",
    "CREATE INDEX idx_reset_events_recent ON session_reset_events(user_id, created_at DESC)",
    "CREATE INDEX idx_operations_user ON operations(user_id, kind, id)",
    "CREATE INDEX idx_operations_target ON operations(target) WHERE target IS NOT NULL",
    "CREATE UNIQUE INDEX idx_audit_event_id ON audit_log_entries(event_id)",
    "CREATE INDEX idx_audit_event_type ON audit_log_entries(event_type)",
    "CREATE INDEX idx_audit_task_id ON audit_log_entries(task_id)",
    "CREATE INDEX idx_audit_created_at ON audit_log_entries(created_at)",
    "CREATE INDEX idx_audit_operation_id ON audit_log_entries(operation_id)",
    "CREATE INDEX idx_audit_row ON audit_log_entries(row_table, row_key)",
)

# task_tags is an index over tasks.tag_keys, kept by these; nothing else writes it. JSON's
# functions would split the text more simply, but SQLite before 3.41 calls them unsafe in a
# schema that is not trusted.
_SPLIT_TAGS = (
    "INSERT INTO task_tags (tag, task_id) SELECT DISTINCT tag, NEW.id FROM ("
    "WITH RECURSIVE split(tag, rest) AS (VALUES ('', NEW.tag_keys || ' ') UNION ALL"
    " SELECT substr(rest, 1, instr(rest, ' ') - 1), substr(rest, instr(rest, ' ') + 1)"
    " FROM split WHERE rest <> '') SELECT tag FROM split) WHERE tag <> ''"
)

_ADD_WORDS = (
    "INSERT INTO task_words (rowid, title, description, tags)"
    " VALUES (NEW.id, NEW.title, NEW.description, NEW.tags)"
)
_DROP_WORDS = (
    "INSERT INTO task_words (task_words, rowid, title, description, tags)"
    " VALUES ('delete', OLD.id, OLD.title, OLD.description, OLD.tags)"
)

_TRIGGERS = (
    # Most tasks have one tag or none, and splitting takes ten times as long as adding one.
    "CREATE TRIGGER tasks_tag_added AFTER INSERT ON tasks"
    " WHEN NEW.tag_keys <> '' AND instr(NEW.tag_keys, ' ') = 0"
    " BEGIN INSERT INTO task_tags (tag, task_id) VALUES (NEW.tag_keys, NEW.id); END",
    "CREATE TRIGGER tasks_tags_added AFTER INSERT ON tasks WHEN instr(NEW.tag_keys, ' ') > 0"
    f" BEGIN {_SPLIT_TAGS}; END",
    "CREATE TRIGGER tasks_tags_changed AFTER UPDATE OF tag_keys ON tasks"
    " WHEN OLD.tag_keys <> NEW.tag_keys"
    f" BEGIN DELETE FROM task_tags WHERE task_id = OLD.id; {_SPLIT_TAGS}; END",
    "CREATE TRIGGER tasks_tags_removed BEFORE DELETE ON tasks"
    " BEGIN DELETE FROM task_tags WHERE task_id = OLD.id; END",
    f"CREATE TRIGGER tasks_words_added AFTER INSERT ON tasks BEGIN {_ADD_WORDS}; END",
    "CREATE TRIGGER tasks_words_changed AFTER UPDATE OF title, description, tags ON tasks"
    f" BEGIN {_DROP_WORDS}; {_ADD_WORDS}; END",
    f"CREATE TRIGGER tasks_words_removed AFTER DELETE ON tasks BEGIN {_DROP_WORDS}; END",
    "CREATE TRIGGER audit_is_append_only_update BEFORE UPDATE ON audit_log_entries"
    " BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END",
    "CREATE TRIGGER audit_is_append_only_delete BEFORE DELETE ON audit_log_entries"
    " BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END",
)

# SQLite keeps the text of a table with the line break at its end: released files have it.
STATEMENTS = (*(f"{sql.strip()}\n" for sql in _TABLES.split("\n\n")), *_INDEXES, *_TRIGGERS)
"""What makes the schema, one statement at a time, in order."""
