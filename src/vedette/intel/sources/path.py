"""A file on this machine, that something else keeps up to date: a mirror, a share, an export of another tool."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from vedette.config.settings import FeedKind
from vedette.intel.provenance import Provenance
from vedette.intel.sources.interface import Got, Same
from vedette.intel.sources.session import Session
from vedette.model.errors import UnreadableInput


class FilePath:
    """A file; that it has not changed is seen from its content."""

    kind = FeedKind.PATH
    title = "File on this machine"

    def get(self, session: Session, before: Provenance | None, at: datetime) -> Got | Same:
        """The file as it stands. Raises UnreadableInput."""
        del before, at
        path = Path(session.feed.place)
        try:
            if not path.is_file():
                raise UnreadableInput(
                    str(path), "is no file" if path.exists() else "no such file or directory"
                )
            if path.stat().st_size > session.most_bytes:
                raise UnreadableInput(str(path), f"larger than {session.most_bytes:,} bytes")
        except OSError as error:
            raise UnreadableInput(str(path), error.strerror or str(error)) from error
        return Got(path, Provenance(url=str(path)))
