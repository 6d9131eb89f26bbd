"""Clients found in the raw bytes of JSON."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vedette.telemetry.blocks import index
from vedette.telemetry.json_spans import blanked, ordinary_in, quoted_after, without

LITERAL = b'"ip":"'


def found(*lines, unless=()):
    block = index("\n".join(lines).encode(), 0)
    starts = quoted_after(block, LITERAL, unless).starts.tolist()
    return [None if at < 0 else block.data[at:].split(b'"')[0].decode() for at in starts]


@pytest.mark.parametrize(
    ("line", "client"),
    [
        ('{"ip":"192.0.2.1"}', "192.0.2.1"),
        ('{"a":1,"ip":"2001:db8::1","b":2}', "2001:db8::1"),
        ('{"ip":5}', None),
        ('{"a":1}', None),
        ('{"ip":"192.0.2.1","x":{"ip":"192.0.2.2"}}', None),
        ('{"a":"\\"ip\\":\\"6.6.6.6","ip":"192.0.2.1"}', "192.0.2.1"),
        ('{"a":"\\u0041\\n\\/\\"","ip":"192.0.2.1"}', "192.0.2.1"),
        ('{"a":"\\u2028","ip":"192.0.2.1"}', None),
        ('{"a":"\\\\","ip":"192.0.2.1"}', None),
        ('{"a\\"ip":"6.6.6.6"}', None),
        ("", None),
    ],
)
def test_the_client_is_told_where_its_key_stands_once_and_all_escapes_are_usual(line, client):
    assert found('{"ip":"192.0.2.9"}', line, '{"ip":"192.0.2.9"}') == ["192.0.2.9", client, "192.0.2.9"]


def test_a_line_with_a_key_that_would_hold_first_is_left_to_the_parser():
    assert found('{"first":1,"ip":"1.1.1.1"}', '{"ip":"1.1.1.1"}', unless=(b'"first"',)) == [None, "1.1.1.1"]


def test_lines_of_some_kinds_and_lines_of_none_are_left_to_the_parser():
    block = index(b'{"k":"a","ip":"1"}\n{"k":"b","ip":"1"}\n{"ip":"1"}\n{"k":"bb","ip":"1"}', 0)
    spans = without(block, quoted_after(block, LITERAL, ()), b'"k":"', (b'b"',))
    assert [at >= 0 for at in spans.starts] == [True, False, False, True]


TEXTS = st.text(st.sampled_from('ip":\\{},/ab\n'), max_size=12)


@settings(max_examples=300)
@given(st.lists(st.dictionaries(st.sampled_from(["a", "ip", "b"]) | TEXTS, TEXTS, max_size=4), max_size=5))
def test_no_text_that_a_client_chooses_is_taken_for_the_client(objects):
    told = found(*map(json.dumps, objects)) if objects else []
    assert all(client in (None, thing.get("ip")) for client, thing in zip(told, objects, strict=True))


@given(st.dictionaries(st.sampled_from("abc"), st.text(st.sampled_from('="*/,}x\\'), max_size=8)))
def test_what_is_blanked_before_the_search_is_no_text_of_a_client(record):
    data = json.dumps(record, separators=(",", ":")).encode()
    searched = blanked(data, ordinary_in(data))
    assert len(searched) == len(data)
    for value in record.values():
        if value != "*/*":
            assert json.dumps(value).encode()[1:-1] in searched
