"""Which version of a package was installed at a time: dpkg's own log (dpkg(1), `--log`).

A process that is older than the last upgrade runs what was there before, and only the log still says what that was.
"""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from vedette.assets.live.figures import is_decimal
from vedette.assets.live.tree import Tree

FOLDER: Final = "/var/log"
_MOST_LOG: Final = 64 << 20
_MOST_LOGS: Final = 24


def version_at(tree: Tree, package: str, moment: datetime) -> str | None:
    """The version that an upgrade replaced after that time; null where the log tells of none.

    The log's times have no zone: they are taken in that of the machine which this runs on.
    """
    for line in _lines(tree):
        words = line.split()
        if len(words) != 6 or words[2] != "upgrade" or words[3].partition(":")[0] != package:
            continue
        try:
            time = datetime.fromisoformat(f"{words[0]} {words[1]}").astimezone()
        except (ValueError, OverflowError):
            continue
        if time >= moment:
            return words[4]
    return None


def _lines(tree: Tree) -> Iterator[str]:
    """All lines, oldest first: rotated logs have a number, which grows with age."""
    names = [n for n in tree.names(FOLDER) if n.startswith("dpkg.log")]
    ages = {
        n: int(digits) if is_decimal(digits := n.removeprefix("dpkg.log").strip(".gz")) else 0 for n in names
    }
    for name in sorted(names, key=lambda n: -ages[n])[-_MOST_LOGS:]:
        data = tree.read(f"{FOLDER}/{name}", _MOST_LOG) or b""
        if name.endswith(".gz"):
            try:
                data = gzip.GzipFile(fileobj=io.BytesIO(data)).read(_MOST_LOG)
            except (OSError, EOFError, zlib.error):
                continue
        yield from data.decode("utf-8", "replace").splitlines()
