"""The tables of the first release: frozen once it is out; later steps change them in `schema`."""

from __future__ import annotations

from roma_cli.storage.migrations.v1_indexes import INDEXES, TRIGGERS

_USERS = """
CREATE TABLE users (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL COLLATE NOCASE UNIQUE CHECK (length(name) BETWEEN 1 AND 50),
    created_at INTEGER NOT NULL
) STRICT
"""

_USER_CONFIGURATIONS = """
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
"""

# priority_weight is the order of the priorities; the words themselves would sort high, low,
# medium. tags and tag_keys hold no spaces but the ones between two tags.
_TASKS = """
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
"""

_TASK_TAGS = """
CREATE TABLE task_tags (
    tag TEXT NOT NULL,
    task_id INTEGER NOT NULL REFERENCES tasks(id),
    PRIMARY KEY (tag, task_id)
) STRICT, WITHOUT ROWID
"""

_TASK_NOTES = """
CREATE TABLE task_notes (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uuid TEXT NOT NULL UNIQUE,
    task_id INTEGER NOT NULL REFERENCES tasks(id),
    user_id INTEGER NOT NULL REFERENCES users(id),
    text TEXT NOT NULL CHECK (length(text) BETWEEN 1 AND 10000),
    created_at INTEGER NOT NULL
) STRICT
"""

# What an imported task had that roma has no column for, as JSON under the name of the format it
# came from, so that it can be written back there.
_TASK_EXTRAS = """
CREATE TABLE task_extras (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    task_id INTEGER NOT NULL REFERENCES tasks(id),
    format TEXT NOT NULL CHECK (length(format) BETWEEN 1 AND 50),
    data TEXT NOT NULL CHECK (data GLOB '{*}'),
    UNIQUE (task_id, format)
) STRICT
"""

# The words of the tasks, without their accents. Its content is the table of the tasks itself.
_TASK_WORDS = """
CREATE VIRTUAL TABLE task_words USING fts5(
    title, description, tags, content='tasks', content_rowid='id',
    tokenize='unicode61 remove_diacritics 2'
)
"""

_REMINDERS = """
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
"""

_TIMER_SESSIONS = """
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
"""

_SESSION_INTERRUPTIONS = """
CREATE TABLE session_interruptions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uuid TEXT NOT NULL UNIQUE,
    session_id TEXT NOT NULL REFERENCES timer_sessions(id),
    user_id INTEGER NOT NULL REFERENCES users(id),
    reason TEXT NOT NULL DEFAULT '' CHECK (length(reason) <= 255),
    created_at INTEGER NOT NULL
) STRICT
"""

# What an import adds to a day beyond the sessions it brings has seconds too; nothing else has.
_SESSION_ADJUSTMENTS = """
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
"""

_DAILY_SESSION_STATS = """
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
"""

# No CHECK that next_execution_at lies after created_at: a clock that once stood in 2099 would
# then make every later reset fail. The ledger's callers compute it after `now`.
_SCHEDULED_TASKS = """
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
"""

_SESSION_RESET_EVENTS = """
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
"""

_OPERATIONS = """
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
"""

_AUDIT_LOG_ENTRIES = """
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
"""

_CONVERSATION_STATES = """
CREATE TABLE conversation_states (
    key TEXT NOT NULL PRIMARY KEY,
    user_id INTEGER NOT NULL REFERENCES users(id),
    state TEXT NOT NULL CHECK (state GLOB '{*}'),
    updated_at INTEGER NOT NULL,
    CHECK (key = 'conversation:' || user_id)
) STRICT
"""

STATEMENTS = (
    _USERS,
    _USER_CONFIGURATIONS,
    _TASKS,
    _TASK_TAGS,
    _TASK_NOTES,
    _TASK_EXTRAS,
    _TASK_WORDS,
    _REMINDERS,
    _TIMER_SESSIONS,
    _SESSION_INTERRUPTIONS,
    _SESSION_ADJUSTMENTS,
    _DAILY_SESSION_STATS,
    _SCHEDULED_TASKS,
    _SESSION_RESET_EVENTS,
    _OPERATIONS,
    _AUDIT_LOG_ENTRIES,
    _CONVERSATION_STATES,
    *INDEXES,
    *TRIGGERS,
)
"""What makes them, one statement at a time, in order."""
