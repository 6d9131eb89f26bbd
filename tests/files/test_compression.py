"""Compression: frames, what they may hold, and what programs other than ours wrote."""

import bz2
import lzma
import shutil
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vedette.files.compression import DAMAGE, ZSTD_WINDOW_LOG, Opened, zstd

SKIPPED = b"\x50\x2a\x4d\x18\x04\0\0\0size"
"""A frame that holds nothing of the content (RFC 8878, section 3.1.2)."""


def read(path):
    with Opened(path) as opened:
        return opened.read()


@pytest.mark.parametrize("between", [b"", SKIPPED])
def test_frames_of_zstd_that_hold_nothing_are_skipped(tmp_path, between):
    path = tmp_path / "x"
    path.write_bytes(SKIPPED + zstd.compress(b"a\n") + between + zstd.compress(b"b\n"))
    assert read(path) == b"a\nb\n"


@pytest.mark.parametrize("compress", [bz2.compress, lzma.compress, zstd.compress])
def test_zeros_between_and_behind_archives_are_padding(tmp_path, compress):
    path = tmp_path / "x"
    path.write_bytes(compress(b"a\n") + b"\0" * 100_000 + compress(b"b\n") + b"\0" * 512)
    assert read(path) == b"a\nb\n"


@pytest.mark.parametrize(
    "packed",
    [
        b"\x28\xb5\x2f\xfd\0" + bytes([(ZSTD_WINDOW_LOG + 1 - 10) << 3]) + b"\x09\0\0x",
        lzma.compress(b"x" * 1000, filters=[{"id": lzma.FILTER_LZMA2, "dict_size": 1 << 30}]),
    ],
)
def test_an_archive_that_asks_for_too_much_memory_is_damage(tmp_path, packed):
    path = tmp_path / "x"
    path.write_bytes(packed)
    with pytest.raises(DAMAGE):
        read(path)


@given(pieces=st.lists(st.binary(max_size=2000), max_size=5), cut=st.integers(0, 400))
@settings(max_examples=50)
def test_a_file_is_whole_or_damaged_wherever_it_is_cut_off(tmp_path_factory, pieces, cut):
    path = tmp_path_factory.mktemp("cut") / "x"
    frames = [zstd.compress(piece) for piece in pieces]
    whole = b"".join(frames)
    path.write_bytes(whole[: max(len(whole) - cut, 4)])
    try:
        got = read(path)
    except DAMAGE:
        return
    assert b"".join(pieces).startswith(got)
    assert cut > 0 or got == b"".join(pieces)


@pytest.mark.parametrize("arguments", [["-1"], ["-19"], ["--long=27"], ["-T2", "--no-check"]])
def test_what_the_zstd_program_writes_is_read(tmp_path, arguments):
    if shutil.which("zstd") is None:
        pytest.skip("the zstd program is not installed")
    data = b"".join(b"line %d\n" % number for number in range(200_000))
    done = subprocess.run(["zstd", "-q", *arguments, "-c"], input=data, capture_output=True, check=True)
    (tmp_path / "x").write_bytes(done.stdout)
    assert read(tmp_path / "x") == data
