"""What a source that is read in steps keeps from one time to the next."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkstemp
from typing import Final, TypeVar

import msgspec

T = TypeVar("T", bound=msgspec.Struct)


_LOCK: Final = ".lock"


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Wait until no other process gets the same feed, and keep others waiting meanwhile. Raises OSError.

    What a process that was killed left unfinished is removed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / _LOCK).open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for left in folder.glob(".*"):
            if left.name != _LOCK:
                left.unlink()
        yield


def remembered(path: Path, kind: type[T]) -> T | None:
    """What was kept; null where nothing was, or where it is damaged, so that all is read anew."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=kind)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return None


def remember(path: Path, content: msgspec.Struct | dict[str, object]) -> None:
    """Keep it: written whole beside the place, and put there at once."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(msgspec.json.encode(content))
            file.flush()
            os.fsync(handle)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
