"""Documents: whole files, decompressed, within bounds."""

import bz2
import gzip
import lzma
import os
import threading

import pytest

from vedette.files.compression import zstd
from vedette.files.documents import HEAD_BYTES, read_document
from vedette.model.errors import UnreadableInput


@pytest.mark.parametrize("data", [b"", b"\x1f", b"192.0.2.1\n"])
def test_a_plain_file_is_its_bytes_whatever_its_name(tmp_path, data):
    (tmp_path / "list.gz").write_bytes(data)
    assert read_document(tmp_path / "list.gz", 1) == data


@pytest.mark.parametrize("compress", [gzip.compress, bz2.compress, lzma.compress, zstd.compress])
def test_a_compressed_file_is_known_by_its_first_bytes(tmp_path, compress):
    (tmp_path / "list.txt").write_bytes(compress(b"192.0.2.1\n"))
    assert read_document(tmp_path / "list.txt", 1) == b"192.0.2.1\n"


def test_a_pipe_is_read_like_a_file(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=[gzip.compress(b"192.0.2.1\n")])
    writer.start()
    assert read_document(pipe, 1) == b"192.0.2.1\n"
    writer.join()


@pytest.mark.parametrize("cut", [-1, -9, 12])
def test_a_damaged_stream_is_an_error_that_names_the_file(tmp_path, cut):
    (tmp_path / "list.gz").write_bytes(gzip.compress(b"192.0.2.1\n" * 100)[:cut])
    with pytest.raises(UnreadableInput, match=r"list\.gz"):
        read_document(tmp_path / "list.gz", 1)


def test_a_directory_is_no_file(tmp_path):
    with pytest.raises(UnreadableInput):
        read_document(tmp_path, 1)


def test_a_bomb_is_refused_before_it_is_whole(tmp_path):
    (tmp_path / "bomb.gz").write_bytes(gzip.compress(b"\0" * (8 << 20)))
    with pytest.raises(UnreadableInput, match="larger than 1 MiB"):
        read_document(tmp_path / "bomb.gz", 1)


def test_of_a_file_that_is_not_wanted_only_the_head_is_read(tmp_path):
    (tmp_path / "large").write_bytes(b"x" * (8 << 20))
    assert len(read_document(tmp_path / "large", 1, wanted=lambda _head: False)) == HEAD_BYTES
