"""Plans of whole scans, as people see them: reviewed as a diff, and written anew where UPDATE_SNAPSHOTS is set."""

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from vedette.cli.plan_text import told
from vedette.intel.allowlist import add
from vedette.model.alert import Called
from vedette.model.plan import Plan, StepName
from vedette.model.reputation import Allowance
from vedette.respond.interface import Admin, HostFacts
from vedette.respond.planning import plan
from vedette.run.host_facts import is_here
from vedette.run.kept_alerts import keep
from vedette.run.knowledge import Inputs
from vedette.run.planning import Wanted, plan_for, situation_of
from vedette.run.scan import Request, scan

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
FACTS = HostFacts(
    here=True,
    addresses=("127.0.0.1", "192.0.2.10", "::1"),
    gateways=("192.0.2.1",),
    resolvers=("192.0.2.53",),
    admins=(Admin("198.51.100.99", "logged in as ada"),),
    programs=frozenset({"nft", "ss", "conntrack"}),
)


def kept(state, paths, **inputs):
    """The alerts of a scan, kept there; the gravest first."""
    request = Request([*map(str, paths)], Inputs(at=NOW, **{k: [*map(str, v)] for k, v in inputs.items()}))
    result = scan(request)
    keep(result, request, state, NOW)
    return result.alerts


def snapshot(name, made):
    """Holds what people see to what was reviewed."""
    text = "\n".join(told(made)) + "\n"
    file = Path(__file__).with_name("plans") / f"{name}.txt"
    if os.environ.get("UPDATE_SNAPSHOTS"):
        file.write_text(text, "utf-8")
    assert text == file.read_text("utf-8")


@pytest.fixture
def web_1(tmp_path):
    """The alerts of the example, gravest first, and where they are kept."""
    example = ROOT / "examples/web-1"
    alerts = kept(
        tmp_path,
        [example / "aiohttp"],
        intel=[example / "intel"],
        assets=[example / "inventory.json"],
        advisories=[example / "advisories"],
    )
    return tmp_path, alerts


def planned(state, found, **more):
    situation = situation_of(Wanted(found.id, state, None, NOW))
    return plan(replace(situation, **more))


def test_the_plan_for_the_recorded_attack_is_as_reviewed(web_1):
    state, (gravest, *_) = web_1
    # Paths are shortened before lines are broken, so that every machine breaks them alike.
    situation = situation_of(Wanted(gravest.id, state, None, NOW))
    rerun = replace(
        situation.rerun,
        read=["/logs/access.log"],
        paths=["/logs"],
        options=["--assets", "/inventory.json"],
        state="/state",
    )
    evidence = tuple(replace(e, source=f"/logs/{Path(e.source).name}") for e in situation.alert.evidence)
    alert = replace(situation.alert, evidence=evidence)
    snapshot("web-1", plan(replace(situation, alert=alert, host=FACTS, rerun=rerun)))


@pytest.mark.conformance
def test_the_plan_for_a_whole_chain_of_log4shell_is_as_reviewed(shared_data, tmp_path):
    folder = shared_data / "scenarios/S2_log4shell_full_chain"
    alert, *_ = kept(
        tmp_path,
        [folder / "chain.pcap"],
        intel=[folder / "local_list.txt"],
        assets=[folder / "inventory.json"],
        home=["172.16.238.0/24"],
    )
    situation = situation_of(Wanted(alert.id, tmp_path, None, NOW))
    assert [e.called for e in situation.alert.evidence if e.called is not None] == [
        Called("172.16.238.11", 1389),
        Called("172.16.238.11", 80),
        Called("10.10.10.31", 9001),
    ]
    rerun = replace(
        situation.rerun,
        read=["/chain.pcap"],
        paths=["/chain.pcap"],
        options=["--home", "172.16.238.0/24"],
        state="/state",
    )
    evidence = tuple(replace(e, source="/chain.pcap") for e in situation.alert.evidence)
    made = plan(replace(situation, alert=replace(situation.alert, evidence=evidence), rerun=rerun))
    snapshot("S2", made)
    cut = [a.id for a in made.steps[0].actions if ".cut-off-" in a.id]
    assert cut == ["disconnect.cut-off-172.16.238.11", "disconnect.cut-off-10.10.10.31"]


