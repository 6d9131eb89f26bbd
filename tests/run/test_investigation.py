"""Investigations of the shipped recording and of what others recorded: every finding right, none twice, none lost."""

import gzip
import json
import os
import shutil
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import click
import msgspec
import pytest
from investigated import (
    AT,
    LOOKING,
    alert_of,
    finding,
    fresh_steps,
    ids,
    investigator,
    scanned,
    state_of,
    steps_of,
)

from vedette.cli.investigation_text import told
from vedette.detect.rules.matching import RuleSet
from vedette.model.investigation import StepRecord, StepStatus
from vedette.model.lifecycle import State
from vedette.store import alerts as kept
from vedette.store import investigations
from vedette.store.database import opened

EXAMPLE = Path(__file__).resolve().parents[2] / "examples/web-1"
TRUTH = {client["address"]: client for client in json.loads((EXAMPLE / "truth.json").read_text())["clients"]}
LOGS = ("nginx", "aiohttp", "auth.log", "capture.pcap.gz")


@pytest.fixture(scope="module", autouse=True)
def _rules_loaded_once():
    load, loaded = RuleSet.load, RuleSet.load()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(RuleSet, "load", lambda folder=None: loaded if folder is None else load(folder))
        yield


def web_1(folder, state):
    """The alerts of the recording, kept."""
    return scanned(
        state,
        [folder / name for name in LOGS],
        intel=[folder / "intel"],
        assets=[folder / "inventory.json"],
        advisories=[folder / "advisories"],
    )


@pytest.fixture(scope="module")
def recorded(tmp_path_factory):
    """The recording, its alerts, and the investigation of the theft, which no test changes."""
    state = tmp_path_factory.mktemp("state")
    alerts = web_1(EXAMPLE, state)
    theft = alert_of(alerts, "203.0.113.66", "aiohttp")
    return state, alerts, theft, steps_of(state, theft)


@pytest.fixture(scope="module")
def pristine(tmp_path_factory):
    """The recording where tests may change it, scanned once, and a copy of both to begin anew from."""
    root = tmp_path_factory.mktemp("changed")
    shutil.copytree(EXAMPLE, root / "web-1")
    alerts = web_1(root / "web-1", root / "state")
    saved = tmp_path_factory.mktemp("saved") / "all"
    shutil.copytree(root, saved)
    return root, saved, alert_of(alerts, "203.0.113.66", "aiohttp")


@pytest.fixture
def copied(pristine):
    """A recording whose files a test may change, its state, and the alert of the theft."""
    root, saved, theft = pristine
    shutil.rmtree(root)
    shutil.copytree(saved, root)
    return root / "web-1", root / "state", theft


# What the steps find


def test_every_step_is_done_and_nothing_fails(recorded):
    _, _, _, steps = recorded
    assert {step: record.status for step, record in steps.items()} == dict.fromkeys(
        ("source", "reputation", "activity"), StepStatus.DONE
    )


def test_every_source_that_saw_the_client_is_named_with_its_first_and_last_trace(recorded):
    _, _, _, steps = recorded
    named = {Path(f.subject).name: f.says for f in steps["source"].findings if f.id == "mentioned"}
    assert set(named) == {"access.log", "auth.log", "capture.pcap.gz"}
    assert named["access.log"].startswith("6 lines, 2026-11-24 08:39:38 to 2026-11-24 08:39:44")
    truth = TRUTH["203.0.113.66"]
    entries = steps["source"].timeline
    assert entries[0].first.isoformat()[:19] == truth["first"][:19]
    assert max(entry.last for entry in entries).isoformat()[:18] == truth["last"][:18]


def test_the_other_service_that_the_client_reached_is_told(recorded):
    _, _, _, steps = recorded
    assert finding(steps["source"], "reached-too").subject == "web-1/openssh:22/tcp"


def test_every_list_that_names_the_client_is_told_then_and_now(recorded):
    _, _, _, steps = recorded
    record = steps["reputation"]
    lists = {f.subject for f in record.findings if f.id == "opinion"}
    assert lists == {name.removesuffix(".txt") for name in TRUTH["203.0.113.66"]["lists"]}
    assert "listed at the event by 3 lists" in record.summary
    assert "listed now by 3 lists" in record.summary


