"""Where what is kept stands: the state folder, or the database of PostgreSQL that is configured."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from vedette.config.loading import Configuration, load
from vedette.config.secrets import read_secret


@dataclass(frozen=True, slots=True)
class Server:
    """A database of PostgreSQL."""

    url: str
    """As libpq takes it, without a password: `postgresql://vedette@db.example/vedette?sslmode=verify-full`."""
    password: str | None = field(default=None, repr=False)
    """Null where libpq finds one itself, or none is asked for."""


Store = Path | Server
"""The state folder, which holds a database of SQLite, or a server's database."""


def store_of(state: Path, config: Path) -> Store:
    """Where alerts are kept, by the configuration; in the state folder unless it says otherwise.

    Raises ConfigError.
    """
    return server_of(load(config)) or state


def server_of(configuration: Configuration) -> Server | None:
    """The database that is configured; null where none is. Raises ConfigError where its password cannot be read."""
    settings, folder = configuration.settings.store, configuration.path.parent
    if settings.url is None:
        return None
    return Server(settings.url, read_secret(settings.password_file, settings.password_env, folder, "store"))


def database_file(state: Path) -> Path:
    """The database in a state folder; it need not exist."""
    return state / "vedette.db"
