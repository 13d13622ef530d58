"""cron and systemd."""