def test_our_own_history_and_the_neighbours_are_told(recorded):
    _, alerts, theft, steps = recorded
    record = steps["reputation"]
    own = [a for a in alerts if a.client and a.client.ip == "203.0.113.66" and a.id != theft.id]
    assert len(finding(record, "seen-before").reasons) == len(own)
    near = [a for a in alerts if a.client and a.client.ip.startswith("203.0.113.") and a not in (*own, theft)]
    assert finding(record, "neighbours").says.startswith(f"{len(near)} alerts")


def test_what_was_taken_is_named_with_its_size(recorded):
    _, _, _, steps = recorded
    record = steps["activity"]
    (leak,) = [t for t in TRUTH["203.0.113.66"]["exploits"][0]["tries"] if t["leaked"]]
    taken = finding(record, "data-taken")
    assert (taken.subject, taken.says) == (leak["file"], f"was sent to the client, {leak['bytes']:,} bytes")
    assert finding(record, "succeeded").severity.rank == 4
    assert "data was taken: /etc/passwd" in record.summary


@pytest.mark.parametrize(
    ("client", "product"),
    [
        (c["address"], e["service"])
        for c in TRUTH.values()
        for e in c["exploits"]
        if not any(o["succeeded"] for o in c["exploits"] if o["service"] == e["service"])
    ],
)
def test_nothing_is_said_to_be_taken_by_whoever_did_not_succeed(recorded, client, product):
    state, alerts, _, _ = recorded
    record = steps_of(state, alert_of(alerts, client, product))["activity"]
    assert not {"data-taken", "data-likely-taken", "succeeded", "likely-succeeded"} & set(ids(record))
    assert record.status is StepStatus.DONE


def test_a_service_without_a_log_of_its_own_is_said_to_have_none(recorded):
    state, alerts, _, _ = recorded
    record = steps_of(state, alert_of(alerts, "203.0.113.141", "vite"))["source"]
    assert any("no log of vite on web-1 tells of this client" in missing for missing in record.missing)
    assert record.confidence < 1


def test_an_ipv6_client_and_its_neighbours_in_the_64_are_told_apart(recorded):
    state, alerts, _, _ = recorded
    alert = next(a for a in alerts if a.client and ":" in a.client.ip)
    record = steps_of(state, alert)["source"]
    assert "/64" not in finding(record, "mentioned").says
    assert record.status is StepStatus.DONE


def test_a_finding_about_a_service_has_no_client_to_look_for(recorded):
    state, alerts, _, _ = recorded
    posture = next(a for a in alerts if a.client is None)
    assert {r.status for r in steps_of(state, posture).values()} == {StepStatus.NOT_APPLICABLE}


# What people see


def as_shown(state, alert, folder):
    """The steps as people see them, with paths that are the same everywhere, reviewed as a diff.

    They are written anew where UPDATE_SNAPSHOTS is set.
    """
    investigation = investigator(state).one(alert.id)
    steps = []
    for done in investigation.steps:
        text = msgspec.json.encode(done.record).decode().replace(str(folder), "/logs")
        steps.append(replace(done, record=msgspec.json.decode(text, type=StepRecord)))
    lines = list(told(replace(investigation, steps=tuple(steps))))
    return click.unstyle("\n".join(lines[lines.index("") + 1 :])) + "\n"


def snapshot(name, text):
    file = Path(__file__).with_name("investigations") / f"{name}.txt"
    if os.environ.get("UPDATE_SNAPSHOTS"):
        file.write_text(text, "utf-8")
    assert text == file.read_text("utf-8")


def test_the_investigation_of_the_theft_is_as_reviewed(recorded):
    state, _, theft, _ = recorded
    snapshot("web-1", as_shown(state, theft, EXAMPLE))


# What changes nothing, and what is noticed


def everything(state, alert):
    with opened(state) as connection:
        found = investigations.steps_of(connection, alert.id)
        return dict(sorted(found.items())), kept.history(connection, alert.id)


def test_an_investigation_takes_the_alert_and_leaves_a_closed_one_closed(copied):
    _, state, theft = copied
    steps_of(state, theft)
    assert state_of(state, theft) is State.INVESTIGATING
    with opened(state) as connection:
        kept.move(connection, theft.id, State.RESOLVED, who="ada", reason="done", at=AT)
    steps_of(state, theft, again=True)
    assert state_of(state, theft) is State.RESOLVED


def test_run_twice_it_changes_nothing(copied):
    _, state, theft = copied
    steps_of(state, theft)
    before = everything(state, theft)
    assert fresh_steps(state, theft) == []
    assert everything(state, theft) == before


def test_the_same_inputs_give_the_same_records(copied):
    _, state, theft = copied
    assert steps_of(state, theft) == steps_of(state, theft, again=True)


