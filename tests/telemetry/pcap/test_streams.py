"""Streams: the same bytes whatever the order of their segments, and bounds against forged numbers."""

from hypothesis import given
from hypothesis import strategies as st

from vedette.telemetry.pcap.streams import Stream

DATA = bytes(range(256)) * 4


def text(pieces):
    return b"".join(piece.data + b"?" * piece.missing for piece in pieces)


@st.composite
def shuffled_segments(draw):
    cuts = sorted(draw(st.sets(st.integers(1, len(DATA) - 1), max_size=12)))
    bounds = list(zip([0, *cuts], [*cuts, len(DATA)], strict=True))
    overlaps = draw(st.lists(st.tuples(st.integers(0, 1000), st.integers(1, 300)), max_size=6))
    bounds += [(start, min(start + size, len(DATA))) for start, size in overlaps]
    return draw(st.permutations(bounds))


@given(shuffled_segments(), st.integers(0, 2**32 - 1))
def test_segments_in_any_order_with_overlaps_give_the_stream(segments, initial):
    stream = Stream()
    stream.begin(initial)
    got = []
    for start, end in segments:
        got += stream.add((initial + 1 + start) % 2**32, DATA[start:end], end - start, 0, 0)
    assert text(got) == DATA
    assert (stream.size, stream.waiting, list(stream.flush())) == (len(DATA), 0, [])


def test_what_came_first_stands():
    stream = Stream()
    stream.begin(0)
    assert text(stream.add(1, b"first", 5, 0, 0)) == b"first"
    assert text(stream.add(1, b"SECOND", 6, 0, 0)) == b"D"
    assert stream.size == 6


def test_a_gap_is_told_once_nothing_can_fill_it():
    stream = Stream()
    stream.begin(0)
    assert stream.add(11, b"later", 5, 0, 0) == []
    assert text(stream.flush()) == b"??????????later"
    assert stream.size == 15


def test_bytes_that_only_the_end_tells_of_count():
    stream = Stream()
    stream.begin(0)
    stream.end(2903)
    assert [piece.missing for piece in stream.flush()] == [2902]
    assert stream.size == 2902


@given(st.lists(st.tuples(st.integers(0, 2**32 - 1), st.binary(max_size=300)), max_size=80))
def test_forged_numbers_neither_break_nor_move_a_stream_beyond_a_window(segments):
    stream = Stream()
    stream.begin(0)
    for sequence, data in segments:
        stream.add(sequence, data, len(data), 0, 0)
    assert stream.size <= len(segments) * (64 * 1024 * 1024 + 300)
    assert stream.waiting <= 256 * 1024 + 300
    list(stream.flush())
    assert stream.waiting == 0


def test_what_waits_behind_a_gap_is_bounded():
    stream = Stream()
    stream.begin(0)
    got = []
    for number in range(1, 3000):
        got += stream.add(1 + number * 1000, b"x" * 1000, 1000, 0, 0)
        assert stream.waiting <= 257 * 1024
    assert sum(len(piece.data) for piece in got) > 2_000_000
