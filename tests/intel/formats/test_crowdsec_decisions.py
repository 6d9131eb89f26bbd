"""CrowdSec's decisions."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.intel.formats import detect_format
from vedette.intel.formats.crowdsec_decisions import CrowdsecDecisions
from vedette.model.errors import InputError, MalformedInput
from vedette.model.reputation import Category

SCALARS = st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=9), st.just("192.0.2.1"))
JSON = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(["decisions", "new", "deleted", "value", "scope", "until", "duration"]), inner
        ),
    ),
    max_leaves=20,
)


def decision(value="192.0.2.1", **said):
    return {"duration": "3h59m32.5s", "origin": "CAPI", "scenario": "crowdsecurity/ssh-bf", "scope": "Ip",
            "type": "ban", "value": value, **said}  # fmt: skip


def read(document, path="lists/decisions.json"):
    return CrowdsecDecisions().read(json.dumps(document).encode(), path)


@pytest.mark.parametrize(
    "document",
    [
        [decision()],
        [{"id": 7, "created_at": "2026-01-01T00:00:00Z", "decisions": [decision()]}],
        {"decisions": [decision()]},
        {"new": [decision()], "deleted": None},
        {"new": [{"scope": "ip", "scenario": "ssh:bruteforce", "decisions": [{"value": "192.0.2.1", "duration": "24h"}]}]},
    ],
)  # fmt: skip
def test_a_decision_is_found_wherever_it_stands(document):
    assert detect_format(json.dumps(document, indent=1).encode(), "x.json").name == "crowdsec-decisions"
    feed = read(document)
    assert feed.entries["value"].to_list() == ["192.0.2.1"]
    assert feed.entries["category"].to_list() == [Category.ATTACKER]


def test_a_decision_says_why_what_and_who_and_how_long_where_it_names_the_end():
    row = read([decision(until="2026-01-02T03:04:05Z")]).entries.row(0, named=True)
    assert row["detail"] == "crowdsecurity/ssh-bf; ban; CAPI"
    assert row["expires_at"] == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert row["listed_at"] is None
    assert read([decision()]).entries["expires_at"].to_list() == [None]


def test_a_decision_is_as_old_as_its_alert_and_speaks_with_its_scenario():
    alert = {"created_at": "2026-01-01T00:00:00Z", "scenario": "crowdsecurity/http-probing"}
    row = read([{**alert, "decisions": [decision(scenario=None)]}]).entries.row(0, named=True)
    assert row["listed_at"] == datetime(2026, 1, 1, tzinfo=UTC)
    assert row["category"] == Category.SCANNER


@pytest.mark.parametrize(
    ("scenario", "category"),
    [
        ("crowdsecurity/CVE-2021-41773", Category.ATTACKER),
        ("crowdsecurity/http-generic-bf", Category.ATTACKER),
        ("http:scan", Category.SCANNER),
        ("manual 'ban' from 'localhost'", None),
    ],
)
def test_the_scenario_says_the_category(scenario, category):
    assert read([decision(scenario=scenario)]).entries["category"].to_list() == [category]


@pytest.mark.parametrize(
    ("thing", "reason"),
    [
        (decision("NL", scope="Country"), "decision on country"),
        (decision("64500", scope="AS"), "decision on as"),
        (decision("bob", scope="username"), "decision on username"),
        (decision(simulated=True), "simulated decision"),
        (decision(duration="-3m2s"), "ended decision"),
        (decision("192.0.2.09"), "zero-padded octet"),
        (decision(7), "broken entry"),
        ("192.0.2.1", "broken entry"),
    ],
)
def test_what_is_no_decision_on_an_address_is_counted_by_reason(thing, reason):
    feed = read([thing, decision("192.0.2.0/24", scope="Range")])
    assert feed.rejected == {reason: 1}
    assert feed.entries["value"].to_list() == ["192.0.2.0/24"]


def test_what_was_deleted_since_is_no_entry():
    feed = read({"new": [], "deleted": [decision()]})
    assert (len(feed.entries), feed.rejected) == (0, {"deleted decision": 1})


@pytest.mark.parametrize("data", [b"", b"null", b'{"decisions": 1}', b"[" * 100_000, b"[{]"])
def test_a_broken_document_is_malformed(data):
    with pytest.raises(MalformedInput, match=r"x\.json: no CrowdSec decisions"):
        CrowdsecDecisions().read(data, "x.json")


@given(JSON)
def test_any_document_is_read_or_malformed(document):
    try:
        feed = read(document)
    except InputError:
        return
    assert all(count > 0 for count in feed.rejected.values())
