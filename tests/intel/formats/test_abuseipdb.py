"""AbuseIPDB's blacklist."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.intel.formats import detect_format
from vedette.intel.formats.abuseipdb import AbuseIpDb
from vedette.model.errors import InputError, MalformedInput

SCALARS = st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=9), st.just("192.0.2.1"))
ENTRIES = st.dictionaries(
    st.sampled_from(["ipAddress", "abuseConfidenceScore", "lastReportedAt", "countryCode"]), SCALARS
)


def entry(address="192.0.2.1", **said):
    return {"ipAddress": address, "countryCode": "NL", "abuseConfidenceScore": 100,
            "lastReportedAt": "2026-01-01T23:30:00+00:00", **said}  # fmt: skip


def read(*entries, **said):
    document = {"meta": {"generatedAt": "2026-01-02T00:00:00+00:00"}, "data": list(entries), **said}
    return AbuseIpDb().read(json.dumps(document).encode(), "lists/blacklist.json")


def test_an_entry_says_how_surely_and_since_when():
    feed = read(entry(), entry("2001:db8::1", abuseConfidenceScore=90))
    assert feed.listed_at == datetime(2026, 1, 2, tzinfo=UTC)
    assert feed.entries.select("value", "confidence", "detail").rows() == [
        ("192.0.2.1", 100, "in NL"),
        ("2001:db8::1", 90, "in NL"),
    ]
    assert feed.entries["listed_at"][0] == datetime(2026, 1, 1, 23, 30, tzinfo=UTC)


def test_it_is_recognised_by_its_names():
    document = {"meta": {"generatedAt": "x"}, "data": [entry()]}
    assert detect_format(json.dumps(document).encode(), "x.json").name == "abuseipdb"


def test_an_entry_needs_no_more_than_an_address():
    feed = read({"ipAddress": "192.0.2.1", "countryCode": None}, meta={})
    assert feed.entries.row(0)[:5] == ("192.0.2.1", None, None, None, None)
    assert feed.listed_at is None


@pytest.mark.parametrize(
    ("thing", "reason"),
    [
        (entry("192.0.2.09"), "zero-padded octet"),
        (entry("bad.example"), "domain"),
        (entry(7), "broken entry"),
        ({"countryCode": "NL"}, "broken entry"),
        (None, "broken entry"),
    ],
)
def test_what_is_no_address_is_counted_by_reason(thing, reason):
    feed = read(thing, entry("192.0.2.2"))
    assert feed.rejected == {reason: 1}
    assert feed.entries["value"].to_list() == ["192.0.2.2"]


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b'{"data": {"ipAddress": "192.0.2.1"}}', b'{"data": ['])
def test_a_broken_document_is_malformed(data):
    with pytest.raises(MalformedInput, match=r"x\.json: no AbuseIPDB blacklist"):
        AbuseIpDb().read(data, "x.json")


@given(st.lists(st.one_of(ENTRIES, SCALARS), max_size=4), SCALARS)
def test_any_document_is_read_or_malformed(entries, date):
    try:
        feed = read(*entries, meta={"generatedAt": date})
    except InputError:
        return
    assert len(feed.entries) + feed.rejected.total() == len(entries)
