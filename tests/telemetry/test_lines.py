"""The engine: every line accounted for, whatever the bytes; the same rows with and without a screen."""

import gzip
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vedette.model.address_set import AddressSet
from vedette.model.connection import SCHEMA
from vedette.model.errors import UnreadableInput
from vedette.telemetry import blocks, engine
from vedette.telemetry.interface import Account, Screen
from vedette.telemetry.lines import LineFormat, LineReader, Spans
from vedette.telemetry.source import Source


class Literals:
    """A literal search that needs no library."""

    def __init__(self, *literals):
        self.literals = literals

    def offsets(self, data):
        data = bytes(data)
        found = [
            at + len(literal)
            for literal in self.literals
            for at in range(len(data))
            if data.startswith(literal, at)
        ]
        return np.array(found, np.int64)


class Plain(LineReader):
    """`client path`; `#` comments; everything else is rejected."""

    def __init__(self, *, spans):
        self.told = spans

    def parse(self, lines):
        words = lines.to_frame("l").select(
            pl.col("l").str.splitn(" ", 2).struct.rename_fields(["client", "path"])
        )
        words = words["l"].struct.unnest()
        is_address = words["client"].str.contains(r"^[0-9a-f]*[.:][0-9a-f.:]+$")
        return pl.DataFrame(
            {
                "client_ip": words["client"].set(~is_address, None),
                "path": words["path"],
                "ignore": lines.str.starts_with("#") | (lines == ""),
            }
        ).with_columns(
            reject=pl.when(~pl.col("ignore") & pl.col("client_ip").is_null()).then(pl.lit("no client"))
        )

    def spans(self, block):
        return Spans(block.starts, ord(" ")) if self.told else None


class PlainFormat(LineFormat):
    name = "plain"
    title = "plain lines"

    def __init__(self, *, spans=True):
        self.told = spans

    def sniff(self, head, name):
        del head, name
        return 0.0

    def reader(self, head, source):
        del head, source
        return Plain(spans=self.told)


def screen(literals=None):
    return Screen(home=HOME, known=KNOWN, literals=literals, events=frozenset())


HOME = AddressSet.of(["10.0.0.0/8"])
KNOWN = AddressSet.of(["192.0.2.0/24", "2001:db8::/32"])

line = st.one_of(
    st.sampled_from(
        [
            b"192.0.2.1 /a",
            b"192.0.2.7 /evil",
            b"10.0.0.1 /b",
            b"203.0.113.9 /c",
            b"203.0.113.9 /evil",
            b"2001:db8::1 /d",
            b"2001:db9::1 /evil",
            b"# comment",
            b"",
            b"nobody /evil",
            b"192.0.2.1",
            b"::ffff:192.0.2.1 /e",
            b"203.0.113.9 \xff\xfe\0",
        ]
    ),
    st.binary(max_size=30),
)
content = (
    st.tuples(st.lists(st.tuples(line, st.sampled_from([b"\n", b"\r\n"])), max_size=40), line)
    .map(lambda parts: b"".join(a + b for a, b in parts[0]) + parts[1])
    .filter(lambda data: not data.startswith((b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"(\xb5/\xfd", b"P*M\x18")))
)


def read(data, tmp_path, screen_=None, *, spans=True):
    path = tmp_path / "log"
    path.write_bytes(data)
    account = Account()
    frames = []
    for batch in PlainFormat(spans=spans).read(Source("log", path), screen_):
        account.add(batch.account)
        frames.append(batch.frame)
    return pl.concat(frames) if frames else pl.DataFrame(schema=SCHEMA), account


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("lines")


anyhow = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


@anyhow
@given(content)
def test_every_line_is_read_ignored_or_rejected(folder, data):
    frame, account = read(data, folder)
    lines = data.split(b"\n")
    assert account.lines == len(lines) - (lines[-1] == b"")
    assert account.lines == account.connections + account.ignored + account.rejected
    assert account.connections == frame.height
    assert account.rejected == account.reasons.total()
    for number, offset, raw in frame.select("line", "offset", "raw").iter_rows():
        expected = lines[number - 1].removesuffix(b"\r") if number < len(lines) else lines[number - 1]
        assert data[offset:].startswith(expected)
        assert raw == expected.decode("utf-8", "backslashreplace")


