"""Every test of what is kept runs on each kind of database."""

import pytest


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request, tmp_path):
    """Where nothing is kept yet."""
    if request.param == "sqlite":
        return tmp_path / "state"
    return request.getfixturevalue("databases").new()
