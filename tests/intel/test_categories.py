"""Words of feeds to categories."""

import polars as pl
import pytest

from vedette.intel.categories import categories_of, category_of
from vedette.model.reputation import Category


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("Log4j_ThreatFox_Feed", Category.MALWARE),
        ("C2", Category.COMMAND_AND_CONTROL),
        ("abc2d", None),
        ("c2-servers", Category.COMMAND_AND_CONTROL),
        ("gossip", None),
        ("ET TOR Known Tor Exit Node Traffic", Category.ANONYMISER),
        ("monitor", None),
        ("", None),
    ],
)
def test_a_short_word_counts_only_as_a_whole_word(text, category):
    assert category_of(text) is category


def test_a_column_is_looked_up_as_each_text_is():
    texts = pl.Series("detail", ["C2", None, "nothing", "C2"])
    assert categories_of(texts).to_list() == ["c2", None, None, "c2"]
    assert categories_of(pl.Series("detail", [None, None], dtype=pl.String)).to_list() == [None, None]
