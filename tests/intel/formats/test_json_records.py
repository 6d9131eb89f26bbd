"""JSON with named fields."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.intel.formats import detect_format
from vedette.intel.formats.csv_header import CsvHeader
from vedette.intel.formats.json_records import JsonRecords
from vedette.intel.formats.plain import Plain
from vedette.model.errors import InputError, MalformedInput
from vedette.model.reputation import Category

SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=9), st.just("192.0.2.1")
)
JSON = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.sampled_from(["ip", "data", "tags", "date", "IP"]), inner),
    ),
    max_leaves=20,
)


def read(document, path="lists/list.json"):
    return JsonRecords().read(json.dumps(document).encode(), path)


@pytest.mark.parametrize(
    "document",
    [
        [{"ip": "192.0.2.1"}],
        ["192.0.2.1"],
        {"attackers": [{"ip_address": "192.0.2.1", "attack_count": 7}]},
        {"meta": {"sensors": ["a", "b"]}, "data": {"ips": ["192.0.2.1"]}},
        {"iocs": [{"Value": "192.0.2[.]1", "feed_type": ["log4j"]}]},
    ],
)
def test_the_array_is_found_by_its_addresses(document):
    data = json.dumps(document, indent=1).encode()
    assert detect_format(data, "x.json").name == "json-records"
    assert read(document).entries["value"].to_list() == ["192.0.2.1"]


def test_fields_say_what_columns_of_csv_say():
    said = {
        "ip": "192.0.2.1",
        "confidence": 80,
        "first_seen": "2026-01-01T00:00:00Z",
        "tags": ["ssh", "brute-force"],
    }
    assert read([said]).entries.row(0, named=True) == {
        "value": "192.0.2.1",
        "confidence": 80,
        "listed_at": datetime(2026, 1, 1, tzinfo=UTC),
        "last_seen": None,
        "expires_at": None,
        "detail": "ssh, brute-force",
        "category": Category.ATTACKER,
        "line": None,
    }


def test_a_list_says_the_same_in_three_forms():
    addresses = ["192.0.2.1", "192.0.2.0/28", "2001:db8::1", "bad.example"]
    plain = Plain().read("\n".join(addresses).encode(), "2026-01-01.txt")
    rows = "".join(f"{address},{count}\n" for count, address in enumerate(addresses))
    table = CsvHeader().read(f"ip,attack_count\n{rows}".encode(), "2026-01-01.csv")
    records = read(
        {"attackers": [{"ip": address, "attack_count": 1} for address in addresses]}, "2026-01-01.json"
    )
    for feed in (table, records):
        assert feed.entries["value"].to_list() == plain.entries["value"].to_list()
        assert feed.rejected == plain.rejected == {"domain": 1}


@pytest.mark.parametrize(
    "document",
    [
        {"date": "2026-01-02", "ips": ["192.0.2.1"]},
        {"metadata": {"generated_at": "2026-01-02T00:00:00"}, "date": "2020-01-01", "ips": ["192.0.2.1"]},
    ],
)
def test_what_stands_beside_the_array_dates_the_list(document):
    assert read(document).listed_at == datetime(2026, 1, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("thing", "reason"),
    [
        ({"ip": "bad.example"}, "domain"),
        ({"ip": "192.0.2.09"}, "zero-padded octet"),
        ({"ip": None}, "no address"),
        ({"name": "x"}, "no address"),
        ({}, "no address"),
        (7, "broken entry"),
        (["192.0.2.1"], "broken entry"),
        (None, "broken entry"),
    ],
)
def test_what_is_no_address_is_counted_by_reason(thing, reason):
    feed = read([{"ip": "192.0.2.1"}, thing])
    assert feed.rejected == {reason: 1}
    assert feed.entries["value"].to_list() == ["192.0.2.1"]


@pytest.mark.parametrize(
    "document",
    [
        {"ip": "192.0.2.1"},
        [{"pattern": "bot", "url": "http://192.0.2.1/", "instances": ["1.0 bot"]}],
        {"version": "1.2.3.4", "name": "x"},
        {"a": {"b": {"c": ["192.0.2.1"]}}},
        [{"ip": "bad.example"}],
        [],
        7,
    ],
)
def test_a_document_without_such_an_array_is_no_list(document):
    with pytest.raises(MalformedInput, match="no array of addresses"):
        read(document)


@pytest.mark.parametrize(
    "text", ['{"pattern": "bot", "url": "http://192.0.2.1/"}', '{"version": "1.2.3.4"}', "[]", "{}", "[1]"]
)
def test_other_documents_are_not_recognised(text):
    assert JsonRecords().sniff(text.encode(), "x.json") == 0


@pytest.mark.parametrize("data", [b"", b"{", b"\xff", b"[" * 100_000])
def test_a_broken_document_is_malformed(data):
    with pytest.raises(MalformedInput, match=r"x\.json: no JSON document"):
        JsonRecords().read(data, "x.json")


@given(JSON)
def test_any_document_is_read_or_malformed(document):
    try:
        feed = read(document)
    except InputError:
        return
    assert len(feed.entries) > 0
    assert all(count > 0 for count in feed.rejected.values())
