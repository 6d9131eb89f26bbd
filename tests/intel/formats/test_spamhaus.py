"""Spamhaus DROP as JSON lines."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.intel.formats import detect_format
from vedette.intel.formats.spamhaus import Spamhaus
from vedette.model.errors import InputError, MalformedInput

V4 = '{"cidr":"192.0.2.0/24","sblid":"SBL1","rir":"arin"}\n'
V6 = '{"cidr":"2001:db8::/32","sblid":"SBL2","rir":"apnic"}\n'
ASN = '{"asn":64500,"rir":"ripencc","domain":"bad.example","cc":"NL","asname":"BAD"}\n'
END = '{"type":"metadata","timestamp":1744682874,"size":85741,"records":2,"copyright":"(c)"}\n'
LINES = [
    V4,
    V6,
    ASN,
    END,
    "{",
    "}",
    '{"cidr":',
    "7",
    "null",
    "\\",
    '"',
    "\n",
    '{"asn":-1}',
    '{"cidr":"\\ud800"}',
]


def read(text, path="lists/drop_v4.json"):
    return Spamhaus().read(text.encode(), path)


def test_networks_are_read_with_their_case_and_the_last_line_dates_the_list():
    feed = read(V4 + V6 + END)
    assert feed.entries.select("value", "detail", "line").rows() == [
        ("192.0.2.0/24", "SBL1", 1),
        ("2001:db8::/32", "SBL2", 2),
    ]
    assert feed.listed_at == datetime(2025, 4, 15, 2, 7, 54, tzinfo=UTC)
    assert not feed.rejected


def test_an_autonomous_system_is_no_address():
    feed = read(ASN + ASN + END)
    assert (len(feed.entries), feed.rejected) == (0, {"autonomous system": 2})


@pytest.mark.parametrize("text", [V4, V6, ASN, "\ufeff\r\n" + V4])
def test_it_is_recognised_by_its_first_line(text):
    assert detect_format(text.encode(), "x.json").name == "spamhaus"


@pytest.mark.parametrize("text", ['{"cidr":"192.0.2.0/24"}\n', '{"asn":64500}\n', "{\n" + V4, END])
def test_other_lines_of_json_are_not(text):
    assert Spamhaus().sniff(text.encode(), "x.json") == 0


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"cidr":7}', "broken entry"),
        ('{"cidr":"192.0.2.', "broken entry"),
        ('{"cidr":"192.0.2.09/32"}', "zero-padded octet"),
        ('{"sblid":"SBL3"}', "no address"),
    ],
)
def test_a_broken_line_costs_itself_alone(line, reason):
    feed = read(f"{V4}{line}\r\n{V6}")
    assert feed.rejected == {reason: 1}
    assert feed.entries["line"].to_list() == [1, 3]


def test_a_document_without_such_lines_is_malformed():
    with pytest.raises(MalformedInput, match=r"x\.json: no line is a JSON object"):
        read("192.0.2.1\n", "x.json")


@given(st.lists(st.one_of(st.sampled_from(LINES), st.text(max_size=5)), max_size=9).map("".join))
def test_any_text_is_read_or_malformed(text):
    try:
        feed = read(text)
    except InputError:
        return
    assert all(count > 0 for count in feed.rejected.values())