def test_investigating_other_alerts_makes_no_step_run_again(copied):
    _, state, theft = copied
    steps_of(state, theft)
    with opened(state) as connection:
        other = next(k.alert for k in kept.every(connection) if k.alert.client and k.alert.id != theft.id)
    steps_of(state, other)
    assert fresh_steps(state, theft) == []


def test_a_removed_log_is_noticed_and_lowers_the_confidence(copied):
    folder, state, theft = copied
    before = steps_of(state, theft)["source"]
    (folder / "aiohttp/access.log").unlink()
    assert "source" in fresh_steps(state, theft)
    after = steps_of(state, theft)["source"]
    assert any(
        "aiohttp/access.log, which the alert's evidence points at: it is gone" in m for m in after.missing
    )
    assert any("a log of aiohttp by the inventory" in missing for missing in after.missing)
    assert after.confidence < before.confidence


def test_a_removed_capture_takes_the_proof_with_it(copied):
    folder, state, theft = copied
    steps_of(state, theft)
    (folder / "capture.pcap.gz").unlink()
    after = steps_of(state, theft)
    assert any("capture.pcap.gz" in missing for missing in after["source"].missing)
    assert finding(after["activity"], "data-likely-taken").subject == "/etc/passwd"
    assert "data-taken" not in ids(after["activity"])


def test_a_line_that_was_cut_out_of_a_log_is_missed(copied):
    folder, state, theft = copied
    log = folder / "aiohttp/access.log"
    lines = log.read_bytes().splitlines(keepends=True)
    log.write_bytes(b"".join(line for line in lines if b"203.0.113.66" not in line))
    record = steps_of(state, theft)["source"]
    assert finding(record, "evidence-gone").severity.rank == 3
    assert "that the network saw have no line" in finding(record, "connections-unlogged").says


def test_rotation_and_compression_lose_nothing(copied):
    folder, state, theft = copied
    before = steps_of(state, theft)["source"]
    log = folder / "aiohttp/access.log"
    (folder / "aiohttp/access.log.2.gz").write_bytes(gzip.compress(log.read_bytes()))
    (folder / "aiohttp/access.log.1").write_text("")
    log.write_text("")
    after = steps_of(state, theft)["source"]
    assert after.confidence == before.confidence
    assert "evidence-moved" in ids(after)
    moved = next(f for f in after.findings if f.id == "mentioned" and f.subject.endswith("access.log.2.gz"))
    assert moved.says.startswith("6 lines")


def test_a_damaged_log_is_told_and_the_others_are_searched(copied):
    folder, state, theft = copied
    capture = folder / "capture.pcap.gz"
    capture.write_bytes(capture.read_bytes()[:1000])
    record = steps_of(state, theft)["source"]
    assert any("capture.pcap.gz" in missing for missing in record.missing)
    assert "mentioned" in ids(record)


# Interrupted

_KILLED = """
import os, signal, sys
from pathlib import Path
sys.path[:0] = [{support!r}]
from investigated import LOOKING, investigator
step = LOOKING[1]
class Killed(type(step)):
    def run(self, case):
        os.kill(os.getpid(), signal.SIGKILL)
investigator(Path({state!r}), (LOOKING[0], Killed(), LOOKING[2])).one({alert!r})
"""


