"""What Zeek's logs share: header, escapes, types, and where the client stands."""

from datetime import UTC, datetime

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vedette.model.errors import MalformedInput
from vedette.telemetry.blocks import index
from vedette.telemetry.interface import Account
from vedette.telemetry.source import Source
from vedette.telemetry.zeek import OTHER_HEADER, WRONG_COUNT, WRONG_TYPE
from vedette.telemetry.zeek_conn import ZeekConn
from vedette.telemetry.zeek_header import header, unescape
from vedette.telemetry.zeek_http import ZeekHttp
from vedette.telemetry.zeek_notice import ZeekNotice

FIELDS = (
    "ts", "uid", "id.orig_h", "id.orig_p", "id.resp_h", "id.resp_p", "proto",
    "duration", "orig_bytes", "resp_bytes", "conn_state",
)  # fmt: skip
ROW = ("1300475168.915940", "CHh", "203.0.113.7", "39088", "192.0.2.1", "80", "tcp", "0.5", "81", "577", "SF")


def head(fields=FIELDS, path="conn", separator="\t", written="\\x09"):
    lines = [
        f"#separator {written}",
        f"#set_separator{separator},",
        f"#empty_field{separator}(empty)",
        f"#unset_field{separator}-",
        f"#path{separator}{path}",
        separator.join(("#fields", *fields)),
        separator.join(("#types", *("string" for _ in fields))),
    ]
    return "\n".join(lines) + "\n"


def read(tmp_path, text, form=None, screen=None):
    path = tmp_path / "z.log"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    account, frames = Account(), []
    for batch in (form or ZeekConn()).read(Source("z.log", path), screen):
        account.add(batch.account)
        frames.append(batch.frame)
    return pl.concat(frames), account


def reader(tmp_path, text=None):
    return ZeekConn().reader((text or head()).encode(), Source("z.log", tmp_path))


def line(**changed):
    row = dict(zip(FIELDS, ROW, strict=True)) | changed
    return "\t".join(row[field] for field in FIELDS)


def test_a_row_is_read_by_the_names_of_its_fields_in_any_order(tmp_path):
    fields = tuple(reversed(FIELDS))
    frame, account = read(tmp_path, head(fields) + "\t".join(reversed(ROW)) + "\n#close\tx\n")
    (row,) = frame.rows(named=True)
    assert row["client_ip"] == "203.0.113.7"
    assert (row["client_port"], row["server_ip"], row["server_port"]) == (39088, "192.0.2.1", 80)
    assert (row["bytes_in"], row["bytes_out"], row["state"], row["duration"]) == (81, 577, "SF", 0.5)
    assert row["time"] == datetime(2011, 3, 18, 19, 6, 8, 915940, tzinfo=UTC)
    assert (account.lines, account.connections, account.ignored, account.rejected) == (9, 1, 8, 0)


def test_a_subset_of_the_fields_leaves_the_others_null(tmp_path):
    frame, _ = read(tmp_path, head(("id.orig_h", "proto")) + "203.0.113.7\ttcp\n")
    (row,) = frame.rows(named=True)
    assert (row["client_ip"], row["transport"], row["time"], row["bytes_in"]) == (
        "203.0.113.7",
        "tcp",
        None,
        None,
    )


def test_unset_values_are_null(tmp_path):
    frame, account = read(
        tmp_path, head() + line(orig_bytes="-", resp_bytes="-", duration="-", ts="-") + "\n"
    )
    (row,) = frame.rows(named=True)
    assert [row[name] for name in ("bytes_in", "bytes_out", "duration", "time")] == [None] * 4
    assert account.rejected == 0


def test_a_canonified_time_is_unknown_and_no_error(tmp_path):
    frame, account = read(
        tmp_path, head() + line(ts="XXXXXXXXXX.XXXXXX", duration="360XXXXXXXXXX.XXXXXX") + "\n"
    )
    assert frame["time"].to_list() == [None]
    assert account.rejected == 0


