"""Debian package versions, ``[epoch:]upstream[-revision]``, ordered as in deb-version(7)."""

from __future__ import annotations

import re
from typing import Final

from vedette.model.errors import InvalidVersion
from vedette.vulns.versions.interface import Key, Part, require_plain

_RUNS: Final = re.compile(r"([^0-9]*)([0-9]*)")

# deb-version(7): a tilde sorts before the end of a part, the end before letters, letters before all other
# characters. The end is written out after each run of non-digits, so that plain text order is Debian's.
_END: Final = "\x02"
_WEIGHTS: Final = str.maketrans(
    {"~": "\x01"} | {chr(c): chr(c + 256) for c in b"!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}"}
)


class Deb:
    """Debian and its derivatives: deb-version(7), as ``dpkg --compare-versions`` decides."""

    name: Final = "deb"
    ecosystems: Final = ("Debian", "Ubuntu")
    purl_types: Final = ("deb",)

    def key(self, version: str) -> Key:
        """(epoch, upstream version, revision); a missing epoch or revision is the same as 0."""
        text = require_plain(self.name, version)
        epoch, colon, rest = text.partition(":")
        if not colon:
            epoch, rest = "0", text
        upstream, _, revision = rest.rpartition("-") if "-" in rest else (rest, "", "0")
        if not (text.isascii() and epoch.isdigit() and upstream and revision):
            raise InvalidVersion(self.name, version)
        return int(epoch), _part_key(upstream), _part_key(revision)


def _part_key(part: str) -> Key:
    """Runs of non-digits (as weighted text) and of digits (as numbers) in turn; no digits count as 0."""
    runs: list[Part] = []
    for text, digits in _RUNS.findall(part):
        runs += (text.translate(_WEIGHTS) + _END, int(digits or 0))
    return tuple(runs)
