"""Sources made to exhaust memory or time: each scan ends, in bounded memory."""

import gzip
import json
import struct
import subprocess
import sys
from itertools import repeat
from pathlib import Path

import pytest

from vedette.files.compression import zstd

VEDETTE = Path(sys.executable).with_name("vedette")
MOST_MEMORY = 300 * 1024
"""KiB of the process; it takes 175,000 for a log of one line."""
MOST_SECONDS = 180
"""A busy machine is no defect; an endless run is."""

MIB = 1 << 20
LINE = b'203.0.113.66 - - [24/Nov/2026:10:00:01 +0000] "GET / HTTP/1.1" 200 18 "-" "x"\n'
OPEN_LINE = LINE[:-3]
PCAP = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 0xFFFFFFFF, 1)
EVE = b'{"timestamp":"2026-11-24T10:00:01.000000+0000","event_type":"http","src_ip":"203.0.113.66","src_port":1,"dest_ip":"192.0.2.1","dest_port":80,"proto":"TCP","http":'


def ether(total_length):
    """A frame whose IPv4 header says that it is so long."""
    return bytes(12) + b"\x08\x00\x45\x00" + total_length.to_bytes(2, "big") + bytes(5) + b"\x06" + bytes(30)


def packet(stated, data):
    return struct.pack("<IIII", 1, 1, stated, stated) + data


def repeated(compress, data, times, head=LINE * 50):
    """An archive of a head and of data that are repeated, each piece compressed once."""
    yield compress(head)
    yield from repeat(compress(data), times)


SMALL = {
    "stated-lengths.pcap": [PCAP, packet(0xFFFFFFFF, bytes(100)) * 1000],
    "inner-lengths.pcap": [PCAP, packet(44, ether(0xFFFF)[:44]) * 20_000],
    "one-packet-of-2-gib.pcap.gz": [gzip.compress(PCAP + packet(0x7FFFFFFF, b"")), *repeat(gzip.compress(bytes(16 * MIB)), 8)],
    "nested.json": [EVE, b'{"url":"/"}}\n', *repeat(EVE + b'{"a":' * 100_000 + b"1" + b"}" * 100_001 + b"\n", 10)],
    "nested-at-once.json": [b'{"a":' * 200_000],
    "opened.json": [b"[" * (8 * MIB)],
    "zeros.gz": repeated(gzip.compress, bytes(64 * MIB), 160, head=b""),
}  # fmt: skip
"""Told apart from a bomb within seconds, so that one scan reads all of them."""
LARGE = {
    "ten-gib-of-zeros.gz": (4, lambda: repeated(gzip.compress, bytes(64 * MIB), 160)),
    "ten-gib-of-one-line.zst": (
        4,
        lambda: repeated(zstd.compress, b"a" * (64 * MIB), 160, head=LINE * 50 + OPEN_LINE),
    ),
    "a-line-of-a-gibibyte.zst": (
        0,
        lambda: (*repeated(zstd.compress, b"a" * (64 * MIB), 16, LINE * 50 + OPEN_LINE), zstd.compress(b"\n" + LINE)),
    ),
    "a-billion-empty-lines.zst": (0, lambda: repeated(zstd.compress, b"\n" * (50 * 10**6), 20)),
    "lines-of-two-bytes.zst": (0, lambda: repeated(zstd.compress, b"x\n" * 10**6, 8)),
    "lines-of-a-megabyte.gz": (
        0,
        lambda: repeated(gzip.compress, LINE.replace(b"203.0.113.66", b"10.0.0.1").replace(b"/ H", b"/" + b"a" * 10**6 + b" H"), 80),
    ),
    "openings.log": (
        0,
        lambda: [b"--deadbeef-A--\n[24/Nov/2026:10:00:01 +0000] x 203.0.113.66 1 192.0.2.1 80\n", b"--deadbee0-A--\n" * 2_000_000],
    ),
}  # fmt: skip
"""Exit code, and pieces."""


def write(path, pieces):
    with path.open("wb") as file:
        file.writelines(pieces)
    return path


MEASURED = """
import resource, subprocess, sys
done = subprocess.run(sys.argv[3:], stdout=open(sys.argv[2], "wb"), stderr=subprocess.STDOUT, timeout=float(sys.argv[1]))
print(done.returncode, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""
"""Runs a command and tells its exit code and peak: a small process, since a child's peak begins with its parent's."""


def scan(*paths, options=()):
    """Exit code, KiB at the peak, and what is printed, of a scan as a process of its own."""
    output = paths[0].with_suffix(".report")
    command = [
        sys.executable,
        "-S",
        "-c",
        MEASURED,
        str(MOST_SECONDS),
        output,
        VEDETTE,
        "scan",
        *options,
        *paths,
    ]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    code, peak = map(int, told.split())
    return code, peak, output.read_text("utf-8")


def test_small_files_that_say_they_are_large_are_read_in_seconds(tmp_path):
    paths = [write(tmp_path / name, pieces) for name, pieces in SMALL.items()]
    code, peak, report = scan(*paths)
    assert (code, "defect" in report) == (4, False)
    assert peak < MOST_MEMORY


@pytest.mark.slow
@pytest.mark.parametrize("name", LARGE)
def test_a_source_that_grows_without_end_stays_within_bounds(tmp_path, name):
    expected, pieces = LARGE[name]
    code, peak, report = scan(write(tmp_path / name, pieces()))
    assert (code, "defect" in report, "1 source" in report) == (expected, False, True)
    assert peak < MOST_MEMORY


@pytest.mark.slow
def test_thousands_of_alerts_stay_within_bounds(tmp_path):
    clients = [f"203.0.{number // 250}.{number % 250 + 1}" for number in range(2500)]
    listed = write(tmp_path / "list.txt", [f"{client}\n".encode() for client in clients])
    lines = (
        LINE.replace(b"203.0.113.66", client.encode()).replace(
            b"10:00:01", f"{minute // 60:02}:{minute % 60:02}:01".encode()
        )
        for minute in range(20)
        for client in clients
    )
    log = write(tmp_path / "access.log", lines)
    code, peak, report = scan(log, "--intel", listed, "-o", "json")
    assert (code, len(json.loads(report)["alerts"])) == (0, len(clients))
    assert peak < MOST_MEMORY


def junk(folder, lines):
    """Eight files of lines of 70 bytes that no format knows."""
    folder.mkdir()
    text = b"".join(
        b"%06d worker did something with item %025d and went on\n" % (n, n * n) for n in range(lines)
    )
    return [write(folder / f"app{number}.log", [text]) for number in range(8)]


def test_a_folder_of_logs_of_unknown_programs_is_passed_over_within_bounds(tmp_path):
    folder = junk(tmp_path / "logs", 100_000)[0].parent
    code, peak, report = scan(folder)
    assert (code, "8 files in directories not recognised" in report) == (0, True)
    assert peak < MOST_MEMORY


@pytest.mark.slow
@pytest.mark.parametrize("name", ["combined", "ecs", "mixed_syslog", "zeek_json"])
def test_lines_that_a_format_does_not_know_are_rejected_within_bounds(tmp_path, name):
    files = junk(tmp_path / "logs", 100_000)
    code, peak, report = scan(*files, options=("--format", name))
    assert (code, "800,000 lines not understood" in report) == (0, True)
    assert peak < MOST_MEMORY
