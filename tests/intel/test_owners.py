"""Who runs a known network."""

import pytest

from vedette.intel.owners import NETWORKS, SCANNER_OWNERS, scanner_owner


@pytest.mark.parametrize(
    ("text", "owner"),
    [("census6.shodan.io", "Shodan"), ("Cortex Xpanse", "Palo Alto Xpanse"), ("host.example", None)],
)
def test_a_scanner_is_known_by_its_host_names(text, owner):
    assert scanner_owner(text) == owner


def test_words_are_written_as_they_are_looked_for():
    words = [word for word, _ in SCANNER_OWNERS] + [word for word, _, _ in NETWORKS]
    assert words == [word.lower() for word in words]
    assert len(words) == len(set(words))
