"""Text of processes and files made fit to be kept: valid, and of bounded length.

What a terminal could interpret is escaped where it is shown; here only what no document could hold is changed.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

LONGEST: Final = 512
"""Characters of one text."""
MOST: Final = 500
"""Texts of one list."""


def shown(text: str, longest: int = LONGEST) -> str:
    r"""Bytes that are no UTF-8 become `\udcff`; what is too long is cut, with an ellipsis."""
    valid = text.encode("utf-8", "backslashreplace").decode()
    return valid if len(valid) <= longest else f"{valid[: longest - 1]}…"


def shown_all(texts: Iterable[str], most: int = MOST) -> tuple[str, ...]:
    """As `shown`, and no more than so many; the last one tells how many more there are."""
    every = tuple(texts)
    if len(every) <= most:
        return tuple(shown(text) for text in every)
    return (*(shown(text) for text in every[: most - 1]), f"… and {len(every) - most + 1:,} more")
