"""Scans of recorded applications under attack, held to what their recorder says happened."""

import json
from pathlib import Path

import pytest

from vedette.model.alert import Outcome, Strength, Verdict
from vedette.run.knowledge import Inputs
from vedette.run.scan import Request, scan

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
NAMES = ("st", "ejs", "node-serialize", "pyload", "next", "python-multipart")
SUCCEEDED = {Outcome.LIKELY_SUCCESSFUL, Outcome.CONFIRMED_SUCCESSFUL}
SHOWN = {
    "content": Outcome.CONFIRMED_SUCCESSFUL,
    "callback": Outcome.CONFIRMED_SUCCESSFUL,
    "slowness": Outcome.LIKELY_SUCCESSFUL,
}
"""What the capture can show of a success, by how it shows."""
NOT_SEEN_TO_THE_END = {
    # No pattern can know the stolen page, only that it opened.
    ("next", "content"): Outcome.LIKELY_SUCCESSFUL,
    # The host stands in base64 in the payload, so that nothing ties the call to it but its time and its end.
    ("node-serialize", "callback"): Outcome.LIKELY_SUCCESSFUL,
}
NOT_RULED_OUT = {"node-serialize"}
"""No release repairs the component, and an inventory that does not name it is no proof that it is not there."""


def truth(name):
    return json.loads((EXAMPLES / name / "truth.json").read_text())


def visits():
    """Every visit in which an attack was tried."""
    for name in NAMES:
        for visit in truth(name)["visits"]:
            if any(request["tries"] != "none" for request in visit["requests"]):
                yield pytest.param(name, visit, id=f"{name}-{visit['client']}-{visit['service']}")


def found(name, *sources):
    folder = EXAMPLES / name
    known = [[str(folder / each)] for each in ("intel", "inventory.json", "advisories")]
    result = scan(Request([str(folder / source) for source in sources], Inputs(*known)))
    ports = {port: service for service, port in truth(name)["ports"].items()}
    return {(a.client.ip, ports[a.service.port]): a for a in result.alerts if a.client is not None}, result


@pytest.fixture(scope="module")
def captured():
    """Alerts of each recording's capture, by client and service."""
    return {name: found(name, "capture.pcap.gz")[0] for name in NAMES}


@pytest.mark.parametrize(("name", "visit"), list(visits()))
def test_each_attack_is_told_with_the_attacked_vulnerability_and_what_came_of_it(captured, name, visit):
    alert = captured[name][visit["client"], visit["service"]]
    assert alert.attacked_vulnerability == truth(name)["vulnerability"]
    if visit["succeeded"]:
        how = next(request["tries"] for request in visit["requests"] if request["worked"])
        assert alert.verdict is Verdict.COMPROMISED
        assert alert.outcome is NOT_SEEN_TO_THE_END.get((name, how), SHOWN[how])
        assert alert.evidence[0].strength in {Strength.CONCLUSIVE, Strength.STRONG}
    elif visit["service"] == "vulnerable" or name in NOT_RULED_OUT:
        assert (alert.verdict, alert.outcome in SUCCEEDED) == (Verdict.ATTEMPT_VULNERABLE, False)
    else:
        assert (alert.verdict, alert.outcome in SUCCEEDED) == (Verdict.ATTEMPT_NOT_AFFECTED, False)


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_said_of_visitors(captured, name):
    harmless = {
        v["client"] for v in truth(name)["visits"] if all(r["tries"] == "none" for r in v["requests"])
    }
    assert harmless
    assert not {client for client, _ in captured[name]} & harmless


@pytest.mark.parametrize("name", ["st", "ejs", "node-serialize"])
def test_an_outcome_from_logs_alone_claims_no_more_than_happened(name):
    logs = ("vulnerable", "patched")
    alerts, result = found(name, *logs)
    assert not result.partial
    worked = {(v["client"], v["service"]) for v in truth(name)["visits"] if v["succeeded"]}
    claimed = {place for place, alert in alerts.items() if alert.outcome in SUCCEEDED}
    assert claimed <= worked


def test_a_stolen_file_is_likely_from_the_size_in_the_log_alone():
    alerts, _ = found("st", "vulnerable", "patched")
    assert alerts["203.0.113.66", "vulnerable"].outcome is Outcome.LIKELY_SUCCESSFUL


@pytest.mark.parametrize("name", NAMES)
def test_a_recording_is_small(name):
    assert sum(path.stat().st_size for path in (EXAMPLES / name).rglob("*") if path.is_file()) < 300_000
