"""Texts that patterns match."""

import pytest

from vedette.detect.rules.convert.samples import sample
from vedette.detect.rules.patterns import compile_pattern


@pytest.mark.parametrize(
    "pattern",
    [
        "abc", "a|b", "(?:a|b)c", "^/x$", r"\d+\s\w", "[a-f]{3}", "[^a-z0-9]", r"[^\w.-]+", "x?y*z+", ".{150}",
        r"\.(jsp|war)", r"\x22token\x22\s*:", "[;|&`$]", r"subWidgets\[[0-9]+\]", "(?i:A)", "[]a]", "[[:alpha:]]b", "php://",
    ],
)  # fmt: skip
def test_a_sample_is_matched_by_its_pattern(pattern):
    assert compile_pattern(pattern).search(sample(pattern))
