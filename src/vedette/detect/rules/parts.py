"""Parts that several patterns share: `(?&name)` stands for the part of that name, as a group.

A part stands in the rule's own file, or in `parts.toml` beside this module, for rules of any file.

PCRE writes a call of a named group so. RE2 knows none: here the part's text is put in its place, once, as the rule is
read, and what names no part is left for RE2 to refuse.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

_SHARED: Final = Path(__file__).with_name("parts.toml")
_CALL: Final = re.compile(r"\(\?&([a-z][a-z0-9_]*)\)")


def spelled_out(pattern: str, parts: Mapping[str, str]) -> str:
    """The pattern with each part that it names in full."""
    return _CALL.sub(lambda call: f"(?:{parts[call[1]]})" if call[1] in parts else call[0], pattern)


@cache
def shared_parts() -> Mapping[str, str]:
    """The parts that any rule may name, in full."""
    return _completed({}, tomllib.loads(_SHARED.read_text("utf-8")))


def all_parts(own: Mapping[str, str]) -> Mapping[str, str]:
    """A rule's own parts and those that all share, in full; of the same name its own."""
    return _completed(shared_parts(), own)


def _completed(known: Mapping[str, str], parts: Mapping[str, str]) -> dict[str, str]:
    """What is known, and the parts, each with those before it that it names."""
    found = dict(known)
    for name, pattern in parts.items():
        found[name] = spelled_out(pattern, found)
    return found
