"""Sources: what a user names, as streams of bytes."""

import bz2
import gzip
import io
import lzma
import os
import sys
import threading

import pytest

from vedette.files.compression import zstd
from vedette.model.errors import UnreadableInput
from vedette.telemetry.source import HEAD_BYTES, Source, expand

DATA = b"".join(b"line %d\n" % i for i in range(20_000))


def names(sources):
    return [source.name for source in sources]


@pytest.mark.parametrize("compress", [bytes, gzip.compress, bz2.compress, lzma.compress, zstd.compress])
def test_a_file_is_read_decompressed_whatever_its_name(tmp_path, compress):
    path = tmp_path / "access.log"
    path.write_bytes(compress(DATA))
    source = Source("access.log", path)
    with source.open() as stream:
        assert stream.read(100) == DATA[:100]
        assert stream.read() == DATA[100:]
        assert stream.read() == b""
    assert source.head() == DATA[:HEAD_BYTES]


COMPRESS = [gzip.compress, bz2.compress, lzma.compress, zstd.compress]


@pytest.mark.parametrize("compress", COMPRESS)
def test_several_archives_in_one_file_are_one_stream(tmp_path, compress):
    path = tmp_path / "x"
    path.write_bytes(compress(b"a\n") + compress(b"") + compress(b"b\n"))
    assert Source("x", path).head() == b"a\nb\n"


@pytest.mark.parametrize("compress", COMPRESS)
@pytest.mark.parametrize(
    "damage", [lambda data: data[:-9], lambda data: data[:2000] + b"\0" * 40 + data[2040:]]
)
def test_damage_is_named_once_all_before_it_is_read(tmp_path, compress, damage):
    path = tmp_path / "x"
    path.write_bytes(damage(compress(DATA)))
    got = b""
    with Source("x.log", path).open() as stream:

        def drain():
            nonlocal got
            while piece := stream.read(1000):
                got += piece

        with pytest.raises(UnreadableInput, match=r"^x\.log: "):
            drain()
    assert len(got) <= len(DATA)


@pytest.mark.parametrize("compress", COMPRESS)
def test_rubbish_behind_an_archive_is_damage(tmp_path, compress):
    path = tmp_path / "x"
    path.write_bytes(compress(b"a\n") + b"rubbish")
    with Source("x", path).open() as stream:
        assert stream.read(100) == b"a\n"
        with pytest.raises(UnreadableInput):
            stream.read(100)


def test_a_file_that_is_gone_is_unreadable(tmp_path):
    with pytest.raises(UnreadableInput, match="gone: No such file or directory"):
        Source("gone", tmp_path / "gone").head()


def test_files_directories_and_globs_become_sources_in_order(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("b/z.log", "b/a/y.log", "b/a.log", "c.log", "d.log"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"")
    assert names(expand(["d.log", "b", "*.log"])) == ["d.log", "b/a.log", "b/z.log", "b/a/y.log", "c.log"]
    assert names(expand(["b/**/*.log"])) == ["b/a/y.log", "b/a.log", "b/z.log"]


def test_a_file_named_in_two_ways_is_one_source(tmp_path):
    (tmp_path / "a.log").write_bytes(b"")
    (tmp_path / "link.log").symlink_to("a.log")
    assert len(expand([str(tmp_path), str(tmp_path / "a.log")])) == 1


def test_a_name_with_wildcards_that_exists_is_that_file(tmp_path):
    (tmp_path / "a[1].log").write_bytes(b"")
    assert len(expand([str(tmp_path / "a[1].log")])) == 1


@pytest.mark.parametrize("name", ["missing.log", "missing*.log", "a/../missing", "x" * 5000, "nul\0"])
def test_a_name_that_means_nothing_is_an_error_that_names_it(tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UnreadableInput) as caught:
        expand([name])
    assert caught.value.path == name


def test_what_is_no_file_is_an_error(tmp_path):
    with pytest.raises(UnreadableInput, match="neither"):
        expand(["/dev/null"])


def test_standard_input_can_be_read_as_often_as_needed(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(gzip.compress(DATA))))
    (source,) = expand(["-"])
    assert source.name == "-"
    assert source.head() == DATA[:HEAD_BYTES]
    with source.open() as stream:
        assert stream.read() == DATA


def test_a_pipe_is_spooled(tmp_path):
    path = tmp_path / "pipe"
    os.mkfifo(path)
    writer = threading.Thread(target=lambda: path.write_bytes(DATA))
    writer.start()
    (source,) = expand([str(path)])
    writer.join()
    for _ in range(2):
        with source.open() as stream:
            assert stream.read() == DATA
