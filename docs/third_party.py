"""Reads every log and capture of the third-party data, and holds what was read against the oracle beside it.

`python docs/third_party.py` writes the table of `docs/third-party.md`; `tests/telemetry/test_third_party.py` fails where
the two differ. The data stands beside the repository; nothing of it is kept here.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote

import polars as pl
import yaml

from vedette.model.addresses import canonical
from vedette.model.connection import SCHEMA
from vedette.model.errors import VedetteError
from vedette.telemetry import format_of
from vedette.telemetry.interface import Account
from vedette.telemetry.source import Source

DATA: Final = Path(__file__).parents[2] / "shared" / "data"
DOCUMENT: Final = Path(__file__).parent / "third-party.md"
BEGIN: Final = "<!-- measured: third-party results -->"
END: Final = "<!-- end -->"

Row = dict[str, Any]

_LABEL: Final = re.compile(r'\["s01-parse"\].*Evt\.Meta\["source_ip"\] == "([^"]+)"')
_LOGIN: Final = re.compile(r" sshd\[[0-9]+\]: (?:Failed|Accepted) [^ ]+ for .* from [^ ]+ port [0-9]+")
_PORT: Final = re.compile(r":[0-9]+$")
_EVE: Final = {
    "src_ip": "client_ip",
    "src_port": "client_port",
    "dest_ip": "server_ip",
    "dest_port": "server_port",
    "http.hostname": "host",
    "http.url": "path",
    "http.http_method": "method",
    "http.status": "status",
    "http.http_user_agent": "user_agent",
    "http.http_refer": "referer",
}
"""What of an EVE filter is held against which column."""


@dataclass(slots=True)
class Result:
    """What became of one set."""

    title: str
    oracle: str
    """What the figures are held against."""
    captures: bool = False
    """Whether it counts packets, few of which are a row."""
    files: int = 0
    refused: int = 0
    account: Account = field(default_factory=Account)
    wanted: int = 0
    found: int = 0
    differences: list[str] = field(default_factory=list)
    """One for each thing that the oracle names and that was not read so."""

    def hold(self, file: Path, *, wanted: int, found: int, what: str) -> None:
        """Count what a file should tell."""
        self.wanted += wanted
        self.found += found
        if found < wanted:
            self.differences.append(f"{file.parent.name}/{file.name}: {wanted - found} {what}")

    def row(self) -> str:
        """The set's row of the table."""
        told = self.account.connections + self.account.ignored
        share = f"{told / self.account.lines:.1%}" if self.account.lines and not self.captures else "–"
        cells = (
            *(self.title, f"{self.files}", f"{self.files - self.refused}", f"{self.refused}"),
            *(f"{self.account.lines:,}", share, f"{self.found:,} of {self.wanted:,}", self.oracle),
        )
        return f"| {' | '.join(cells)} |"


def read(path: Path, result: Result) -> list[Row] | None:
    """All connections of a file, by the format that recognises it; null where it is refused."""
    result.files += 1
    frames = [pl.DataFrame(schema=SCHEMA)]
    try:
        source = Source(path.name, path)
        for batch in format_of(source).read(source, None):
            result.account.add(batch.account)
            frames.append(batch.frame)
    except VedetteError:
        result.refused += 1
        return None
    return pl.concat(frames).rows(named=True)


def zeek_rows(path: Path) -> Iterator[dict[str, str]]:
    """Rows of a Zeek log, of tabs or of JSON, read as plainly as can be."""
    names: list[str] = []
    data = path.read_bytes()
    data = gzip.decompress(data) if path.suffix == ".gz" else data
    for line in data.decode("utf-8", "replace").splitlines():
        if line.startswith("#fields"):
            names = line.split("\t")[1:]
        elif line.startswith("{"):
            yield {key: str(value) for key, value in json.loads(line).items()}
        elif line and not line.startswith("#"):
            yield dict(zip(names, line.split("\t"), strict=False))


def zeek_logs(base: Path) -> Iterator[Result]:
    """Zeek's logs: a row for each line that names a client."""
    sets = {
        "Zeek's test suite: logs": sorted((base / "telemetry/zeek/expected").rglob("*.log")),
        "Zeek logs of OCSF's examples": sorted((base / "telemetry/ocsf_zeek_raw").glob("*.log*")),
        "Zeek's intelligence tests: logs": sorted((base / "labelled/zeek_intel").rglob("expected*.log")),
        "Corelight's Log4Shell logs": sorted((base / "telemetry/log4shell_corelight").glob("*.log")),
    }
    for title, paths in sets.items():
        result = Result(title, "a row for each line that names a client")
        for path in paths:
            rows = read(path, result)
            named = sum(row.get("id.orig_h", "-") != "-" for row in zeek_rows(path))
            result.hold(path, wanted=named, found=min(named, len(rows or ())), what="rows")
        yield result


