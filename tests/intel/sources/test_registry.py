"""Every way to get a feed."""

from pathlib import Path

import pytest

from vedette.config.settings import FeedKind
from vedette.intel import sources
from vedette.intel.sources.registry import SOURCES

OTHERS = {"__init__", "feed", "interface", "memory", "registry", "session", "updating"}


def test_the_registry_names_every_kind_and_every_module():
    modules = {path.stem for path in Path(sources.__file__).parent.glob("*.py")} - OTHERS
    assert {str(kind).replace("-", "_") for kind in SOURCES} == modules
    assert set(SOURCES) == set(FeedKind)


@pytest.mark.parametrize("kind", SOURCES)
def test_every_source_knows_what_it_is(kind):
    source = SOURCES[kind]
    assert source.kind is kind
    assert source.title
    assert type(source).__module__ == f"vedette.intel.sources.{str(kind).replace('-', '_')}"