@pytest.mark.parametrize(
    "changed",
    [
        {"ts": "yesterday"},
        {"ts": "1e300"},
        {"ts": "nan"},
        {"duration": "inf"},
        {"orig_bytes": "many"},
        {"orig_bytes": "-5"},
        {"orig_bytes": "5.5"},
    ],
)
def test_a_value_that_is_not_of_its_type_rejects_the_row(tmp_path, changed):
    frame, account = read(tmp_path, head() + line(**changed) + "\n")
    assert frame.is_empty()
    assert account.reasons == {WRONG_TYPE: 1}


@pytest.mark.parametrize("client", ["x", "1.2.3", "1.2.3.4.5", "010.0.0.1", "1.2.3.4 "])
def test_a_client_that_is_no_address_rejects_the_row(tmp_path, client):
    _, account = read(tmp_path, head() + "\t".join((*ROW[:2], client, *ROW[3:])) + "\n")
    assert account.reasons == {WRONG_TYPE: 1}


def test_a_row_without_a_client_is_ignored(tmp_path):
    _, account = read(tmp_path, head() + "\t".join((*ROW[:2], "-", *ROW[3:])) + "\n")
    assert (account.ignored, account.connections, account.rejected) == (8, 0, 0)


@pytest.mark.parametrize("row", [ROW[:-1], (*ROW, "x"), ("x",)])
def test_a_row_of_another_number_of_fields_is_rejected(tmp_path, row):
    _, account = read(tmp_path, head() + "\t".join(row) + "\n")
    assert account.reasons == {WRONG_COUNT: 1}


def test_a_header_repeated_in_the_middle_changes_nothing(tmp_path):
    frame, account = read(tmp_path, (head() + line() + "\n#close\n") * 3)
    assert frame.height == 3
    assert account.rejected == 0


def test_rows_after_a_header_of_other_columns_are_rejected_until_the_first_comes_back(tmp_path):
    swapped = (*FIELDS[:2], "id.resp_h", "id.resp_p", "id.orig_h", "id.orig_p", *FIELDS[6:])
    text = head() + line() + "\n" + head(swapped) + line() + "\n" + line() + "\n" + head() + line() + "\n"
    frame, account = read(tmp_path, text)
    assert frame["line"].to_list() == [8, 25]
    assert account.reasons == {OTHER_HEADER: 2}
    assert account.samples[0].line == 16


@pytest.mark.parametrize(("separator", "written"), [("\t", "\\x09"), (",", ","), ("|", "\\x7c"), ("^", "^")])
def test_the_separator_is_what_the_header_says(tmp_path, separator, written):
    fields = ("id.orig_h", "id.resp_h", "proto")
    text = head(fields, separator=separator, written=written) + separator.join(
        ("203.0.113.7", "192.0.2.1", "tcp")
    )
    frame, _ = read(tmp_path, text)
    assert frame.select("client_ip", "server_ip", "transport").row(0) == ("203.0.113.7", "192.0.2.1", "tcp")


def test_comments_before_the_directives_are_no_obstacle(tmp_path):
    banner = '### BTest baseline data generated by btest-diff. Do not edit. Use "btest -U/-u" to update.\n'
    assert ZeekConn().sniff((banner + head()).encode(), "x") == 1
    frame, _ = read(tmp_path, banner + head() + line() + "\n")
    assert frame.height == 1


def test_windows_line_ends_are_no_part_of_values(tmp_path):
    frame, account = read(tmp_path, (head() + line() + "\n").replace("\n", "\r\n"))
    assert frame["state"].to_list() == ["SF"]
    assert account.rejected == 0


@pytest.mark.parametrize(
    ("text", "own"),
    [
        (r"a\x09b", "a\tb"),
        (r"a\\x41", r"a\x41"),
        (r"Co.\\,Ltd.", r"Co.\,Ltd."),
        (r"\xc3\xa9", "é"),
        (r"\xff", r"\xff"),
        (r"\x2d", "-"),
        (r"\x4", r"\x4"),
        ("\\", "\\"),
        ("é", "é"),
    ],
)
def test_escapes_stand_for_bytes(text, own):
    assert unescape(text) == own


