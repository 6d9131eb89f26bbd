"""Usual lines of access logs, cut."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vedette.telemetry import FORMATS
from vedette.telemetry.access_split import cut

FORMS = [FORMATS[name] for name in ("combined", "common", "vhost_combined")]
PIECES = (
    *("192.0.2.1", "www.example.org:443", "-", " ", " ", " ", '"', '"', '"', "[", "]", "] ", " [", "\\"),
    *("02/Jun/2024:03:04:05 +0000", "GET / HTTP/1.1", "200", "512", "curl/8.5.0", "é", "\t", "", "x" * 41),
)
USUAL = (
    *(
        "192.0.2.1",
        " ",
        "-",
        " ",
        "-",
        " ",
        "[",
        "02/Jun/2024:03:04:05 +0000",
        "]",
        " ",
        '"',
        "GET / HTTP/1.1",
    ),
    *(
        '"',
        " ",
        "200",
        " ",
        "512",
        " ",
        '"',
        "-",
        '"',
        " ",
        '"',
        "curl/8.5.0",
        '"',
        " ",
        '"',
        "198.51.100.7",
        '"',
    ),
)


@st.composite
def nearly_usual(draw):
    pieces = list(USUAL[: draw(st.integers(15, len(USUAL)))])
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(pieces)))
        pieces[at : at + draw(st.integers(0, 1))] = [draw(st.sampled_from(PIECES))]
    return draw(st.sampled_from(["", "www.example.org:443 "])) + "".join(pieces)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
@settings(max_examples=400)
@given(
    lines=st.lists(nearly_usual() | st.lists(st.sampled_from(PIECES)).map("".join), min_size=1, max_size=8)
)
def test_what_is_cut_is_what_the_pattern_finds(form, lines):
    texts = pl.Series(lines, dtype=pl.String)
    fields, told = cut(texts, form.layout)
    found = texts.str.extract_groups(form.directive.pattern).struct.unnest()
    assert fields.columns == found.columns
    assert fields.filter(told).rows() == found.filter(told).rows()
    assert fields.filter(~told).null_count().sum_horizontal().item() == (~told).sum() * fields.width


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_usual_lines_are_cut(form):
    line = "".join(USUAL)
    line = f"www.example.org:443 {line}" if form.layout.vhost else line
    assert cut(pl.Series([line, line.rpartition(" ")[0]]), form.layout)[1].to_list() == [True, True]
