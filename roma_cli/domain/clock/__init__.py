"""Time zones, UTC offsets and cron expressions."""
