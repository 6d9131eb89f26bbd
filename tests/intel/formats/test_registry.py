"""What holds for every format."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import vedette.intel.formats as package
from vedette.intel.formats import FORMATS, detect_format
from vedette.intel.interface import ENTRY_SCHEMA, Role
from vedette.intel.vetting import vet
from vedette.model.errors import InputError

FRAGMENTS = [
    b"192.0.2.1", b"2001:db8::1", b"::ffff:192.0.2.1/96", b"/8", b"/33", b"-", b"|80", b":443", b"[.]",
    b"\t", b",", b'"', b"\n", b"\r\n", b"\r", b"\x00", b"\xff", b"#", b";", b" ", b"# END 2 entries",
    b"#fields\tindicator\tindicator_type\n", b"Intel::ADDR", b"type,value,to_ids,date\n", b"ip-src",
    b"ip,first_seen,confidence\n", b'{"name":"a","type":"cidr","list":["', b'"]}',
    b'{"type":"bundle","id":"bundle--1","objects":[', b'{"type":"indicator","pattern":"[ipv4-addr:value = \'', b"'] OR [", b'"}]}',
    b'{"Event":{"Attribute":[{"type":"ip-src","value":"', b'"},{"type":"domain|ip","value":"', b'"}]}}',
    b'{"data":[{"ipAddress":"', b'"}]}', b'[{"duration":"4h","value":"', b'"}]', b'{"cidr":"', b'","sblid":"SBL1"}',
    b"999999999999999999", b"-1", b"1e309", b"nan", b"# Last update: Sat, 99 Aug 2026 03:00:29 +9999\n",
]  # fmt: skip
ANY_BYTES = st.lists(st.one_of(st.sampled_from(FRAGMENTS), st.binary(max_size=4)), max_size=40).map(b"".join)


def test_the_registry_is_equal_to_the_folder():
    modules = {
        p.stem.replace("_", "-") for p in Path(package.__file__).parent.glob("*.py") if p.stem != "__init__"
    }
    assert set(FORMATS) == modules


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_is_called_as_the_registry_calls_it_and_says_what_it_reads(name):
    form = FORMATS[name]
    assert form.name == name
    assert form.title
    assert form.read.__module__.rpartition(".")[2].replace("_", "-") == name


@settings(deadline=None, max_examples=60)
@given(data=ANY_BYTES)
def test_no_bytes_crash_a_format_and_all_yield_the_same_columns(data):
    detect_format(data, "list.txt")
    for form in FORMATS.values():
        assert 0 <= form.sniff(data, "list.txt") <= 1
        try:
            feed = form.read(data, "lists/list.txt")
        except InputError:
            continue
        assert dict(feed.entries.schema) == dict(ENTRY_SCHEMA)
        assert (feed.role is Role.CONTEXT) == (feed.context is not None) == (feed.category is None)
        assert all(number > 0 for number in feed.rejected.values())
        vetted = vet(feed)
        assert len(vetted) + vetted.merged + vetted.dropped.total() == len(feed.entries)


def test_text_and_documents_are_no_list():
    assert (
        detect_format(b"This licence lets you do a lot.\nBut not all 192.0.2.1 of it.\n", "LICENSE") is None
    )
    assert detect_format(b'{"type": "bundle", "objects": []}', "x.json") is None
    assert detect_format(b"d2b2 list.txt\n", "SHA256SUMS") is None
    assert detect_format(b"\x7fELF\x00\x00192.0.2.1\n", "program") is None
    assert detect_format(b"2025-12-19.json\n", "latest.json") is None
