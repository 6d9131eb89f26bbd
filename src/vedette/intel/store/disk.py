"""The few ways in which the store changes the disk. Each is durable when it returns; two of them are atomic.

A power cut may tear what `write` and `append` were writing. So nothing that is read is written in place: a file or
folder is made under another name and comes into being by `rename`; of what was appended, a last line without its end
does not count.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from vedette.files.replacing import settle


def make(folder: Path) -> None:
    """Make a folder and those above it."""
    folder.mkdir(parents=True, exist_ok=True)


def write(path: Path, data: bytes) -> None:
    """Write a file."""
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def rename(old: Path, new: Path) -> None:
    """Give a file or a folder its name, in place of a file of that name. Atomic."""
    old.replace(new)
    settle(new.parent)


def append(path: Path, data: bytes) -> None:
    """Write at the end of a file."""
    with path.open("ab") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def truncate(path: Path, size: int) -> None:
    """Cut a file to its first bytes. Atomic."""
    os.truncate(path, size)


def remove(path: Path) -> None:
    """Remove a file, or a folder with all in it; nothing where there is none."""
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
