import tomllib
from pathlib import Path

import pytest

from vedette.model.errors import ConfigError
from vedette.vulns.advisories.registry import FORMATS
from vedette.vulns.sources.catalogue import CATALOGUE, USUAL
from vedette.vulns.sources.documents import Documents
from vedette.vulns.sources.updating import settings_of

ROOT = Path(__file__).resolve().parents[3]


def test_the_configuration_that_the_document_shows_is_without_fault():
    shown = (ROOT / "docs/advisories.md").read_text("utf-8").partition("```ini\n")[2].partition("```")[0]
    settings = settings_of(tomllib.loads(shown)["vulns"], Path("config.toml"))
    assert settings.source["nvd"].token_env == "NVD_API_KEY"


def test_every_usual_source_is_in_the_catalogue_under_its_own_name_and_safe():
    assert set(USUAL) <= set(CATALOGUE)
    for name, source in CATALOGUE.items():
        assert source.name == name
        assert source.home.startswith("https://")
        if isinstance(source, Documents):
            assert source.formats <= set(FORMATS)


@pytest.mark.parametrize(
    "table", [{"sources": ["nothing"]}, {"source": {"nothing": {}}}, {"source": {"nvd": {"x": 1}}}]
)
def test_unknown_sources_and_keys_are_refused_by_file(table):
    with pytest.raises(ConfigError, match=r"config\.toml"):
        settings_of(table, Path("config.toml"))
