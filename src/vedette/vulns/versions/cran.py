"""R package versions: numbers separated by dots or hyphens, as R's ``package_version`` orders them.

Numbers are compared in turn; of two equal beginnings the shorter is lower, so ``1.0 < 1.0.0`` (R's
``compareVersion``, "Writing R Extensions", section "The DESCRIPTION file").
"""

from __future__ import annotations

import re
from typing import Final

from vedette.model.errors import InvalidVersion
from vedette.vulns.versions.interface import Key, require_plain

_VERSION: Final = re.compile(r"[0-9]+(?:[.-][0-9]+)*")


class Cran:
    """Packages of CRAN, and of Bioconductor, which follows its rules."""

    name: Final = "cran"
    ecosystems: Final = ("Bioconductor", "CRAN")
    purl_types: Final = ("bioconductor", "cran")

    def key(self, version: str) -> Key:
        """The numbers."""
        text = require_plain(self.name, version)
        if not _VERSION.fullmatch(text):
            raise InvalidVersion(self.name, version)
        return tuple(int(number) for number in text.replace("-", ".").split("."))
