"""Files as bytes, bounded: a list is read whole, so how much of it is a matter of safety."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path
from typing import Final

from vedette.model.errors import UnreadableInput

MOST_BYTES: Final = 64 * 1024 * 1024
"""Decompressed size of a list at most: ten times the largest public list known, and far below a gzip bomb."""
_GZIP: Final = b"\x1f\x8b"


def read_list(path: Path) -> bytes:
    """The bytes of a file, decompressed where its first bytes say gzip. Raises UnreadableInput."""
    try:
        with path.open("rb") as raw:
            if raw.peek(2).startswith(_GZIP):  # a pipe (`<(curl …)`) cannot be wound back
                with gzip.GzipFile(fileobj=raw) as stream:
                    data = stream.read(MOST_BYTES + 1)
            else:
                data = raw.read(MOST_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise UnreadableInput(str(path), str(error) or type(error).__name__) from error
    if len(data) > MOST_BYTES:
        raise UnreadableInput(str(path), f"larger than {MOST_BYTES >> 20} MiB decompressed")
    return data
