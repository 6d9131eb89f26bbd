"""MISP events."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.intel.formats import detect_format
from vedette.intel.formats.misp_event import MispEvent
from vedette.model.errors import InputError, MalformedInput
from vedette.model.reputation import Category

SCALARS = st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=9), st.just("192.0.2.1"))
JSON = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(["Event", "response", "Attribute", "Object", "Tag", "type", "value", "info"]),
            inner,
        ),
    ),
    max_leaves=20,
)


def attribute(kind="ip-dst", value="192.0.2.1", **said):
    return {"type": kind, "value": value, "to_ids": True, "timestamp": "1639754649", "comment": "", **said}


def event(*attributes, **said):
    return {"Event": {"info": "Sshdoor", "timestamp": "1639754650", "Attribute": list(attributes), **said}}


def read(document, path="lists/event.json"):
    return MispEvent().read(json.dumps(document).encode(), path)


@pytest.mark.parametrize(
    ("kind", "written", "value"),
    [
        ("ip-src", "192.0.2.1", "192.0.2.1"),
        ("ip-dst", "192.0.2.0/24", "192.0.2.0/24"),
        ("ip-dst|port", "192.0.2.1|1389", "192.0.2.1"),
        ("ip-src|port", "2001:db8::1|1389", "2001:db8::1"),
        ("domain|ip", "bad.example|192.0.2.1", "192.0.2.1"),
    ],
)
def test_types_that_hold_an_address_are_read(kind, written, value):
    assert read(event(attribute(kind, written))).entries["value"].to_list() == [value]


@pytest.mark.parametrize(
    "document",
    [
        event(attribute()),
        [event(attribute())],
        {"response": [event(attribute())]},
        {"response": {"Attribute": [attribute()]}},
        event(Object=[{"name": "ip-port", "Attribute": [attribute()]}]),
    ],
)
def test_an_attribute_is_found_wherever_it_stands(document):
    assert detect_format(json.dumps(document, indent=2).encode(), "x.json").name == "misp-event"
    assert read(document).entries["value"].to_list() == ["192.0.2.1"]


def test_an_entry_says_what_attribute_and_event_say_of_it():
    feed = read(event(attribute(comment="C2 of it", Tag=[{"name": "tlp:white"}])))
    assert feed.entries.row(0, named=True) == {
        "value": "192.0.2.1",
        "confidence": 60,
        "listed_at": datetime(2021, 12, 17, 15, 24, 9, tzinfo=UTC),
        "last_seen": None,
        "expires_at": None,
        "detail": "C2 of it; tlp:white",
        "category": Category.COMMAND_AND_CONTROL,
        "line": None,
    }
    assert (feed.title, feed.listed_at) == ("Sshdoor", datetime(2021, 12, 17, 15, 24, 10, tzinfo=UTC))


def test_an_attribute_without_words_is_told_by_what_its_event_is_about():
    assert read(event(attribute())).entries["detail"].to_list() == ["Sshdoor"]


def test_an_event_without_a_time_has_its_date():
    assert read(event(date="2018-10-10", timestamp=None)).listed_at == datetime(2018, 10, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("to_ids", "own", "of_event", "confidence"),
    [
        (True, [], [], 60),
        (False, [], [], 45),
        (True, ['false-positive:risk="high"'], ['false-positive:risk="low"'], 25),
        (True, [], ["tlp:white", 'false-positive:risk="medium"'], 50),
    ],
)
def test_confidence_follows_to_ids_and_the_risk_of_a_false_positive(to_ids, own, of_event, confidence):
    tagged = attribute(to_ids=to_ids, Tag=[{"name": name} for name in own])
    feed = read(event(tagged, Tag=[{"name": name} for name in of_event]))
    assert feed.entries["confidence"].to_list() == [confidence]


@pytest.mark.parametrize(
    ("thing", "reason"),
    [
        (attribute("domain", "bad.example"), "domain"),
        (attribute("sha1", "ab"), "sha1"),
        (attribute(value="192.0.2.09"), "zero-padded octet"),
        (attribute(deleted=True), "deleted attribute"),
        (attribute(value=7), "broken entry"),
        ({}, "broken entry"),
        ([], "broken entry"),
    ],
)
def test_what_is_no_address_is_counted_by_reason(thing, reason):
    feed = read(event(thing, attribute(value="192.0.2.2")))
    assert feed.rejected == {reason: 1}
    assert feed.entries["value"].to_list() == ["192.0.2.2"]


def test_the_attributes_of_a_deleted_object_are_deleted():
    feed = read(event(Object=[{"deleted": True, "Attribute": [attribute(), attribute()]}]))
    assert feed.rejected == {"deleted attribute": 2}


@pytest.mark.parametrize("time", ["", "0", "-1", "99999999999999999999", "4102444801", "soon", None, 0, "٣"])
def test_a_time_that_is_none_is_null(time):
    assert read(event(attribute(timestamp=time))).entries["listed_at"].to_list() == [None]


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b'{"Event": 1}', b'{"response": []}', b"[" * 100_000])
def test_a_broken_document_is_malformed(data):
    with pytest.raises(MalformedInput, match=r"x\.json: no MISP event"):
        MispEvent().read(data, "x.json")


@given(JSON)
def test_any_document_is_read_or_malformed(document):
    try:
        feed = read(document)
    except InputError:
        return
    assert all(count > 0 for count in feed.rejected.values())
