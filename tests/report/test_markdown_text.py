"""Text of others in Markdown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from vedette.model.visible import printable
from vedette.report.markdown_text import block, code, text

READER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
HOSTILE = st.text(st.sampled_from("`*_[]()<>!#|~\\&;:/@-+=.1 aw\n\t\x1b\u202e"), max_size=40)


def inline_types(rendered):
    tokens = READER.parse(rendered)
    return [t.type for t in tokens], {child.type for t in tokens for child in t.children or ()}


@given(HOSTILE | st.text())
def test_text_is_one_paragraph_of_text_and_code(value):
    blocks, inline = inline_types(text(value))
    assert blocks == ["paragraph_open", "inline", "paragraph_close"]
    assert inline <= {"text", "code_inline"}


@given(HOSTILE.filter(str.strip))
def test_code_is_one_span_that_holds_the_text(value):
    spans = [c for t in READER.parse(code(value)) for c in t.children or () if c.type != "text"]
    assert [span.type for span in spans] == ["code_inline"]
    assert spans[0].content.strip() == printable(value).strip()


@given(HOSTILE)
def test_a_block_of_code_is_one_fence_that_holds_the_text(value):
    (token,) = READER.parse("\n".join(block((value,))))
    assert (token.type, token.content) == ("fence", f"{printable(value)}\n")


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("203.0.113.66 asked, 12 times (CVE-2024-23334)", "203.0.113.66 asked, 12 times (CVE-2024-23334)"),
        ("1. item", "`1.` item"),
        ("2.0 < 3.0", "2.0 < 3.0"),
        ("see https://example.org now", "see `https://example.org` now"),
        ("@team", "`@team`"),
        ("a`b", "``a`b``"),
        (
            "run `vedette plan a3f9 --check all`, then wait",
            "run `` `vedette plan a3f9 --check all` ``, then wait",
        ),
        ("`@team` and `x`", "`` `@team` `` and `` `x` ``"),
        ("a`b` c", "`` a`b` `` c"),
        ("", "(empty)"),
    ],
)
def test_harmless_words_stand_as_they_are_and_others_are_code(value, written):
    assert text(value) == written