def zeek_captures(base: Path) -> Iterator[Result]:
    """Captures, by what Zeek's own logs tell of them."""
    flows = Result("Zeek's test suite: captures", "flows of conn.log, by both ends", captures=True)
    asked = Result(
        "the same", "requests of http.log: method, path, and status where Zeek tells one", captures=True
    )
    told: dict[Path, list[Row]] = {}
    for case in json.loads((base / "telemetry/zeek/index.json").read_text()):
        path = base / "telemetry/zeek" / case["pcap"]
        if path not in told:
            told[path] = read(path, flows) or []
        for log in (base / "telemetry/zeek" / name for name in case["expected"]):
            rows = (
                [row for row in zeek_rows(log) if {"id.orig_h", "id.resp_p"} <= set(row)]
                if log.exists()
                else []
            )
            if log.name == "conn.log":
                hold_flows(flows, log, rows, told[path])
            elif log.name == "http.log":
                hold_requests(asked, log, rows, told[path])
    asked.files = flows.files
    asked.account.add(flows.account)
    yield from (flows, asked)


def hold_flows(result: Result, log: Path, wanted: list[dict[str, str]], told: list[Row]) -> None:
    """Count the flows of a conn.log that were found, whichever end is the client."""
    ends = {frozenset([(r["client_ip"], r["client_port"]), (r["server_ip"], r["server_port"])]) for r in told}
    for row in wanted:
        if row.get("proto") in ("tcp", "udp"):
            client, server = (
                (row["id.orig_h"], int(row["id.orig_p"])),
                (row["id.resp_h"], int(row["id.resp_p"])),
            )
            result.hold(log, wanted=1, found=frozenset([client, server]) in ends, what="flow")


def hold_requests(result: Result, log: Path, wanted: list[dict[str, str]], told: list[Row]) -> None:
    """Count the requests of an http.log that were found, percent signs undone as Zeek does."""
    left = [(r["method"], unquote(r["path"] or ""), str(r["status"] or "-")) for r in told if r["method"]]
    for row in wanted:
        if row.get("method", "-") != "-" and "status_code" in row:
            want = (row["method"], unquote(row["uri"].replace("(empty)", "")), row["status_code"])
            here = [one for one in left if one[:2] == want[:2] and want[2] in (one[2], "0")]
            left.remove(here[0]) if here else None
            result.hold(log, wanted=1, found=bool(here), what=f"request {' '.join(want)}")


def suricata(base: Path) -> Iterator[Result]:
    """Captures, by the counted filters of Suricata's tests, as far as they ask for requests."""
    result = Result(
        "suricata-verify: captures",
        "counted EVE filters on `http` events of which all fields are read",
        captures=True,
    )
    for folder in sorted((base / "telemetry/suricata_verify").iterdir()):
        captures = sorted(folder.glob("*.pcap*")) if folder.is_dir() else []
        rows = [row for path in captures for row in read(path, result) or ()]
        script = folder / "test.yaml"
        checks = (
            (yaml.safe_load(script.read_text()) or {}).get("checks") or []
            if script.exists() and captures
            else []
        )
        for check in checks:
            asked = check.get("filter") or {}
            match = dict(asked.get("match") or {})
            kind = match.pop("event_type", "")
            match.pop("pcap_cnt", None)
            if kind != "http" or not set(match) <= set(_EVE) or "requires" in asked or "min-version" in asked:
                continue
            hits = sum(matches(row, match) for row in rows if row["method"])
            right = hits == asked["count"]
            result.hold(script, wanted=1, found=right, what=f"filter {match}: {hits} for {asked['count']}")
    yield result


def matches(row: Row, wanted: Row) -> bool:
    """Whether a request is one that a filter asks for; Suricata's `hostname` has no port."""
    told = row | {"host": _PORT.sub("", row["host"] or "")}
    return all(str(told[_EVE[key]]) == str(value) for key, value in wanted.items())


