"""How much noise lists make by themselves, and what is left of it once they are held against what is vulnerable.

`python benchmarks/noise.py` scans the recording that ships with the project and, where they stand beside the checkout,
third-party logs and captures, and rewrites the table in docs/noise.md.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from vedette.model.alert import Alert, Kind, Verdict
from vedette.run.knowledge import Inputs
from vedette.run.scan import Request, Result, scan

ROOT: Final = Path(__file__).resolve().parents[1]
DATA: Final = ROOT.parent / "shared" / "data"
DOCUMENT: Final = ROOT / "docs/noise.md"
NOW: Final = datetime(2026, 11, 24, tzinfo=UTC)
"""Fixed, so that the table is the same on every day."""
_LISTS: Final = ("ipsum", "cps_txt", "log4shell_misp_csv", "maltrail", "misp_warninglists")
_ADVISORIES: Final = ("kev", "nvd_single", "osv_dev", "nvd_overrides", "vulnrichment")
_S1: Final = "scenarios/S1_log4shell_attempt"
_S2: Final = "scenarios/S2_log4shell_full_chain"
_S3: Final = "scenarios/S3_apache_path_traversal"
_S4: Final = "scenarios/S4_ssh_scanners"
_WORKED: Final = frozenset({Verdict.ATTEMPT_VULNERABLE, Verdict.COMPROMISED})
OPENING: Final = "<!-- measured: noise -->"
END: Final = "<!-- end -->"
HEADINGS: Final = (
    "log or capture",
    "held against",
    "connections from outside",
    "of listed clients",
    "listed clients",
    "listed clients that attacked what is vulnerable",
    "unlisted ones that did",
    "unlisted ones that looked, guessed or flooded",
)


@dataclass(frozen=True, slots=True)
class Case:
    """Telemetry, and the inventory that it is held against."""

    title: str
    service: str
    """What the inventory says of the service, in words."""
    path: str
    """Below the third-party data."""
    inventory: str
    lists: tuple[str, ...] = ()
    """Beside _LISTS."""
    home: tuple[str, ...] = ()


CASES: Final = (
    Case("OpenSSH, March and April 2017", "OpenSSH 7.2p2", "telemetry/elastic/ssh_auth.log.gz", f"{_S4}/inventory.json"),
    Case("web site, May 2015 (Apache)", "httpd 2.4.49", "telemetry/elastic/apache_access_first6000.log.gz", f"{_S3}/inventory_httpd_2449.json"),
    Case("web site, May 2015 (Apache)", "httpd 2.4.50", "telemetry/elastic/apache_access_first6000.log.gz", f"{_S3}/inventory_httpd_2450.json"),
    Case("path traversals, October 2021", "httpd 2.4.49", f"{_S3}/access.log", f"{_S3}/inventory_httpd_2449.json"),
    Case("path traversals, October 2021", "httpd 2.4.50", f"{_S3}/access.log", f"{_S3}/inventory_httpd_2450.json"),
    Case("path traversals, October 2021", "nginx 1.18.0", f"{_S3}/access.log", f"{_S3}/inventory_nginx.json"),
    Case("Log4Shell in the wild, December 2021", "httpd 2.4.29", f"{_S1}/attempt.pcap", f"{_S1}/inventory_a.json"),
    Case("Log4Shell in the wild, December 2021", "Solr 8.11.0", f"{_S1}/attempt.pcap", f"{_S1}/inventory_b.json"),
    Case("Log4Shell, the full chain", "log4j-core 2.14.1", f"{_S2}/chain.pcap", f"{_S2}/inventory.json", (f"{_S2}/local_list.txt",), ("172.16.0.0/12",)),
    Case("captures and notices of Log4Shell, 2021", "Solr 8.11.0", "telemetry/log4shell_corelight", f"{_S1}/inventory_b.json"),
)  # fmt: skip
"""Logs and captures with clients of the open Internet, each with a service that they may have reached. Inventories are
authored: nobody publishes logs together with what was installed."""


@dataclass(frozen=True, slots=True)
class Noise:
    """What one scan came to."""

    outside: int
    """Connections from outside."""
    of_listed: int
    """Those of listed clients: the alerts of a tool that matches lists against connections."""
    listed: int
    """Listed clients: its alerts, where it tells each once."""
    left: int
    """Those of them that attacked something that is vulnerable, or may be."""
    unlisted: int
    """Clients on no list that did: what no list would tell."""
    quiet: int
    """Other clients on no list that are told of: those that guess, probe, scan or flood, or attack what is not there."""


def measured(result: Result) -> Noise:
    """The figures of a scan."""
    listed = result.sightings.listed
    attackers = [a for a in result.alerts if a.client is not None and a.verdict in _WORKED]
    return Noise(
        outside=sum(outcome.account.external for outcome in result.sources),
        of_listed=int(listed["count"].sum()),
        listed=len(listed),
        left=_clients(a for a in attackers if a.kind in {Kind.INCIDENT, Kind.REPUTATION_FINDING}),
        unlisted=_clients(a for a in attackers if a.kind is Kind.EXPLOIT_FINDING),
        quiet=_clients(
            a for a in result.alerts if a.kind is Kind.EXPLOIT_FINDING and a.verdict not in _WORKED
        ),
    )


def _clients(alerts: Iterable[Alert]) -> int:
    return len({alert.client.ip for alert in alerts if alert.client is not None})


def recording() -> Noise:
    """The recording that ships with the project."""
    folder = ROOT / "examples/web-1"
    paths = [str(folder / name) for name in ("nginx", "aiohttp", "auth.log", "capture.pcap.gz")]
    inputs = Inputs(
        [str(folder / "intel")], [str(folder / "inventory.json")], [str(folder / "advisories")], at=NOW
    )
    return measured(scan(Request(paths, inputs)))


def measure(case: Case, data: Path) -> Noise:
    """One case of the third-party data."""
    lists = [*(str(data / "intel" / name) for name in _LISTS), *(str(data / name) for name in case.lists)]
    advisories = [str(data / "vuln" / name) for name in _ADVISORIES]
    inputs = Inputs(lists, [str(data / case.inventory)], advisories, case.home, at=NOW)
    return measured(scan(Request([str(data / case.path)], inputs)))


def row(title: str, service: str, noise: Noise) -> str:
    """A row of the table."""
    figures = (noise.outside, noise.of_listed, noise.listed, noise.left, noise.unlisted, noise.quiet)
    return f"| {title} | {service} | {' | '.join(f'{figure:,}' for figure in figures)} |"


def table(rows: Sequence[str]) -> str:
    """The table in Markdown."""
    return "\n".join([f"| {' | '.join(HEADINGS)} |", f"|{' --- |' * 2}{' ---: |' * 6}", *rows])


def shown(text: str) -> str:
    """What stands in the document between the marks."""
    return text.partition(OPENING)[2].partition(END)[0].strip()


def main() -> None:
    """Measure, and rewrite the table."""
    if not DATA.is_dir():
        sys.exit(f"{DATA} is not there: the table needs third-party data")
    rows = [row("the recording `examples/web-1`", "vite, aiohttp, nginx, OpenSSH", recording())]
    rows += [row(case.title, case.service, measure(case, DATA)) for case in CASES]
    before, _, rest = DOCUMENT.read_text("utf-8").partition(OPENING)
    DOCUMENT.write_text(f"{before}{OPENING}\n{table(rows)}\n{END}{rest.partition(END)[2]}", "utf-8")


if __name__ == "__main__":
    main()