def test_a_session_of_an_administrator_is_told_with_the_rail(web_1):
    state, alerts = web_1
    alert = next(a for a in alerts if a.client is not None and a.client.ip == "198.51.100.99")
    text = "\n".join(told(planned(state, alert, host=FACTS)))
    assert "REFUSED by admin-session: from 198.51.100.99 somebody is logged in as ada." in text
    assert "nft" not in text.partition("2  Check")[0].partition("1  Disconnect")[2].replace("nftables", "")


def test_who_is_allowed_today_is_not_kept_out(web_1):
    state, (gravest, *_) = web_1
    add(state, Allowance(gravest.client.ip, "ops", "our own test", NOW, NOW + timedelta(days=1)))
    (first, *_) = plan_for(Wanted(gravest.id, state, None, NOW)).steps[0].actions
    assert [refusal.rail for refusal in first.refused_by] == ["allowlisted"]
    later = plan_for(Wanted(gravest.id, state, None, NOW + timedelta(days=2)))
    assert later.steps[0].actions[0].doing


def test_ipv6_is_kept_out_by_its_64(web_1):
    state, alerts = web_1
    alert = next(a for a in alerts if a.client is not None and a.client.ip == "2001:db8:bad:1::5")
    made = planned(state, alert)
    assert "2001:db8:bad:1::/64 . tcp . 8080" in str(made.steps[0].actions[0].doing[0])
    assert made.steps[1].actions[-1].id == "compromise.tell-internal"


def test_a_plan_is_the_same_each_time_and_changes_nothing(web_1):
    state, (gravest, *_) = web_1
    before = {file: file.read_bytes() for file in state.rglob("*") if file.is_file()}
    first, second = (plan_for(Wanted(gravest.id, state, None, NOW)) for _ in range(2))
    assert first == second
    assert before == {file: file.read_bytes() for file in state.rglob("*") if file.is_file()}


def test_every_plan_of_the_example_is_whole_and_read_back_from_json(web_1):
    state, alerts = web_1
    for alert in alerts:
        made = planned(state, alert, host=FACTS)
        assert [step.name for step in made.steps] == [*StepName]
        assert msgspec.json.decode(msgspec.json.encode(made), type=Plan) == made
        ids = [action.id for step in made.steps for action in step.actions]
        assert len(ids) == len(set(ids))
        for step in made.steps:
            for action in step.actions:
                assert action.doing or action.refused_by, action.id
                assert action.risk


def test_a_proxy_that_the_evidence_names_moves_the_place(web_1):
    state, (gravest, *_) = web_1
    evidence = replace(gravest.evidence[0], excerpt=f'10.0.0.5 - "GET /" "{gravest.client.ip}, 10.0.0.5"')
    behind = replace(gravest, evidence=(evidence,))
    step = planned(state, gravest, alert=behind, trusted=("10.0.0.0/24",), host=FACTS).steps[0]
    assert step.actions[0].id == "disconnect.keep-out-at-proxy"
    assert "10.0.0.5, a trusted proxy" in step.facts[1]
    forged = planned(state, gravest, alert=behind, host=FACTS).steps[0]
    assert forged.actions[0].id == "disconnect.keep-out"


@pytest.mark.parametrize(("host", "here"), [("", False), ("elsewhere.example", False)])
def test_another_machine_is_not_this_one(host, here):
    assert is_here(host) is here


def test_this_machine_is_known_by_its_name():
    name = os.uname().nodename
    assert is_here(name)
    assert is_here(f"{name}.example.")
