"""The indexes and triggers of the first release: frozen once it is out, as its tables are."""

from __future__ import annotations

_LIVE = "status = 'pending' AND deleted_at IS NULL"

INDEXES = (
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

TRIGGERS = (
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