@given(st.text())
def test_what_zeek_escapes_is_read_back(text):
    escaped = "".join(
        "\\\\" if byte == 0x5C else chr(byte) if 0x20 < byte < 0x7F else f"\\x{byte:02x}"
        for byte in text.encode()
    )
    assert unescape(escaped) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello\n",
        "#separator \\x09\n#path\tconn\n",
        "#separator \\x09\\x09\n#fields\t\tid.orig_h\n",
        "#separator \\x0a\n#fields\n",
        "#separator \\x09\n#fields\ta\ta\n",
        "#separator \\x09\n#fields\t" + "\t".join(map(str, range(300))),
    ],
)
def test_a_broken_header_is_no_header(tmp_path, text):
    assert isinstance(header(text.encode()), str)
    assert ZeekConn().sniff(text.encode(), "conn.log") == 0
    with pytest.raises(MalformedInput, match=r"z\.log: the (separator|header)"):
        reader(tmp_path, text or "\n")


def test_a_log_that_does_not_name_the_client_cannot_be_read(tmp_path):
    with pytest.raises(MalformedInput, match=r"does not name id\.orig_h"):
        reader(tmp_path, head(("ts", "uid")))


@pytest.mark.parametrize(("path", "form"), [("conn", ZeekConn), ("http", ZeekHttp), ("notice", ZeekNotice)])
def test_a_log_is_recognised_by_its_path_and_by_no_other(path, form):
    text = head(path=path).encode()
    assert form().sniff(text, "x") == 1
    assert all(
        other().sniff(text, "x") < 1 for other in (ZeekConn, ZeekHttp, ZeekNotice) if other is not form
    )


def test_a_log_of_another_name_is_recognised_by_its_columns():
    assert ZeekConn().sniff(head(path="conn_red").encode(), "x") == 0.9


def test_the_client_stands_where_spans_say(tmp_path):
    text = head() + line() + "\n" + "short\tline\n" + "\n" + line() + "\n#close\n"
    block = index(text.encode(), 0)
    spans = reader(tmp_path).spans(block)
    told = [block.data[start : block.data.index(b"\t", start)] for start in spans.starts if start >= 0]
    assert told == [b"203.0.113.7"] * 2
    assert spans.end_byte == ord("\t")


def test_spans_of_regular_and_irregular_blocks_agree(tmp_path):
    rows = "".join(line() + "\n" for _ in range(50))
    regular, irregular = index(rows.encode(), 0), index((rows + "#close\n").encode(), 0)
    one, other = reader(tmp_path).spans(regular), reader(tmp_path).spans(irregular)
    assert np.array_equal(one.starts, other.starts[:-1])
    assert other.starts[-1] == -1


_NASTY = st.one_of(
    st.text("\t#-.:0123456789abcX\\ \n\r", max_size=60),
    st.sampled_from([line(), "#fields\tid.orig_h", "#close", head(("id.orig_h", "x"))]),
)


@settings(deadline=None)
@given(st.lists(_NASTY, max_size=20))
def test_every_line_is_accounted_for_whatever_it_holds(tmp_path_factory, lines):
    frame, account = read(tmp_path_factory.mktemp("z"), head() + "\n".join(lines) + "\n")
    assert account.connections == frame.height
    assert account.connections + account.ignored + account.rejected == account.lines


@settings(deadline=None)
@given(st.lists(_NASTY, max_size=20))
def test_spans_point_at_the_client_that_parsing_finds(tmp_path_factory, lines):
    block = index((head() + "\n".join(lines) + "\n").encode(), 0)
    zeek = reader(tmp_path_factory.mktemp("z"))
    spans = zeek.spans(block)
    text = [block.data[a:b].decode() for a, b in zip(block.starts, block.ends, strict=True)]
    parsed = zeek.parse(pl.Series(text))
    for start, client in zip(spans.starts.tolist(), parsed["client_ip"], strict=True):
        if start >= 0 and client is not None:
            assert block.data[start : block.data.index(b"\t", start)].decode() == client


@given(st.binary(max_size=300))
def test_no_bytes_break_the_sniffing(data):
    for start in (b"", b"#separator \\x09\n", head().encode()):
        assert 0 <= ZeekConn().sniff(start + data, "x") <= 1
