"""Traefik's access log as JSON."""

import json
import re
from collections import defaultdict
from pathlib import Path

import pytest

from vedette.telemetry import format_of
from vedette.telemetry.source import Source
from vedette.telemetry.traefik import Traefik

FIRST, SECOND = (Path(__file__).parent / "samples/traefik.log").read_text().splitlines()


def test_a_request_is_read(read_row):
    row = read_row(Traefik(), FIRST)
    assert (row["client_ip"], row["client_port"], row["forwarded"]) == ("203.0.113.7", 39490, "198.51.100.1")
    assert (row["method"], row["host"], row["path"], row["status"]) == ("GET", "shop.example", "/a?b=c", 404)
    assert (row["bytes_in"], row["bytes_out"], row["user_agent"]) == (12, 356, "curl/8.0")
    assert row["duration"] == pytest.approx(0.000215563)
    assert "user" not in row


def test_escapes_of_html_are_undone(read_row):
    row = read_row(Traefik(), SECOND)
    assert (row["path"], row["user"], row["client_ip"]) == ("/?q=<script>", "ann", "2001:db8::7")


def test_the_address_with_its_port_stands_in_for_the_client(read_row):
    record = json.loads(FIRST)
    del record["ClientHost"]
    assert read_row(Traefik(), json.dumps(record))["client_ip"] == "203.0.113.7"


EVENT = re.compile(
    r'results\[(\d+)\]\.Overflow\.Alert\.Events\[(\d+)\]\.GetMeta\("([a-z_]+)"\) == "(.*)"$', re.MULTILINE
)
COLUMNS = {
    "source_ip": "client_ip",
    "http_path": "path",
    "http_status": "status",
    "http_verb": "method",
    "http_user_agent": "user_agent",
}


@pytest.mark.conformance
@pytest.mark.parametrize(
    ("case", "form", "lines", "events"),
    [("traefik_base-http-scenario", "traefik", 80, 18), ("envoy-http-bad-user-agent", "cri", 2, 2)],
)
def test_crowdsecs_events_are_read_as_crowdsec_reads_them(shared_data, case, form, lines, events):
    folder = shared_data / "labelled/crowdsec_tests" / case
    told = defaultdict(dict)
    for result, event, key, value in EVENT.findall((folder / "scenario.assert").read_text()):
        told[result, event][key] = value
    path = next(folder.glob("*.log"))
    source = Source(str(path), path)
    found = format_of(source)
    assert found.name == form
    rows, accounts = [], []
    for batch in found.read(source, None):
        rows += batch.frame.rows(named=True)
        accounts.append(batch.account)
    assert (len(rows), sum(account.lines for account in accounts)) == (lines, lines)
    ours = {tuple(str(row[column]) for column in COLUMNS.values()) for row in rows}
    theirs = [tuple(meta[key] for key in COLUMNS) for meta in told.values()]
    assert len(theirs) == events
    assert set(theirs) <= ours
