"""Lookups of Log4j 2: `${lower:J}`, `${::-j}`, `${env:NOTHING:-j}`, resolved to the text that they stand for.

Attackers nest them to hide `${jndi:…}` from whoever looks for it; Log4j resolves the innermost first
(`StrSubstitutor`, `StrLookup`). What depends on the machine (`${env:USER}`, `${java:os}`, `${jndi:…}` itself) is kept.
"""

from __future__ import annotations

import base64
import binascii
import re
from typing import Final

MAX_DEPTH: Final = 32
"""Lookups within lookups; what is nested deeper is kept as it is, so that the time stays linear."""

_MARKS: Final = re.compile(r"\$\{|\}")


def resolve_lookups(text: str) -> str:
    """The text with every lookup that stands for known text replaced by it; never longer than it was."""
    if "${" not in text:
        return text
    frames: list[list[str]] = [[]]
    position = 0
    for mark in _MARKS.finditer(text):
        frames[-1].append(text[position : mark.start()])
        position = mark.end()
        if mark.group() == "${" and len(frames) <= MAX_DEPTH:
            frames.append([])
        elif mark.group() == "}" and len(frames) > 1:
            inner = "".join(frames.pop())
            frames[-1].append(_resolve(inner))
        else:
            frames[-1].append(mark.group())
    frames[-1].append(text[position:])
    return "${".join("".join(parts) for parts in frames)


def _resolve(inner: str) -> str:
    """What `${inner}` stands for."""
    name, separator, default = inner.partition(":-")
    if separator:
        return default
    prefix, separator, argument = name.partition(":")
    kept = "${" + inner + "}"
    match prefix.strip().lower() if separator else "":
        case "lower":
            return argument.lower()[: len(kept)]
        case "upper":
            return argument.upper()[: len(kept)]
        case "date":
            return argument.replace("'", "") if argument[:1] == "'" else kept
        case "base64":
            return decode_base64(argument) or kept
        case _:
            return kept


def decode_base64(text: str) -> str:
    """The text that this is the base64 of (either alphabet, padding optional); empty where it is none."""
    symbols = text.rstrip("=").translate({ord("-"): "+", ord("_"): "/"})
    try:
        data = base64.b64decode(symbols + "=" * (-len(symbols) % 4), validate=True)
        return data.decode("utf-8")
    except (binascii.Error, ValueError):
        return ""
