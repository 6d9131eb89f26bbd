"""EPSS scores of FIRST, CSV: the probability that a vulnerability is exploited within 30 days.

The file starts with a comment (`#model_version:…,score_date:…`) and a header (`cve,epss,percentile`).
"""

from __future__ import annotations

from dataclasses import dataclass

from vedette.model.errors import MalformedInput
from vedette.vulns.advisories.documents import reject
from vedette.vulns.advisories.identifiers import is_cve
from vedette.vulns.advisories.interface import Document


@dataclass(frozen=True, slots=True)
class Epss:
    """Exploit Prediction Scoring System."""

    name: str = "epss"
    title: str = "EPSS scores"

    def sniff(self, head: bytes) -> float:
        """The comment or the header."""
        return 1.0 if head.startswith((b"#model_version", b"cve,epss")) else 0.0

    def read(self, data: bytes, path: str) -> Document:
        """The scores by CVE id."""
        lines = data.decode("utf-8", "replace").splitlines()
        start = next((number for number, line in enumerate(lines) if not line.startswith("#")), len(lines))
        if start == len(lines) or lines[start].split(",")[:2] != ["cve", "epss"]:
            raise MalformedInput(path, "has no header cve,epss,percentile", line=start + 1)
        document = Document()
        for number, line in enumerate(lines[start + 1 :], start=start + 2):
            identifier, _, rest = line.partition(",")
            score = _probability(rest.partition(",")[0])
            if score is None or not is_cve(identifier):
                reject(document, f"line {number}", "no CVE id with a probability")
            else:
                document.scores[identifier] = score
        return document


def _probability(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if 0 <= value <= 1 else None
