"""Backups of the main database: taken, put back, tried out. Never of the keys (docs/retention.md)."""
