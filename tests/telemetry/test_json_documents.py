"""JSON that is one document."""

import pytest

from vedette.model.errors import MalformedInput
from vedette.telemetry import json_documents
from vedette.telemetry.json_documents import is_document
from vedette.telemetry.nfdump_json import NfdumpJson
from vedette.telemetry.ocsf import Ocsf

FLOW = '{"src4_addr":"203.0.113.%d","proto":6}'


@pytest.mark.parametrize(
    ("head", "wrapper", "document"),
    [
        (b"[", None, True),
        (b' \n[\n{"a":1}', None, True),
        (b'{\n "a": 1\n}', None, True),
        (b'{"a":1}\n{"a":2}\n', None, False),
        (b'{"a":1}', None, False),
        (b'{"records":[{"a":1}]}', "records", True),
        (b'{"records":[{"a":1}]}', None, False),
        (b"text", None, False),
        (b"", None, False),
    ],
)
def test_a_document_is_told_from_lines(head, wrapper, document):
    assert is_document(head, wrapper) is document


@pytest.mark.parametrize(
    "text",
    [
        f"[\n{FLOW % 1}\n,\n{FLOW % 2}]",
        f"[\r\n{FLOW % 1},\r\n{FLOW % 2}\r\n]\r\n",
        f"{{\n{(FLOW % 1)[1:]}\n{{\n{(FLOW % 2)[1:]}\n",
    ],
)
def test_records_are_read_with_their_places_in_the_document(read_lines, text):
    frame, account = read_lines(NfdumpJson(), text)
    assert frame["client_ip"].to_list() == ["203.0.113.1", "203.0.113.2"]
    assert account.lines == 2
    for row in frame.iter_rows(named=True):
        place = text.encode()[row["offset"] :]
        assert place.startswith(b"{")
        assert row["client_ip"].encode() in place[:40]
        assert row["line"] == text.encode()[: row["offset"]].count(b"\n") + 1


def test_records_in_a_wrapper_are_read(read_lines):
    event = '{"class_uid":4001,"src_endpoint":{"ip":"203.0.113.1"}}'
    frame, _ = read_lines(Ocsf(), f'{{"Records":[{event},{event}]}}')
    assert frame.height == 2


def test_a_record_that_is_not_understood_is_a_sample_with_its_place(read_lines):
    _, account = read_lines(NfdumpJson(), f'[\n{FLOW % 1},\n{{"src4_addr":"x"}},\n5]')
    assert [(sample.line, sample.reason) for sample in account.samples] == [
        (3, "client is no address"),
        (4, "not a JSON object"),
    ]


@pytest.mark.parametrize("text", ["[", "[1,", "[" * 100_000, '{\n"a":1', "[1]]", '{\n"a":1}x'])
def test_a_broken_document_is_an_error_that_names_the_file(read_lines, text):
    with pytest.raises(MalformedInput, match=r"some\.log"):
        read_lines(NfdumpJson(), text)


def test_a_document_that_is_too_large_is_refused_with_the_way_out(read_lines, monkeypatch):
    monkeypatch.setattr(json_documents, "LARGEST_DOCUMENT", 10)
    with pytest.raises(MalformedInput, match="jq -c"):
        read_lines(NfdumpJson(), "[" + " " * 20 + "]")


def test_many_documents_in_one_stream_are_refused_where_they_are_too_large(read_lines, monkeypatch):
    monkeypatch.setattr(json_documents, "LARGEST_SEQUENCE", 10)
    one = f"{{\n{(FLOW % 1)[1:]}\n"
    assert read_lines(NfdumpJson(), one)[1].connections == 1
    with pytest.raises(MalformedInput, match="not one value"):
        read_lines(NfdumpJson(), one * 2)
