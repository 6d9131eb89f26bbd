"""Configurations written for a test."""

import pytest

from vedette.assets.live.tree import Tree
from vedette.investigate.configuration import SERVERS


@pytest.fixture
def read(tmp_path):
    """Writes files, by path, below a root of their own, and reads the configuration that begins in the first."""

    def reads(server, files):
        for path, text in files.items():
            place = tmp_path / path.lstrip("/")
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text)
        return SERVERS[server].read(Tree(tmp_path), next(iter(files)))

    return reads
