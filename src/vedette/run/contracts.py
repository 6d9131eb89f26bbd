"""The contracts: every JSON that Vedette prints for other programs to rely on, by name, with its JSON Schema.

A schema is made from the structs that are printed, and published as `NAME.schema.json` beside this module
(`docs/generate.py` writes it); tests hold what commands print to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import msgspec

from vedette.run.case_report import ChecksReport, InvestigationsReport, KeptAlertReport, PlanReport
from vedette.run.check import CheckReport
from vedette.run.evidence.manifest import Manifest
from vedette.run.result import ScanReport

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


@dataclass(frozen=True, slots=True)
class Contract:
    """One of them."""

    name: str
    """Also that of its file."""
    printed_by: str
    """The command whose output it is."""
    of: type
    """What is printed."""

    @property
    def file(self) -> str:
        """The published file, beside this module."""
        return f"{self.name}.schema.json"

    def schema(self) -> dict[str, Any]:
        """The JSON Schema (draft 2020-12)."""
        schema = {"$schema": DIALECT, **msgspec.json.schema(self.of)}
        # By way of JSON, so that defaults are lists, not tuples.
        plain: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(schema))
        return plain


CONTRACTS: Final = {
    contract.name: contract
    for contract in (
        Contract("scan", "vedette scan -o json", ScanReport),
        Contract("alert", "vedette alerts show -o json; a line of vedette alerts export", KeptAlertReport),
        Contract("investigation", "vedette investigate -o json", InvestigationsReport),
        Contract("plan", "vedette plan -o json", PlanReport),
        Contract("plan-check", "vedette plan --check NAME -o json", ChecksReport),
        Contract("vulns-check", "vedette vulns check -o json", CheckReport),
        Contract("evidence", "manifest.json in the file that vedette evidence writes", Manifest),
    )
}
