"""Spans of time as people write them: `90m`, `12h`, `14d`, `2w`."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

_UNITS: Final = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_MOST_DIGITS: Final = 6


class Duration:
    """A span of time; no built-in type, so that the configuration takes `12h` where JSON and TOML have no word."""

    __slots__ = ("delta",)

    def __init__(self, text: str) -> None:
        """Raises ValueError for what is none, or lasts no time at all."""
        number, unit = text[:-1], text[-1:]
        if unit not in _UNITS or not (number.isascii() and number.isdecimal()) or len(number) > _MOST_DIGITS:
            raise ValueError(f"{text[:20]!r} is no span of time; write 90m, 12h, 14d or 2w")
        self.delta = timedelta(**{_UNITS[unit]: int(number)})
        if not self.delta:
            raise ValueError(f"{text!r} is no time at all")

    def __repr__(self) -> str:
        return f"Duration({shown(self.delta)!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Duration) and self.delta == other.delta

    def __hash__(self) -> int:
        return hash(self.delta)


def shown(delta: timedelta) -> str:
    """The span in the largest unit in which it is a whole number: `2w`, `36h`."""
    seconds = round(delta.total_seconds())
    units = {"w": 604_800, "d": 86_400, "h": 3_600, "m": 60, "s": 1}
    unit = next(unit for unit, size in units.items() if seconds % size == 0 or unit == "s")
    return f"{seconds // units[unit]}{unit}"
