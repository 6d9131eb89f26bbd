"""The advisory formats that Vedette reads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from vedette.vulns.advisories.cve5 import Cve5
from vedette.vulns.advisories.epss import Epss
from vedette.vulns.advisories.interface import AdvisoryFormat
from vedette.vulns.advisories.kev import Kev
from vedette.vulns.advisories.nvd1 import Nvd1
from vedette.vulns.advisories.nvd2 import Nvd2
from vedette.vulns.advisories.osv import Osv

FORMATS: Final[Mapping[str, AdvisoryFormat]] = {
    "cve5": Cve5(),
    "epss": Epss(),
    "kev": Kev(),
    "nvd1": Nvd1(),
    "nvd2": Nvd2(),
    "osv": Osv(),
}


def recognise(head: bytes) -> AdvisoryFormat | None:
    """The format that a document starts like; null where none is sure enough."""
    best = max(FORMATS.values(), key=lambda form: form.sniff(head))
    return best if best.sniff(head) > 0 else None
