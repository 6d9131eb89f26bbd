"""pcapng: blocks, interfaces, time stamps, either byte order."""

import struct

import pytest


def block(order, kind, body):
    body += b"\0" * (-len(body) % 4)
    return struct.pack(order + "II", kind, 12 + len(body)) + body + struct.pack(order + "I", 12 + len(body))


def option(order, code, value):
    return struct.pack(order + "HH", code, len(value)) + value + b"\0" * (-len(value) % 4)


def section(order):
    return block(order, 0x0A0D0D0A, struct.pack(order + "IHHq", 0x1A2B3C4D, 1, 0, -1))


def interface(order, link=1, options=b""):
    return block(order, 1, struct.pack(order + "HHI", link, 0, 0) + options)


def enhanced(order, ticks, frame, number=0, size=None):
    size = len(frame) if size is None else size
    return block(
        order, 6, struct.pack(order + "IIIII", number, ticks >> 32, ticks & 0xFFFFFFFF, size, size) + frame
    )


@pytest.fixture
def frame(craft):
    return craft.ethernet(craft.udp(craft.client, craft.server, b"hello"))


@pytest.mark.parametrize("order", "<>")
@pytest.mark.parametrize(
    ("resolution", "ticks_a_second"), [(None, 10**6), (b"\x09", 10**9), (b"\x8a", 2**10), (b"\0", 1)]
)
def test_time_stamps_are_read_in_the_interface_s_resolution(
    craft, read, frame, order, resolution, ticks_a_second
):
    options = option(order, 9, resolution) if resolution else b""
    data = section(order) + interface(order, options=options)
    rows, account = read(data + enhanced(order, craft.start * ticks_a_second, frame))
    assert rows[0]["time"].timestamp() == craft.start
    assert (account.lines, account.rejected) == (1, 0)


def test_a_time_offset_of_the_interface_is_added(craft, read, frame):
    options = option("<", 14, struct.pack("<q", craft.start))
    rows, _ = read(section("<") + interface("<", options=options) + enhanced("<", 5_000_000, frame))
    assert rows[0]["time"].timestamp() == craft.start + 5


def test_simple_and_old_packets_are_read_and_other_blocks_skipped(craft, read, frame):
    data = section("<") + interface("<") + block("<", 0x0BAD, b"x" * 300_000)
    data += block("<", 3, struct.pack("<I", len(frame)) + frame)
    data += block("<", 2, struct.pack("<HHIIII", 0, 0, 0, 0, len(frame), len(frame)) + frame)
    rows, account = read(data)
    assert [row["time"] for row in rows] == [None]
    assert (account.lines, account.rejected, rows[0]["bytes_in"]) == (2, 0, 10)


def test_a_new_section_brings_its_own_byte_order_and_interfaces(craft, read, frame):
    ip_packet = frame[14:]
    data = section("<") + interface("<") + enhanced("<", 1, frame)
    data += section(">") + interface(">", link=101) + enhanced(">", 2, ip_packet)
    rows, account = read(data)
    assert (len(rows), rows[0]["bytes_in"], account.lines, account.rejected) == (1, 10, 2, 0)


def test_a_packet_of_an_interface_that_is_not_described_is_rejected(read, frame):
    rows, account = read(section("<") + interface("<") + enhanced("<", 1, frame, number=7))
    assert rows == []
    assert account.reasons == {"link layer is not read": 1}


def test_a_packet_that_claims_more_than_its_block_holds_is_cut(craft, read, frame):
    rows, account = read(section("<") + interface("<") + enhanced("<", 1, frame, size=4_000_000_000))
    assert (rows[0]["client_ip"], account.rejected) == (craft.client[0], 0)


@pytest.mark.parametrize("length", [0, 4, 11, 0x7FFFFFF0])
def test_an_impossible_block_length_ends_the_reading(read, frame, length):
    data = section("<") + interface("<") + enhanced("<", 1, frame) + struct.pack("<III", 6, length, 0)
    rows, account = read(data)
    assert len(rows) == 1
    assert account.reasons == {"impossible length of a packet": 1}


def test_a_time_beyond_all_calendars_is_null(read, frame):
    rows, _ = read(section("<") + interface("<", options=option("<", 9, b"\0")) + enhanced("<", 2**63, frame))
    assert (rows[0]["time"], rows[0]["duration"]) == (None, None)
