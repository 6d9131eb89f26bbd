"""What all tests share."""

from pathlib import Path

import pytest
from hypothesis import settings

# A busy machine is no defect: time is bounded where a test says so, never by chance.
settings.register_profile("vedette", deadline=None)
settings.load_profile("vedette")

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Third-party data for conformance tests: stands beside the checkout on the project's own machines."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("no third-party data beside the checkout (../shared/data)")
    return folder