def crowdsec(base: Path) -> Iterator[Result]:
    """Logs, by the clients that CrowdSec's own parsers find."""
    result = Result("CrowdSec hub: parser tests", "clients that its parsers name, each once a log")
    for folder in sorted((base / "labelled/crowdsec_tests").iterdir()):
        if not folder.is_dir():
            continue
        logs = [p for p in sorted(folder.iterdir()) if p.suffix not in (".yaml", ".assert")]
        clients = {row["client_ip"] for path in logs for row in read(path, result) or ()}
        truth = folder / "parser.assert"
        labels = {canonical(text) for text in _LABEL.findall(truth.read_text())} if truth.exists() else set()
        labels -= {None}
        result.hold(truth, wanted=len(labels), found=len(labels & clients), what="clients")
    yield result


def fail2ban(base: Path) -> Iterator[Result]:
    """Logs, by the client that fail2ban's filter finds in each line."""
    result = Result("fail2ban: filter tests", "the client of each line that its filters match")
    with tempfile.TemporaryDirectory() as scratch:
        for path in sorted((base / "labelled/fail2ban_logs").iterdir()):
            if path.suffix == ".md":
                continue
            lines = list(labelled(path))
            own = Path(scratch, path.name)
            own.write_text("".join(f"{line}\n" for line, _ in lines), errors="surrogateescape")
            told = {(row["line"], row["client_ip"]) for row in read(own, result) or ()}
            hosts = [
                (number, canonical(label.get("host", "")))
                for number, (_, label) in enumerate(lines, 1)
                if label["match"] and canonical(label.get("host", ""))
            ]
            result.hold(path, wanted=len(hosts), found=len(told & set(hosts)), what="lines")
    yield result


def labelled(path: Path) -> Iterator[tuple[str, Row]]:
    """Each line of a log of fail2ban's with its label."""
    label = None
    for line in path.read_text(errors="surrogateescape").split("\n"):
        if line.startswith("# failJSON:"):
            label = json.loads(line.partition(":")[2])
        elif label is not None and line and not line.startswith("#"):
            yield line, label
            label = None


def others(base: Path) -> Iterator[Result]:
    """Logs whose every line is a request; a raw log beside the same as OCSF; captures beside notices."""
    result = Result(
        "Elastic's examples", "a row for each request, and for each login of sshd that passed or failed"
    )
    for path in sorted((base / "telemetry/elastic").glob("*.gz")):
        rows = read(path, result)
        lines = gzip.decompress(path.read_bytes()).decode("utf-8", "replace").splitlines()
        if rows is not None:
            logins = sum(bool(_LOGIN.search(line)) for line in lines)
            told = sum(row["event"] in ("login-accepted", "login-failed") for row in rows)
            wanted, found = (logins, told) if logins else (len(lines), len(rows))
            result.hold(path, wanted=wanted, found=min(wanted, found), what="rows")
    yield result
    result = Result("OCSF's examples: raw logs and events", "the same clients in both, where both are read")
    for path in sorted((base / "telemetry/ocsf_pairs").rglob("*.raw")):
        raw, event = read(path, result), read(path.with_suffix(".ocsf"), result)
        if raw and event:
            clients = {row["client_ip"] for row in raw}
            result.hold(
                path,
                wanted=len(clients),
                found=len(clients & {r["client_ip"] for r in event}),
                what="clients",
            )
    yield result
    result = Result("Corelight's Log4Shell captures", "ends of each notice", captures=True)
    for path in sorted((base / "telemetry/log4shell_corelight").glob("*.pcap")):
        ends = {(row["client_ip"], row["server_ip"]) for row in read(path, result) or ()}
        name = path.stem.removeprefix("Traces__")
        for log in path.parent.glob(f"Baseline__log4j.{name}__notice.log"):
            want = {(row["id.orig_h"], row["id.resp_h"]) for row in zeek_rows(log)}
            result.hold(log, wanted=len(want), found=len(want & ends), what="ends")
    yield result


SETS: Final[tuple[Callable[[Path], Iterator[Result]], ...]] = (
    *(zeek_logs, zeek_captures, suricata, crowdsec, fail2ban, others),
)


def results(base: Path) -> list[Result]:
    """What became of every set."""
    return [result for make in SETS for result in make(base)]


def table(found: list[Result]) -> str:
    """The table, as Markdown."""
    head = "| set | files | read | refused | lines or packets | understood | oracle agrees | oracle |\n|---|--:|--:|--:|--:|--:|--:|---|"
    return "\n".join([head, *(result.row() for result in found)])


if __name__ == "__main__":
    found = results(DATA)
    for result in found:
        sys.stdout.write("\n    ".join([result.row(), *result.differences]) + "\n")
    before, _, rest = DOCUMENT.read_text().partition(BEGIN)
    DOCUMENT.write_text(f"{before}{BEGIN}\n{table(found)}\n{END}{rest.partition(END)[2]}")
