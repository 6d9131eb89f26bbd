"""JSON objects as columns of text."""

import json

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vedette.telemetry.json_decode import (
    NOT_AN_OBJECT,
    NOT_JSON,
    OUT_OF_RANGE,
    TOO_DEEP,
    at,
    decode,
    pruned,
    schema_of,
)

SCHEMA = schema_of(
    [(("a",), pl.String), (("inner", "deep", "key"), pl.String), (("list",), pl.List(pl.String))]
)


def values(*lines, path=("a",)):
    decoded, reasons = decode(pl.Series(lines, dtype=pl.String), SCHEMA)
    assert decoded.height == len(reasons) == len(lines)
    return decoded.select(at(path)).to_series().to_list(), reasons.to_list()


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ('{"a":"x"}', "x"),
        (' {"a" : 1}', "1"),
        ('{"a":1.5}', "1.5"),
        ('{"a":true}', "true"),
        ('{"a":null}', None),
        ('{"b":1}', None),
        ('{"a":{"x":[1]}}', '{"x": [1]}'),
        ('{"a":"first","a":"second"}', "first"),
        ('{"a":"\\u0041\\ud83d\\ude00\\n"}', "A😀\n"),
    ],
)
def test_a_value_of_another_type_becomes_text(line, value):
    assert values(line) == ([value], [None])


@pytest.mark.parametrize(
    "line", ['{"inner":5}', '{"inner":{"deep":"x"}}', '{"inner":{"deep":{"key":null}}}', "{}"]
)
def test_what_stands_in_place_of_an_object_is_null(line):
    assert values(line, path=("inner", "deep", "key")) == ([None], [None])


def test_a_nested_value_and_a_list_are_read():
    assert values('{"inner":{"deep":{"key":"x"}}}', path=("inner", "deep", "key")) == (["x"], [None])
    assert values('{"list":["x",1]}', '{"list":"x"}', path=("list",)) == ([["x", "1"], None], [None, None])


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("", None),
        ("  ", None),
        ("x", NOT_AN_OBJECT),
        ("[1]", NOT_AN_OBJECT),
        ("null", NOT_AN_OBJECT),
        ('{"a":1', NOT_JSON),
        ('{"a":1},{"a":2}', NOT_JSON),
        ('{"a":1}{"a":2}', NOT_JSON),
        ('{"a":NaN}', NOT_JSON),
        ('{"a":' * 5000, TOO_DEEP),
        ('{"a":1e999}', OUT_OF_RANGE),
        ('{"a":' + "9" * 400 + "}", OUT_OF_RANGE),
    ],
)
def test_a_line_that_is_no_object_is_null_with_a_reason_and_its_neighbours_are_read(line, reason):
    assert values('{"a":"x"}', line, '{"a":"y"}') == (["x", None, "y"], [None, reason, None])


@pytest.mark.parametrize(
    ("line", "value"),
    [
        (r'{"a":"\x22q\x0a"}', '"q\n'),
        (r'{"a":"\xff"}', r"\xff"),
        (r'{"a":"\\xff \x22"}', r'\xff "'),
        (r'{"a":"\udc00x"}', "�x"),
        ('{"a":"x\ty\x00"}', "x y "),
    ],
)
def test_what_loggers_spoil_is_mended(line, value):
    assert values(line, '{"a":"y"}') == ([value, "y"], [None, None])


def test_two_halves_of_an_object_on_two_lines_are_not_joined():
    assert values('{"a":"x', 'y"}', '{"a":"z"}')[0] == [None, None, "z"]


@settings(deadline=None)
@given(
    st.lists(
        st.text(st.characters(exclude_characters="\n", exclude_categories=["Cs"]), max_size=20), max_size=8
    )
)
def test_every_text_survives_the_way_into_json_and_back(texts):
    lines = [json.dumps({"a": text, "b": text}) for text in texts]
    assert values(*lines) == (texts, [None] * len(texts))
    raw = [json.dumps({"a": text}, ensure_ascii=False) for text in texts]
    assert values(*raw)[0] == texts


@settings(deadline=None, max_examples=300)
@given(st.lists(st.text(st.sampled_from('{}[]":,abl\\u0129.-+eE \ttrue\x00é'), max_size=14), max_size=6))
def test_no_line_disturbs_another(fragments):
    lines = ['{"a":"mark"}', *(f'{{"a":{text}}}' for text in fragments), '{"a":"mark"}']
    found, reasons = values(*lines)
    assert (found[0], found[-1], reasons[0], reasons[-1]) == ("mark", "mark", None, None)
    alone = [values(line) for line in lines]
    assert [value for (value,), _ in alone] == found
    assert [reason for _, (reason,) in alone] == reasons


KEYS = st.sampled_from(
    ["a", "ip", "ts", "src", "src_ip", "dest_ip", "remote_addr", "addr", "é", "id.orig_h", "h"]
)


@settings(deadline=None)
@given(
    st.lists(st.dictionaries(KEYS, st.text(max_size=5), max_size=4), min_size=1, max_size=5),
    st.sets(KEYS),
    st.sampled_from([(",", ":"), (", ", ": "), (" , ", " : ")]),
)
def test_only_keys_that_are_nowhere_are_pruned(objects, asked, separators):
    data = (
        b" " * 8
        + "\n".join(json.dumps(o, separators=separators, ensure_ascii=False) for o in objects).encode()
    )
    kept = set(pruned(dict.fromkeys(asked, pl.String), data))
    assert {key for key in asked if any(key in o for o in objects)} <= kept <= asked


def test_keys_that_are_nowhere_are_pruned_within_objects_too():
    data = b'         {"inner":{"other":1},"zzzz":"a"}'
    assert pruned(SCHEMA, data) == {"a": pl.String}
    assert pruned(SCHEMA, b'         {"inner":{"deep":{"key":1}}}')["inner"] == SCHEMA["inner"]


@pytest.mark.parametrize(
    "lines", [["{}", "{}"], ['{"b":1}', "{}", '{"c":2}'], ['{"b":1}', '{"c"', '{"d":1}']]
)
def test_lines_that_have_none_of_the_keys_are_still_a_row_each(lines):
    schema = schema_of([(("message",), pl.String), (("inner", "message"), pl.String)])
    decoded, reasons = decode(pl.Series(lines, dtype=pl.String), schema)
    assert (decoded.height, len(reasons)) == (len(lines), len(lines))
    assert decoded["message"].null_count() == len(lines)
