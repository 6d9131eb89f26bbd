"""Documents: files that are read whole, so that how much of them is a matter of safety."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from vedette.files.compression import DAMAGE, Opened, reason
from vedette.model.errors import UnreadableInput

HEAD_BYTES: Final = 64 * 1024
"""Enough to recognise every format."""


def read_document(path: Path, most_mib: int, wanted: Callable[[bytes], bool] = bool) -> bytes:
    """The bytes of a file, decompressed; of one that is not wanted by its head, only the head.

    most_mib: MiB that it may have decompressed; wanted: told up to HEAD_BYTES from the start. Raises UnreadableInput.
    """
    most = most_mib << 20
    try:
        with Opened(path) as stream:
            head = stream.read(HEAD_BYTES)
            data = head + stream.read(most + 1 - len(head)) if wanted(head) else head
    except DAMAGE as error:
        raise UnreadableInput(str(path), reason(error)) from error
    if len(data) > most:
        raise UnreadableInput(str(path), f"larger than {most_mib:,} MiB decompressed")
    return data
