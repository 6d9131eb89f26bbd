"""STIX indicators."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.intel.formats import detect_format
from vedette.intel.formats.stix import Stix
from vedette.model.errors import InputError, MalformedInput
from vedette.model.reputation import Category

IP = "[ipv4-addr:value = '192.0.2.1']"
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=9), st.just(IP)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(
            st.sampled_from(
                ["type", "objects", "pattern", "labels", "confidence", "valid_until", "modified"]
            ),
            inner,
        ),
    ),
    max_leaves=20,
)


def indicator(**said):
    return {"type": "indicator", "spec_version": "2.1", "id": "indicator--1", "pattern": IP, "pattern_type": "stix",
            "modified": "2026-01-02T00:00:00Z", "valid_from": "2026-01-01T00:00:00Z", **said}  # fmt: skip


def read(*objects):
    return read_any({"type": "bundle", "id": "bundle--1", "objects": list(objects)})


def read_any(document, path="lists/day.json"):
    return Stix().read(json.dumps(document).encode(), path)


def test_an_indicator_says_since_when_how_long_how_surely_and_what():
    feed = read(
        indicator(valid_until="2026-01-08T12:00:00.5Z", confidence=87, name="SSH", labels=["scanning"])
    )
    assert feed.entries.row(0, named=True) == {
        "value": "192.0.2.1",
        "confidence": 87,
        "listed_at": datetime(2026, 1, 1, tzinfo=UTC),
        "last_seen": None,
        "expires_at": datetime(2026, 1, 8, 12, 0, 0, 500_000, tzinfo=UTC),
        "detail": "SSH",
        "category": "scanner",
        "line": None,
    }


def test_the_date_of_the_list_is_that_of_its_latest_indicator():
    feed = read(indicator(), indicator(modified="2026-03-01T00:00:00+01:00"))
    assert feed.listed_at == datetime(2026, 2, 28, 23, tzinfo=UTC)
    assert read().listed_at is None


@pytest.mark.parametrize(
    "document",
    [
        {"type": "bundle", "id": "bundle--1", "objects": [indicator()]},
        {"more": False, "objects": [indicator()]},
        indicator(),
        [indicator()],
    ],
)
def test_a_bundle_an_envelope_an_object_and_an_array_are_read_alike(document):
    assert detect_format(json.dumps(document).encode(), "x.json").name == "stix"
    assert read_any(document).entries["value"].to_list() == ["192.0.2.1"]


@pytest.mark.parametrize(
    ("thing", "reason"),
    [
        ({"type": "ipv4-addr", "value": "192.0.2.1"}, "observed address, no indicator"),
        ({"type": "ipv6-addr", "value": "2001:db8::1"}, "observed address, no indicator"),
        (indicator(revoked=True), "revoked indicator"),
        (indicator(indicator_types=["benign"]), "benign indicator"),
        (indicator(pattern_type="yara"), "pattern of type yara"),
        (indicator(pattern="[domain-name:value = 'bad.example']"), "domain-name"),
        (indicator(pattern="[ipv4-addr:value = '192.0.2.09']"), "zero-padded octet"),
        (indicator(pattern="[ipv4-addr:value = 'bad']"), "no address"),
        (indicator(confidence="high"), "broken entry"),
        (7, "broken entry"),
    ],
)
def test_what_is_no_indicator_of_an_address_is_counted_by_reason(thing, reason):
    feed = read(thing, indicator(pattern="[ipv4-addr:value = '192.0.2.2']"))
    assert feed.rejected == {reason: 1}
    assert feed.entries["value"].to_list() == ["192.0.2.2"]


def test_objects_that_are_no_entries_of_a_list_are_not_counted():
    feed = read(
        {"type": "identity", "name": "Us"}, {"type": "relationship"}, {"type": "malware", "name": "x"}
    )
    assert len(feed.entries) == 0
    assert not feed.rejected


@pytest.mark.parametrize(
    ("said", "category"),
    [
        ({"labels": ["ssh-brute-force"]}, Category.ATTACKER),
        ({"indicator_types": ["anonymization"]}, Category.ANONYMISER),
        (
            {"indicator_types": ["malicious-activity"], "name": "Known C2 channel"},
            Category.COMMAND_AND_CONTROL,
        ),
        ({"labels": ["reconnaissance"], "name": "C2"}, Category.SCANNER),
        ({"indicator_types": ["malicious-activity"]}, None),
    ],
)
def test_labels_say_the_category_and_else_the_name(said, category):
    assert read(indicator(**said)).entries["category"].to_list() == [category]


@pytest.mark.parametrize(("said", "read_as"), [(101, None), (-1, None), (10**30, None), (0, 0), (100, 100)])
def test_a_confidence_that_is_no_percentage_is_null(said, read_as):
    assert read(indicator(confidence=said)).entries["confidence"].to_list() == [read_as]


@pytest.mark.parametrize("date", ["soon", "", "9999-12-31T23:59:59-12:00", "2026-13-01T00:00:00Z"])
def test_a_date_that_is_none_is_null(date):
    assert read(indicator(valid_until=date)).entries["expires_at"].to_list() == [None]


def test_a_mark_before_the_document_costs_nothing():
    data = b"\xef\xbb\xbf\r\n" + json.dumps(indicator()).encode()
    assert detect_format(data, "x.json").name == "stix"
    assert len(Stix().read(data, "x.json").entries) == 1


@pytest.mark.parametrize(
    "data", [b"", b"{", b'{"objects": 1}', b"7", b"\xff", b"[" * 100_000, b'{"objects": [}']
)
def test_a_broken_document_is_malformed(data):
    with pytest.raises(MalformedInput, match=r"x\.json: no STIX document"):
        Stix().read(data, "x.json")


@given(JSON)
def test_any_document_is_read_or_malformed(document):
    try:
        feed = read_any(document)
    except InputError:
        return
    assert all(count > 0 for count in feed.rejected.values())
