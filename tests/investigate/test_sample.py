"""The sample of others holds whole lines, all of them where the file is small."""

import gzip

import pytest

from vedette.investigate import sample as sampling
from vedette.telemetry.source import Source

LINES = [b"192.0.2.%d GET /%d" % (n % 250, n) for n in range(5000)]


def lines_of(path, budget):
    found, whole = [], True
    for block, complete in sampling._chunks(Source(str(path), path), budget):
        ends = zip(block.starts.tolist(), block.ends.tolist(), strict=True)
        found += [block.data[start:end] for start, end in ends if end > start]
        whole &= complete
    return found, whole


@pytest.fixture(params=["access.log", "access.log.2.gz"])
def log(request, tmp_path, monkeypatch):
    monkeypatch.setattr(sampling, "_CHUNK", 1000)
    path = tmp_path / request.param
    data = b"\n".join(LINES) + b"\n"
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    return path


def test_of_a_small_file_every_line_is_taken_once(log):
    found, whole = lines_of(log, 10_000_000)
    assert (sorted(found), whole) == (sorted(LINES), True)


def test_of_a_large_file_whole_lines_are_taken_within_the_budget(log):
    found, whole = lines_of(log, 10_000)
    assert not whole
    assert set(found) <= set(LINES)
    assert len(found) == len(set(found))
    assert 0 < sum(map(len, found)) <= 12_000