def test_whoever_is_killed_between_steps_goes_on_where_it_stopped(copied):
    _, state, theft = copied
    support = str(Path(__file__).parents[1] / "support")
    program = _KILLED.format(support=support, state=str(state), alert=theft.id)
    killed = subprocess.run(
        [sys.executable, "-c", program], env=dict(os.environ), check=False, capture_output=True
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()
    assert sorted(everything(state, theft)[0]) == ["source"]
    assert fresh_steps(state, theft) == ["reputation", "activity"]
    assert sorted(everything(state, theft)[0]) == ["activity", "reputation", "source"]


def test_a_step_that_fails_makes_the_investigation_partial_and_is_tried_again(copied):
    folder, state, theft = copied
    (folder / "inventory.json").rename(folder / "inventory.saved")
    broken = investigator(state).one(theft.id)
    assert broken.partial
    assert {d.record.status for d in broken.steps} == {StepStatus.FAILED}
    assert "inventory.json" in broken.steps[0].record.reason
    (folder / "inventory.saved").rename(folder / "inventory.json")
    assert fresh_steps(state, theft) == [step.id for step in LOOKING]


# What others recorded


@pytest.fixture
def scenario(shared_data, tmp_path):
    """The alerts of a scenario, and a function that investigates one."""

    def play(name, files, inventory, intel, **more):
        folder = shared_data / "scenarios" / name
        alerts = scanned(
            tmp_path,
            [folder / file for file in files],
            intel=[shared_data / part for part in intel],
            assets=[folder / inventory],
            **more,
        )
        play.state, play.folder = tmp_path, folder
        return alerts, lambda alert: steps_of(tmp_path, alert)

    return play


@pytest.mark.conformance
@pytest.mark.parametrize("inventory", ["inventory_a.json", "inventory_b.json"])
def test_s1_an_attempt_is_an_attempt_with_or_without_the_flaw(scenario, inventory):
    alerts, investigate = scenario(
        "S1_log4shell_attempt",
        ["http.log", "notice.log", "attempt.pcap"],
        inventory,
        ["intel/cps_txt/log4j.txt"],
    )
    steps = investigate(alert_of(alerts, "154.65.28.250"))
    assert {Path(f.subject).name for f in steps["source"].findings if f.id == "mentioned"} == {
        "http.log",
        "notice.log",
        "attempt.pcap",
    }
    assert "listed at the event" in steps["reputation"].summary
    assert steps["activity"].status is StepStatus.DONE
    assert "nothing shows that it worked" in steps["activity"].summary
    assert not {"succeeded", "likely-succeeded", "data-taken"} & set(ids(steps["activity"]))


@pytest.mark.conformance
def test_s2_the_call_backs_are_found_and_a_person_is_asked_what_could_be_read(scenario):
    alerts, investigate = scenario(
        "S2_log4shell_full_chain",
        ["chain.pcap", "notice.log"],
        "inventory.json",
        ["scenarios/S2_log4shell_full_chain/local_list.txt"],
        home=["172.16.0.0/12"],
    )
    steps = investigate(alert_of(alerts, "10.10.10.31"))
    assert finding(steps["source"], "connected-back").subject == "172.16.238.10"
    said = " ".join(f.says for f in steps["activity"].findings if f.id == "succeeded")
    assert "172.16.238.11:1389" in said
    assert "172.16.238.11:80" in said
    assert "10.10.10.31:9001" in said
    assert "bytes were sent to it over 1 connection" in finding(steps["activity"], "sent-back").says
    assert "no log tells" in steps["activity"].summary
    assert steps["activity"].status is StepStatus.NEEDS_INPUT
    assert [question.id for question in steps["activity"].questions] == ["what-could-it-read"]
    snapshot("S2", as_shown(scenario.state, alert_of(alerts, "10.10.10.31"), scenario.folder))


@pytest.mark.conformance
@pytest.mark.parametrize(("client", "listed"), [("23.94.26.138", True), ("163.172.173.238", False)])
@pytest.mark.parametrize("inventory", ["inventory_httpd_2449.json", "inventory_httpd_2450.json"])
def test_s3_a_refused_attempt_took_nothing_whoever_tried(scenario, client, listed, inventory):
    alerts, investigate = scenario(
        "S3_apache_path_traversal", ["access.log"], inventory, ["intel/cps_txt/log4j.txt"]
    )
    steps = investigate(alert_of(alerts, client))
    assert ("listed-then" in ids(steps["reputation"])) is listed
    assert "every attack was refused" in steps["activity"].summary
    assert "no sign that data was taken" in steps["activity"].summary


@pytest.mark.conformance
def test_s4_scanners_logged_in_nowhere_and_every_line_of_them_is_found(scenario, shared_data):
    log = shared_data / "telemetry/elastic/ssh_auth.log.gz"
    alerts, investigate = scenario(
        "S4_ssh_scanners",
        [log],
        "inventory.json",
        ["intel/ipsum/ipsum.txt.gz", "intel/misp_warninglists/shodan-scanning.json"],
    )
    text = gzip.decompress(log.read_bytes()).decode("utf-8", "replace").splitlines()
    expected = json.loads((shared_data / "scenarios/S4_ssh_scanners/expected.json").read_text())
    for client in expected["listed_clients"]:
        steps = investigate(alert_of(alerts, client))
        lines = [line for line in text if client in line.replace(f"{client}0", "")]
        assert finding(steps["source"], "mentioned").says.startswith(f"{len(lines):,} line")
        assert "no attack was seen" in steps["activity"].summary
        assert "login-accepted" not in ids(steps["activity"])
        assert ("context" in ids(steps["reputation"])) is (client in expected["known_scanner"])
