"""A compiled set that another process may replace at any time."""

from __future__ import annotations

from pathlib import Path

from vedette.intel.compiled.container import identity_of
from vedette.intel.compiled.contents import CompiledSet, load


class Reader:
    """The set in a file, as it was when it was last asked for.

    Who holds `current` goes on with that set, whatever becomes of the file.
    """

    def __init__(self, path: Path) -> None:
        """Raises UnreadableInput, MalformedInput."""
        self._path = path
        self._identity = identity_of(path)
        self.current: CompiledSet = load(path)

    def refresh(self) -> bool:
        """Take the set that stands there now; whether it is another one.

        Raises UnreadableInput, MalformedInput where that cannot be used, and goes on with the one that it has.
        """
        identity = identity_of(self._path)
        if identity == self._identity:
            return False
        self.current = load(self._path)
        self._identity = identity
        return True
