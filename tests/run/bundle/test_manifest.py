"""What a bundle may hold."""

import pytest

from vedette.run.bundle.manifest import is_place


@pytest.mark.parametrize("path", ["feeds/ipsum/document", "feeds/a.b-c_d/seen-v4.parquet", "vulns/advisories.db", "geo/dbip.mmdb", "config.toml"])  # fmt: skip
def test_there_are_places_for_feeds_advisories_databases_and_configuration(path):
    assert is_place(path)


@pytest.mark.parametrize(
    "path",
    ["", ".", "..", "/etc/passwd", "../config.toml", "feeds/../document", "feeds/a/../b/document", "feeds//document",
     "feeds/a/other", "feeds/a/document/", "./config.toml", "feeds/.a/document", "feeds/a\0/document", "feeds/a/b/document",
     "geo/../x", "geo/a/b", "geo/..", "vulns/other.db", "config.toml/", "C:\\x", "geo/a\nb"],
)  # fmt: skip
def test_there_is_no_other_place(path):
    assert not is_place(path)
