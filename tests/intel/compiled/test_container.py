"""The file of named arrays: whole, or refused."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vedette.intel.compiled.container import Container, write_container
from vedette.model.errors import InputError, MalformedInput

ARRAYS = {
    "numbers": np.arange(1000, dtype=np.uint32),
    "none": np.empty(0, np.int64),
    "square": np.ones((3, 3)),
    "bytes": np.frombuffer(b"some bytes", np.uint8),
}


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    path = tmp_path_factory.mktemp("container") / "whole"
    write_container(path, ARRAYS)
    return path.read_bytes()


def test_arrays_come_back_as_they_were_put_in_and_cannot_be_written_to(tmp_path):
    path = tmp_path / "deep" / "set"
    write_container(path, ARRAYS)
    found = Container(path)
    for name, array in ARRAYS.items():
        back = found.array(name, array.dtype.str, array.ndim)
        assert np.array_equal(back, array)
        assert not back.flags.writeable
    assert bytes(found.data("bytes")) == b"some bytes"
    assert [p.name for p in path.parent.iterdir()] == ["set"]


@pytest.mark.parametrize("asked", [("other", "<u4", 1), ("numbers", "<u8", 1), ("square", "<f8", 1)])
def test_an_array_of_another_kind_is_refused(tmp_path, asked):
    write_container(tmp_path / "set", ARRAYS)
    with pytest.raises(MalformedInput, match=f"has no {asked[0]}"):
        Container(tmp_path / "set").array(*asked)


@pytest.mark.parametrize("size", [0, 1, 63, 64, 200, 4000, -1])
def test_a_file_that_is_cut_off_is_refused(tmp_path, whole, size):
    (tmp_path / "set").write_bytes(whole[:size])
    with pytest.raises(MalformedInput):
        Container(tmp_path / "set")


@settings(max_examples=60)
@given(st.data())
def test_a_file_with_a_changed_byte_is_refused(tmp_path_factory, whole, data):
    at = data.draw(st.integers(0, len(whole) - 1))
    changed = bytearray(whole)
    changed[at] ^= data.draw(st.integers(1, 255))
    path = tmp_path_factory.mktemp("changed") / "set"
    path.write_bytes(changed)
    if not 12 <= at < 16:  # which says nothing
        with pytest.raises(MalformedInput):
            Container(path)


def test_a_longer_file_and_another_file_are_refused(tmp_path, whole):
    for data in (whole + b"x", b"PAR1" + bytes(200)):
        (tmp_path / "set").write_bytes(data)
        with pytest.raises(MalformedInput):
            Container(tmp_path / "set")
    with pytest.raises(InputError, match="No such file"):
        Container(tmp_path / "none")


def test_who_has_mapped_a_file_keeps_it_when_it_is_replaced(tmp_path):
    path = tmp_path / "set"
    write_container(path, {"a": np.array([1], np.uint8)})
    old = Container(path).array("a", "|u1")
    write_container(path, {"a": np.array([2], np.uint8)})
    assert old.tolist() == [1]
    assert Container(path).array("a", "|u1").tolist() == [2]
