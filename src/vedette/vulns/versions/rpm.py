"""RPM package versions, ``[epoch:]version[-release]``, ordered by rpmvercmp() as in rpm-version(7)."""

from __future__ import annotations

import re
from typing import Final

from vedette.vulns.versions.interface import Key, Part, require_plain

_EPOCH: Final = re.compile(r"([0-9]*):")
_SEGMENTS: Final = re.compile(r"[0-9]+|[A-Za-z]+|[~^]")

# What may stand at one place, lowest first: ``1.0~rc1 < 1.0 < 1.0^git1 < 1.0a < 1.0.1``.
_TILDE, _END, _CARET, _LETTERS, _DIGITS = range(5)


class Rpm:
    """Red Hat, SUSE and all that build on RPM: rpmvercmp() with tilde and caret."""

    name: Final = "rpm"
    ecosystems: Final = (
        "AlmaLinux",
        "Azure Linux",
        "Mageia",
        "Red Hat",
        "Rocky Linux",
        "SUSE",
        "openEuler",
        "openSUSE",
    )
    purl_types: Final = ("rpm",)

    def key(self, version: str) -> Key:
        """(epoch, version, release); a missing epoch is 0, a missing release is below any release."""
        text = require_plain(self.name, version)
        # Only digits before a colon are an epoch; other colons separate like any punctuation.
        epoch = _EPOCH.match(text)
        rest = text[epoch.end() :] if epoch else text
        number = int(epoch[1] or 0) if epoch else 0
        head, dash, release = rest.rpartition("-")
        return (number, _part_key(head), _part_key(release)) if dash else (number, _part_key(rest), ())


def _part_key(part: str) -> Key:
    """Ranked segments; everything but ASCII letters, digits, tilde and caret only separates."""
    segments: list[Part] = []
    for segment in _SEGMENTS.findall(part):
        if segment == "~":
            segments.append(_TILDE)
        elif segment == "^":
            segments.append(_CARET)
        elif segment.isdigit():
            segments += (_DIGITS, int(segment))
        else:
            segments += (_LETTERS, segment)
    segments.append(_END)
    return tuple(segments)
