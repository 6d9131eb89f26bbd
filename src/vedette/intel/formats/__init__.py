"""The intelligence formats: one module each, and the registry that names them all."""

from __future__ import annotations

from typing import Final

from vedette.intel.formats.abuseipdb import AbuseIpDb
from vedette.intel.formats.crowdsec_decisions import CrowdsecDecisions
from vedette.intel.formats.csv_header import CsvHeader
from vedette.intel.formats.ipsum import Ipsum
from vedette.intel.formats.json_records import JsonRecords
from vedette.intel.formats.maltrail import Maltrail
from vedette.intel.formats.misp_csv import MispCsv
from vedette.intel.formats.misp_event import MispEvent
from vedette.intel.formats.misp_warninglist import MispWarninglist
from vedette.intel.formats.operator_prefixes import OperatorPrefixes
from vedette.intel.formats.plain import Plain
from vedette.intel.formats.spamhaus import Spamhaus
from vedette.intel.formats.stix import Stix
from vedette.intel.formats.suricata_iprep import SuricataIprep
from vedette.intel.formats.zeek_intel import ZeekIntel
from vedette.intel.interface import IntelFormat

FORMATS: Final[dict[str, IntelFormat]] = {
    "abuseipdb": AbuseIpDb(),
    "crowdsec-decisions": CrowdsecDecisions(),
    "csv-header": CsvHeader(),
    "ipsum": Ipsum(),
    "json-records": JsonRecords(),
    "maltrail": Maltrail(),
    "misp-csv": MispCsv(),
    "misp-event": MispEvent(),
    "misp-warninglist": MispWarninglist(),
    "operator-prefixes": OperatorPrefixes(),
    "plain": Plain(),
    "spamhaus": Spamhaus(),
    "stix": Stix(),
    "suricata-iprep": SuricataIprep(),
    "zeek-intel": ZeekIntel(),
}
"""Every format by its name; a name is its module's with `-` for `_`."""


def detect_format(head: bytes, name: str) -> IntelFormat | None:
    """The format that is surest of a file that starts like this, or null where none recognises it."""
    sure, best = max(((f.sniff(head, name), f.name) for f in FORMATS.values()), key=lambda pair: pair[0])
    return FORMATS[best] if sure > 0 else None
