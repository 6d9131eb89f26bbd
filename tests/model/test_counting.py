"""One of a thing, or several."""

import pytest

from vedette.model.counting import plural


@pytest.mark.parametrize(
    ("count", "words", "said"),
    [
        (0, ("line",), "0 lines"),
        (1, ("line",), "1 line"),
        (1204, ("line",), "1,204 lines"),
        (2, ("address", "addresses"), "2 addresses"),
        (1, ("address", "addresses"), "1 address"),
    ],
)
def test_things_are_counted_in_words(count, words, said):
    assert plural(count, *words) == said
