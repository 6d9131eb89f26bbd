"""Where Vedette keeps what it keeps, and where it reads its configuration.

For root the places of the Filesystem Hierarchy Standard; for others those of the XDG Base Directory Specification.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

STATE_VARIABLE: Final = "VEDETTE_STATE"
"""Environment variable that names the state folder."""
CONFIG_VARIABLE: Final = "VEDETTE_CONFIG"
"""Environment variable that names the configuration file."""
_ROOT_STATE: Final = Path("/var/lib/vedette")
_ROOT_CONFIG: Final = Path("/etc/vedette/config.toml")


def state_folder(given: Path | None = None) -> Path:
    """Where anything is kept: what was given, else $VEDETTE_STATE, else root's or the user's own place.

    It need not exist yet.
    """
    return given or _named(STATE_VARIABLE) or (_ROOT_STATE if _root() else _own_state())


def config_file(given: Path | None = None) -> Path:
    """Where the configuration is: what was given, else $VEDETTE_CONFIG, else root's or the user's own place.

    It need not exist: everything has a default.
    """
    return given or _named(CONFIG_VARIABLE) or (_ROOT_CONFIG if _root() else _own_config())


def _root() -> bool:
    return os.geteuid() == 0


def _named(variable: str) -> Path | None:
    value = os.environ.get(variable)
    return Path(value) if value else None


def _own_state() -> Path:
    return _base("XDG_STATE_HOME", ".local/state") / "vedette"


def _own_config() -> Path:
    return _base("XDG_CONFIG_HOME", ".config") / "vedette" / "config.toml"


def _base(variable: str, otherwise: str) -> Path:
    """A base directory; the specification ignores one that is not absolute."""
    named = _named(variable)
    return named if named is not None and named.is_absolute() else Path.home() / otherwise
