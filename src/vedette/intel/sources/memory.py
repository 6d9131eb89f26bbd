"""What a source that is read in steps keeps from one time to the next."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, TypeVar

import msgspec

from vedette.files.replacing import replace_file

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
    """Keep it, as `replace_file` does."""
    replace_file(path, msgspec.json.encode(content))
