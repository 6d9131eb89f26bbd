"""The forms in which a server would see a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.detect.rules.decoding import MAX_TEXT, STEPS, variants


@pytest.mark.parametrize(
    ("sent", "seen"),
    [
        ("%2e%2e%2fetc", "../etc"),
        ("%252e%252e%252fetc", "../etc"),
        ("%%32%65", "."),
        ("..%c0%afetc", "../etc"),
        ("..%e0%80%afetc", "../etc"),
        ("..%u2215etc", "..∕etc"),
        ("%u003cscript", "<script"),
        (r"\x3cscript\x3e", "<script>"),
        (r"\u003cscript\u003e", "<script>"),
        (r"\\u0024{x}", "${x}"),
        ("1+union+select", "1 union select"),
        ("1'%0bor%a01=1", "1' or 1=1"),
        (r'{"a": "\" or \"1"}', '{"a": "" or "1"}'),
        ("&lt;script&#62;", "<script>"),
        ("jav&#x09;ascript", "javascript"),
        ("jav%0d%0aascript:", "javascript:"),
        ("pas%00swd", "passwd"),
        ("\uff1cscript\uff1e", "<script>"),
        ("un/**/ion/*x*/select", "un ion select"),
        ("/*!50000union*/ select", " union  select"),
        ("c''at /etc/pas\\swd", "cat /etc/passwd"),
        ("data:text/html;base64,PHNjcmlwdD4", "data:text/html;base64,<script>"),
        ("${${::-j}ndi:x}", "${jndi:x}"),
        ("%C3%A9t%C3%A9", "été"),
        ("%AD", "\u00ad"),
    ],
)
def test_a_form_that_a_server_would_see_is_among_the_variants(sent, seen):
    assert seen in variants(sent)


def test_the_text_as_sent_comes_first():
    assert variants("%41")[0] == "%41"


@pytest.mark.parametrize("text", ["", "/index.html?id=5", "plain words"])
def test_a_text_without_escapes_has_no_other_form(text):
    assert variants(text) == (text,)


PIECES = [*"%25uUxX\\0aAfF{}$:-/*!+&#;<'\"^`?=jJlower ", "base64,", "${", "ı", "ß", "😀", "&#x"]
ATTACKS = st.lists(st.sampled_from(PIECES), max_size=80).map("".join)


@given(st.one_of(st.text(max_size=200), ATTACKS))
def test_no_form_is_longer_than_the_text_and_their_number_is_bounded(text):
    forms = variants(text)
    assert len(forms) <= 2 * (len(STEPS) + 1)
    assert all(len(form) <= len(text) for form in forms)
    assert forms == variants(text)
    for form in forms:
        form.encode("utf-8", "surrogatepass")


def test_a_long_text_is_decoded_up_to_a_bound():
    assert all(len(form) <= MAX_TEXT for form in variants("%41" * MAX_TEXT))


@given(st.binary(max_size=60))
def test_any_bytes_percent_encoded_decode_to_text(data):
    assert all(isinstance(form, str) for form in variants("".join(f"%{byte:02x}" for byte in data)))
