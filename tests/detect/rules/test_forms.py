"""Forms of many lines at once."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.detect.rules.decoding import unescape
from vedette.detect.rules.forms import Form, parts


def form_of(text: bytes) -> Form:
    return Form(text, np.arange(len(text)))


@pytest.mark.parametrize(
    ("sent", "decoded"),
    [
        (b"a%2Fb%3d", b"a/b="),
        (b"%", b"%"),
        (b"%2", b"%2"),
        (b"%zz%%41", b"%zz%A"),
        (rb"\x22\X3C\u003c\u0041", b'"<<A'),
        (rb"\"\\\/\'", b"\"\\/'"),
        (rb"a\nb\tc\rd", b"a\nb\tc\rd"),
        (rb"c:\windows\x", rb"c:\windows\x"),
        (rb"c:\\new\\\"", rb"c:\new\""),
        (b"", b""),
    ],
)
def test_escapes_are_undone_once(sent, decoded):
    assert form_of(sent).decoded().text == decoded


@given(st.text(st.sampled_from("a%25f<+ /"), max_size=40))
def test_percent_escapes_are_undone_as_they_are_for_one_text(text):
    decoded = form_of(text.encode()).decoded().text
    if decoded.isascii():
        assert decoded.decode() == unescape(text)


@given(st.binary(max_size=60))
def test_every_byte_knows_where_it_came_from(data):
    for form in (form_of(data).decoded(), form_of(data).spaced(), form_of(data).plain()):
        assert len(form.origin) == len(form.text)
        assert np.all(np.diff(form.origin) > 0)


def test_white_space_becomes_one_space_and_plus_a_space():
    assert form_of(b"a \t\n b  c").plain().text == b"a b c"
    assert form_of(b"a%20+b").spaced().text == b"a  b"


def test_parts_are_laid_one_after_the_other():
    form = parts(b"abcdefgh", [(1, 3), (5, 8)])
    assert form.text == b"bc\nfgh\n"
    assert form.origin.tolist() == [1, 2, 3, 5, 6, 7, 8]
