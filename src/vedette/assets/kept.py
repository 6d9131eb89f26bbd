"""The inventory that is kept in the state folder: a file for each source, in Vedette's own format.

A source that is imported again takes the place of what it said before. The sources are merged when they are read, so
that who says what stays visible, and so that one of them can be left out by removing its file.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Final

from vedette.assets.merge import with_claims
from vedette.assets.writing import write
from vedette.files.replacing import replace_file
from vedette.model.errors import UnreadableInput
from vedette.model.inventory import Inventory

FOLDER: Final = "inventory"
"""Within the state folder."""
_LONGEST: Final = 100


def kept_files(state: Path) -> list[Path]:
    """The sources that are kept in a state folder; empty where there are none."""
    return sorted((state / FOLDER).glob("*.json"))


def keep(state: Path, name: str, inventory: Inventory, source: str) -> Path:
    """Keep what one source says, in place of what was kept under that name. Atomic.

    name: of the file, without its ending; what no file's name should hold is replaced. source: for people; it is the
    one of services that do not name theirs. Raises UnreadableInput where the folder cannot be written.
    """
    path = state / FOLDER / f"{_file_name(name)}.json"
    named = replace(inventory, services=with_claims(inventory.services, source))
    try:
        replace_file(path, write(named))
    except OSError as error:
        raise UnreadableInput(str(path), error.strerror or str(error)) from error
    return path


def _file_name(name: str) -> str:
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "-_.") else "-" for c in name)
    return plain.strip(".-")[:_LONGEST] or "inventory"
