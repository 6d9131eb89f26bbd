"""What became of the checks that close an alert, for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from vedette.cli.columns import wrapped
from vedette.cli.escape import printable

if TYPE_CHECKING:
    from vedette.run.closing import Verdict

_WIDTH: Final = 100


def verdict_lines(verdicts: Iterable[Verdict]) -> Iterator[str]:
    """Each check with what became of it, and why."""
    found = list(verdicts)
    for each in found:
        yield from wrapped(f"{'passes' if each.holds else 'FAILS':6}  ", printable(each.says), _WIDTH)
        yield from wrapped("        ", printable(each.reason), _WIDTH)
    if not found:
        yield "Nothing of this alert can be checked by machine."