@anyhow
@given(content, st.booleans())
def test_a_screen_selects_of_all_rows_those_of_known_clients_and_literals(folder, data, spans):
    whole, _ = read(data, folder)
    some, account = read(data, folder, screen(Literals(b"evil")), spans=spans)
    expected = (
        whole.filter(
            [
                (
                    "192.0.2." in row["client_ip"]
                    or "2001:db8:" in row["client_ip"]
                    or "evil" in (row["path"] or "")
                )
                for row in whole.iter_rows(named=True)
            ]
        )
        if whole.height
        else whole
    )
    known = some.filter(
        pl.Series([("192.0.2." in c or "2001:db8:" in c) for c in some["client_ip"]], dtype=pl.Boolean)
        | some["raw"].str.contains("evil")
    )
    assert some.equals(known)
    assert set(expected["line"]) <= set(some["line"])
    assert account.lines == account.connections + account.ignored + account.rejected
    assert account.external <= account.connections


@anyhow
@given(content, st.integers(1, 50))
def test_blocks_of_any_size_give_the_same_rows(folder, data, size):
    whole = read(data, folder, screen())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "cut", lambda stream, name: blocks.cut(stream, name, size))
        pieces = read(data, folder, screen())
    assert whole[0].equals(pieces[0])
    assert whole[1] == pieces[1]


def test_external_clients_are_counted_once_for_each_line(folder):
    data = b"192.0.2.1 /\n10.0.0.1 /\n203.0.113.9 /\n::ffff:203.0.113.9 /\nnobody /\n2001:db9::1 /\n"
    assert read(data, folder, screen())[1].external == 4
    assert read(data, folder, screen(), spans=False)[1].external == 4


def test_a_line_longer_than_a_mebibyte_is_rejected_and_its_rest_skipped(folder):
    fits = b"192.0.2.1 /".ljust(blocks.LONGEST_LINE, b"a")
    data = b"192.0.2.1 /a\n" + b"x" * 9_000_000 + b"\n" + fits + b"\r\n" + fits + b"b\r\n192.0.2.1 /b"
    frame, account = read(data, folder, screen())
    assert (account.lines, account.rejected) == (5, 2)
    assert account.reasons == {"line longer than 1 MiB": 2}
    assert [sample.line for sample in account.samples] == [2, 4]
    assert frame["line"].to_list() == [1, 3, 5]
    assert [data[offset] for offset in frame["offset"]] == [ord("1")] * 3
    assert frame["raw"].str.len_chars().max() == 4096


def test_lines_without_text_of_clients_are_not_searched(folder, monkeypatch):
    data = b"203.0.113.9 /evil\n192.0.2.1 /\n"
    assert read(data, folder, screen(Literals(b"evil")))[0]["line"].to_list() == [1, 2]
    monkeypatch.setattr(Plain, "carries_text", False)
    assert read(data, folder, screen(Literals(b"evil")))[0]["line"].to_list() == [2]


def test_samples_say_where_and_why(folder):
    _, account = read(b"192.0.2.1 /\n# x\nnobody home\n", folder)
    (sample,) = account.samples
    assert (sample.line, sample.offset, sample.reason, sample.excerpt) == (3, 16, "no client", "nobody home")


def test_an_empty_source_has_no_lines(folder):
    assert read(b"", folder)[1] == Account()


@pytest.mark.parametrize("lines", [10, 400_000])
def test_what_a_damaged_archive_still_gives_is_read_before_the_error(tmp_path, lines):
    whole = gzip.compress(b"".join(b"192.0.2.1 /%d\n" % i for i in range(lines)))
    path = tmp_path / "log.gz"
    path.write_bytes(whole[:-20])
    batches = []
    with pytest.raises(UnreadableInput, match=r"log\.gz"):
        batches.extend(PlainFormat().read(Source("log.gz", path), screen()))
    assert sum(batch.frame.height for batch in batches) > lines * 0.8 - 10


def test_a_reader_may_stop_early(folder):
    path: Path = folder / "long"
    path.write_bytes(b"192.0.2.1 /\n" * 2_000_000)
    batches = PlainFormat().read(Source("long", path), screen())
    assert next(batches).frame.height > 0
    batches.close()
