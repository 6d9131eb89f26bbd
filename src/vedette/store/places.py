"""Where the database stands."""

from __future__ import annotations

from pathlib import Path


def database_file(state: Path) -> Path:
    """The database in a state folder; it need not exist."""
    return state / "vedette.db"
