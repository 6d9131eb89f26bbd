import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.assets.live.conftest import elf

from vedette.assets.live.elf import mapped, section
from vedette.assets.live.tree import Tree


def test_a_section_is_found_by_its_name(machine):
    with mapped(machine({"/x": elf({b".one": b"abc", b".other": b"defg"})}), "/x") as data:
        start, length = section(data, b".other")
        assert data[start : start + length] == b"defg"
        assert section(data, b".oth") is None


@pytest.mark.parametrize("content", [b"", b"\x7fELF", b"#!/bin/sh\n" + bytes(100)])
def test_what_is_no_executable_is_null(content, machine):
    with mapped(machine({"/x": content}), "/x") as data:
        assert data is None


@given(rubbish=st.binary(min_size=60, max_size=200), at=st.integers(0, 60))
def test_broken_headers_lead_nowhere(rubbish, at, tmp_path_factory):
    root = tmp_path_factory.mktemp("root")
    whole = elf({b".one": b"abc"})
    (root / "x").write_bytes(b"\x7fELF\2\1" + whole[6 : 6 + at] + rubbish)
    with mapped(Tree(root), "/x") as data:
        assert data is None or section(data, b".one") is None or len(data) > 0
