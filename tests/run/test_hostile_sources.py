"""Whatever bytes a source holds, a scan ends, and accounts for every line."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import vedette.run.scan
from vedette.model.errors import ReaderDefect
from vedette.run.knowledge import Inputs, learn
from vedette.run.scan import Request, scan
from vedette.telemetry import FORMATS

LINES = (
    b'203.0.113.66 - - [24/Nov/2026:10:00:01 +0000] "GET /static/../../etc/passwd HTTP/1.1" 200 18 "-" "x"',
    b'www.example.org:80 203.0.113.66 - - [24/Nov/2026:10:00:01 +0000] "GET / HTTP/1.1" 200 18 "-" "x"',
    b"Nov 24 08:38:57 web-1 sshd[47]: Failed password for root from 198.51.100.23 port 59 ssh2",
    b"11/24/2026-08:38:57.000001  [**] [1:2:3] ET CVE-2021-44228 [**] [Priority: 1] {TCP} 203.0.113.66:1 -> 192.0.2.1:80",
    b"#separator \\x09\n#path\tconn\n#fields\tts\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tconn_state\torig_bytes",
    b"#fields\tts\tid.orig_h\tid.resp_h\tmethod\turi\tstatus_code",
    b"#fields\tts\tnote\tmsg\tsrc\tdst",
    b"1763978400.0\t203.0.113.66\t4000\t192.0.2.10\t22\tSF\t12",
    b"\xd4\xc3\xb2\xa1\x02\x00\x04\x00" + b"\0" * 12 + b"\x01\0\0\0" + b"\0" * 8 + b"\xff\xff\0\0",
    b"PAR1\x15\x04PAR1",
    b"\x1f\x8b\x08\0\0\0\0\0\0\xff",
)
"""The shapes of every format, so that bytes get further than the first check."""
PIECES = (
    st.sampled_from(LINES) | st.binary(max_size=40) | st.sampled_from([b"\n", b"\r\n", b"\t", b'"', b"\0"])
)


NO_LINES = ("pcap", "parquet", "azure_flow")
"""Formats whose records are packets, rows, or parts of one document."""


@pytest.fixture(scope="module", autouse=True)
def _nothing_known():
    """Inputs are read once: their own tests hold them against hostile bytes."""
    learned = learn(Inputs())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(vedette.run.scan, "learn", lambda _: learned)
        yield


def mutated(data, cuts):
    """The bytes, with a few of them replaced."""
    changed = bytearray(data)
    for place, byte in cuts:
        if changed:
            changed[place % len(changed)] = byte
    return bytes(changed)


@pytest.mark.parametrize("name", [None, *FORMATS])
@settings(max_examples=25, deadline=None)
@given(
    pieces=st.lists(PIECES, max_size=12),
    cuts=st.lists(st.tuples(st.integers(0, 4000), st.integers(0, 255)), max_size=4),
)
def test_a_scan_of_any_bytes_ends_and_loses_no_line(name, pieces, cuts):
    data = mutated(b"\n".join(pieces), cuts)
    with TemporaryDirectory() as folder:
        path = Path(folder, "source")
        path.write_bytes(data)
        (outcome,) = scan(Request([str(path)], Inputs(), name)).sources
    account = outcome.account
    assert not isinstance(outcome.error, ReaderDefect)
    assert sum(account.reasons.values()) == account.rejected
    assert 0 <= account.external <= account.connections
    assert (account.samples == []) == (account.rejected == 0)
    if outcome.format not in {"pcap", None}:  # of a capture the lines are packets, the connections flows
        assert account.lines == account.connections + account.ignored + account.rejected
    if outcome.error is None and outcome.format not in {*NO_LINES, None} and data[:2] != b"\x1f\x8b":
        assert account.lines == data.count(b"\n") + (not data.endswith(b"\n") and bool(data))


def test_a_file_whose_name_is_no_text_is_read_like_another(tmp_path):
    path = tmp_path / b"\xff\x1b[2J.log".decode("utf-8", "surrogateescape")
    path.write_bytes(LINES[0] + b"\n")
    result = scan(Request([str(tmp_path)], Inputs()))
    assert (len(result.alerts), result.partial) == (1, False)


def test_one_source_that_cannot_be_read_stops_no_other(tmp_path):
    (tmp_path / "a").write_bytes(b"\x1f\x8b\x08 not gzip")
    (tmp_path / "b").write_bytes(LINES[0] + b"\n")
    result = scan(Request([str(tmp_path)], Inputs()))
    assert [bool(outcome.error) for outcome in result.sources] == [True, False]
    assert (len(result.alerts), result.partial) == (1, True)


def test_a_reader_that_fails_stops_no_run_and_is_told_as_a_defect(tmp_path, monkeypatch):
    (tmp_path / "a.log").write_bytes(LINES[0] + b"\n")
    (tmp_path / "b.log").write_bytes(LINES[0] + b"\n")
    read = type(FORMATS["combined"]).read

    def failing(self, source, screen):
        if source.name.endswith("a.log"):
            raise IndexError("out of bounds")
        return read(self, source, screen)

    monkeypatch.setattr(type(FORMATS["combined"]), "read", failing)
    result = scan(Request([str(tmp_path)], Inputs()))
    assert [type(outcome.error) for outcome in result.sources] == [ReaderDefect, type(None)]
    assert len(result.alerts) == 1
