"""A file is searched without looking at its lines, and says the same as a loop over them."""

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.investigate import skim as skimming
from vedette.investigate.needles import needles_for
from vedette.investigate.skim import skim
from vedette.model.errors import UnreadableInput
from vedette.telemetry.source import Source

CLIENT = "203.0.113.6"
LINES = st.lists(
    st.sampled_from(
        [
            b"",
            CLIENT.encode(),
            b"GET / from 203.0.113.6",
            b"203.0.113.66",
            b"203.0.113.6 203.0.113.6",
            b"\xff\x00 x",
        ]
    )
)


def found(path):
    return skim(Source(str(path), path), needles_for(CLIENT))


def by_loop(data):
    """What a loop over the lines finds."""
    lines, offset, hits = data.split(b"\n"), 0, []
    for number, line in enumerate(lines, start=1):
        text = line.removesuffix(b"\r")
        if needles_for(CLIENT).mentioned_in(text.decode("latin-1")):
            hits.append((number, offset, text))
        offset += len(line) + 1
    return hits


@given(lines=LINES, ending=st.sampled_from([b"\n", b"\r\n"]), ended=st.booleans())
def test_the_same_lines_are_found_as_by_a_loop(tmp_path_factory, lines, ending, ended):
    data = ending.join(lines) + (ending if ended else b"")
    path = tmp_path_factory.mktemp("logs") / "a.log"
    path.write_bytes(data)
    skimmed = found(path)
    assert [tuple(hit) for hit in skimmed.hits] == by_loop(data)
    assert skimmed.lines == data.count(b"\n") + (data != b"" and not data.endswith(b"\n"))
    assert skimmed.size == len(data)


def test_lines_are_numbered_across_the_blocks_of_a_large_compressed_file(tmp_path):
    path = tmp_path / "a.log.2.gz"
    filler = b"192.0.2.1 GET /%d\n"
    data = b"".join(filler % n for n in range(400_000)) + b"203.0.113.6 GET /last\n"
    path.write_bytes(gzip.compress(data, 1))
    (hit,) = found(path).hits
    assert (hit.line, data[hit.offset :]) == (400_001, b"203.0.113.6 GET /last\n")


def test_of_a_flood_the_first_and_the_last_lines_are_kept_and_all_are_counted(tmp_path, monkeypatch):
    monkeypatch.setattr(skimming, "FIRST", 3)
    monkeypatch.setattr(skimming, "LAST", 2)
    path = tmp_path / "a.log"
    path.write_text("".join(f"{CLIENT} {n}\n" for n in range(100)))
    skimmed = found(path)
    assert (skimmed.mentions, [hit.line for hit in skimmed.hits]) == (100, [1, 2, 3, 99, 100])


def test_a_damaged_file_is_told(tmp_path):
    path = tmp_path / "a.log.gz"
    path.write_bytes(gzip.compress(b"x\n" * 10_000)[:-20])
    with pytest.raises(UnreadableInput):
        found(path)
