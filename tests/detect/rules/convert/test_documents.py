"""YAML documents of strangers."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.detect.rules.convert.documents import MAX_BYTES, read_document
from vedette.detect.rules.convert.interface import Refused


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a: &x [1, 2]\nb: *x\n", "alias"),
        ("a: !!python/object/apply:os.system [id]\n", "no YAML"),
        ("a: [" * 40, "nested too deep"),
        ("a: 1\n---\nb: 2\n", "2 documents"),
        ("- 1\n", "not a mapping"),
        ("1: 2\n", "not a mapping of names"),
        ("a: [1", "line"),
        ("a: 2024-99-99\n", "no YAML"),
        ("", "0 documents"),
        ("a: " + "x" * MAX_BYTES, "more than"),
    ],
)
def test_what_is_no_plain_document_is_refused_with_the_file(tmp_path, text, reason):
    path = tmp_path / "x.yml"
    path.write_text(text)
    with pytest.raises(Refused, match=r"x\.yml") as caught:
        read_document(path)
    assert reason in str(caught.value)


@given(st.binary(max_size=200))
def test_arbitrary_bytes_are_read_or_refused(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("yaml") / "x.yml"
    path.write_bytes(data)
    with suppress(Refused):
        assert isinstance(read_document(path), dict)
