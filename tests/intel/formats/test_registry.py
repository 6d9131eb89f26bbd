"""What holds for every format."""

import json
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


SAMPLES = {
    "abuseipdb": ("blacklist.json", '{"meta":{"generatedAt":"2026-01-01T00:00:00+00:00"},"data":[{"ipAddress":"192.0.2.1","abuseConfidenceScore":100}]}'),
    "crowdsec-decisions": ("list.json", '[{"duration":"4h","origin":"CAPI","scenario":"ssh:bruteforce","scope":"Ip","type":"ban","value":"192.0.2.1"}]'),
    "csv-header": ("list.csv", '# "ip","port","malware"\n"192.0.2.1","443","Dridex"'),
    "ipsum": ("ipsum.txt", "# IPsum\n192.0.2.1\t8"),
    "json-records": ("list.json", '{"generated":"2026-01-01","attackers":[{"ip":"192.0.2.1","type":"ssh","count":8}]}'),
    "maltrail": ("mass_scanner.txt", "# Copyright (c) Maltrail developers\n192.0.2.1 # scanner"),
    "misp-csv": ("list.csv", "uuid,type,value,to_ids,date\n1,ip-src,192.0.2.1,1,1639754649"),
    "misp-event": ("event.json", '{"response":[{"Event":{"info":"x","Attribute":[{"type":"ip-src","category":"list","value":"192.0.2.1"}]}}]}'),
    "misp-warninglist": ("list.json", '{"description":"x","list":["192.0.2.1"],"name":"x","type":"cidr","version":1}'),
    "operator-prefixes": ("googlebot.json", '{"creationTime":"2026-08-20T14:46:12.000000","prefixes":[{"ipv4Prefix":"192.0.2.0/27"}]}'),
    "plain": ("list.netset", "# Category : attacks\n192.0.2.1"),
    "spamhaus": ("drop_v4.json", '{"cidr":"192.0.2.0/24","sblid":"SBL1","rir":"arin"}\n{"type":"metadata","timestamp":1744682874}'),
    "stix": ("bundle.json", '{"type":"bundle","id":"bundle--1","objects":[{"type":"indicator","list":[],"pattern":"[ipv4-addr:value = \'192.0.2.1\']"}]}'),
    "suricata-iprep": ("iprep.list", "192.0.2.1,2,100"),
    "zeek-intel": ("x.intel", "#fields\tindicator\tindicator_type\tmeta.source\n192.0.2.1\tIntel::ADDR\tx"),
}  # fmt: skip
"""Of each format a list of one entry: its name and text."""


def test_every_format_has_its_sample():
    assert set(SAMPLES) == set(FORMATS)


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize("name", SAMPLES)
def test_each_format_recognises_its_own_lists_and_none_takes_those_of_another(name, ends):
    path, text = SAMPLES[name]
    data = f"{text}\n".replace("\n", ends).encode()
    sure = {other: form.sniff(data, path) for other, form in FORMATS.items()}
    assert detect_format(data, path).name == name
    assert [other for other, confidence in sure.items() if confidence == sure[name]] == [name]
    feed = FORMATS[name].read(data, path)
    assert (feed.format, len(feed.entries), feed.rejected) == (name, 1, {})


@pytest.mark.parametrize(
    "name", [n for n, (path, _) in SAMPLES.items() if path.endswith(".json") and n != "spamhaus"]
)
def test_documents_are_recognised_however_they_are_laid_out(name):
    path, text = SAMPLES[name]
    for indent in (None, 0, 4):
        data = b"\xef\xbb\xbf\n" + json.dumps(json.loads(text), indent=indent).encode()
        assert detect_format(data, path).name == name
        assert len(FORMATS[name].read(data, path).entries) == 1
