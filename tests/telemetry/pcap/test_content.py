"""Bodies: counted whole, kept from their start, decompressed within bounds however they are cut."""

import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.telemetry.pcap.content import Content


def pieces(data, size):
    return [data[at : at + size] for at in range(0, len(data), size)]


ENCODERS = {
    "": bytes,
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "deflate without header": lambda body: zlib.compress(body, wbits=-15),
}


@given(st.binary(max_size=5000), st.integers(1, 700), st.sampled_from(list(ENCODERS)))
def test_any_cut_gives_the_same_start_and_length(body, size, encoder):
    sent, coding = ENCODERS[encoder](body), encoder.partition(" ")[0]
    content = Content(100, coding)
    for piece in pieces(sent, size):
        content.add(piece)
    content.close()
    assert content.start == body[:100]
    assert content.length == len(body)
    assert content.held <= 100


@given(st.binary(max_size=2000), st.integers(1, 700), st.sampled_from(["gzip", "deflate"]))
def test_what_is_not_compressed_as_said_is_counted_as_sent(sent, size, coding):
    content = Content(100, coding)
    for piece in pieces(b"\xff" + sent, size):
        content.add(piece)
    content.close()
    assert 0 < content.length <= 64 * 1024 + 65 * (len(sent) + 1)
    assert len(content.start) <= 100


@pytest.mark.parametrize("size", [1000, 10**6])
def test_a_bomb_is_not_decompressed_beyond_its_bounds(size):
    bomb = gzip.compress(bytes(20_000_000), 9)
    content = Content(100, "gzip")
    for piece in pieces(bomb, size):
        content.add(piece)
    assert content.length == len(bomb)


def test_behind_a_gap_nothing_is_decompressed_or_kept():
    sent = gzip.compress(b"a" * 50 + bytes(range(256)) * 20)
    content = Content(4096, "gzip")
    content.add(sent[:40])
    kept = content.start
    content.skip(10)
    content.add(sent[50:])
    assert (content.start, content.length) == (kept, len(sent))
