"""Functions applied to distinct texts."""

import polars as pl

from vedette.telemetry.distinct import rewrite_containing


def test_only_texts_that_contain_the_literal_are_rewritten_and_each_once():
    asked = []

    def shout(text):
        asked.append(text)
        return text.upper()

    texts = pl.Series(["a.b", "ab", None, "a.b", "c.d"])
    assert rewrite_containing(texts, ".", shout).to_list() == ["A.B", "ab", None, "A.B", "C.D"]
    assert sorted(asked) == ["a.b", "c.d"]


def test_a_column_without_the_literal_is_the_same():
    texts = pl.Series(["a", None], dtype=pl.String)
    assert rewrite_containing(texts, ".", str.upper) is texts
