"""Tokens, keys and passwords: kept outside of the configuration, and never shown."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Final

from vedette.model.errors import ConfigError

_MOST_BYTES: Final = 16 << 10


def read_secret(file: str | None, variable: str | None, folder: Path, key: str) -> str | None:
    """The secret in a file or in an environment variable; null where neither is named.

    folder: what a relative path starts from; key: where it is configured, for errors. Raises ConfigError, which does
    not tell the secret.
    """
    if file is not None:
        return _from_file(folder / file, key)
    if variable is None:
        return None
    value = os.environ.get(variable, "").strip()
    if not value:
        raise ConfigError(f"${variable}", "is not set", key=key)
    return _checked(value, f"${variable}", key)


def _from_file(path: Path, key: str) -> str:
    try:
        with path.open("rb") as opened:
            mode = stat.S_IMODE(os.fstat(opened.fileno()).st_mode)
            data = opened.read(_MOST_BYTES)
    except OSError as error:
        raise ConfigError(str(path), error.strerror or str(error), key=key) from error
    if mode & stat.S_IROTH:
        hint = f"chmod 600 {path}"
        raise ConfigError(str(path), "holds a secret that everybody may read", key=key, hint=hint)
    return _checked(data.decode("utf-8", "replace").strip(), str(path), key)


def _checked(value: str, place: str, key: str) -> str:
    """The secret, once it is known that it can be sent."""
    if not value or not (value.isascii() and value.isprintable()):
        raise ConfigError(place, "is empty, or holds more than one line of plain text", key=key)
    return value
