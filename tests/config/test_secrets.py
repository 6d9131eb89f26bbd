"""Tokens, keys and passwords."""

import pytest

from vedette.config.secrets import read_secret
from vedette.model.errors import ConfigError


@pytest.fixture
def token(tmp_path):
    path = tmp_path / "token"
    path.write_text("geheim\n")
    path.chmod(0o600)
    return path


def test_a_secret_is_read_from_a_file_beside_the_configuration(token, tmp_path):
    assert read_secret("token", None, tmp_path, "feed 'x'") == "geheim"
    assert read_secret(str(token), None, tmp_path / "elsewhere", "feed 'x'") == "geheim"


def test_a_secret_is_read_from_the_environment(monkeypatch, tmp_path):
    monkeypatch.setenv("X_TOKEN", "geheim")
    assert read_secret(None, "X_TOKEN", tmp_path, "") == "geheim"
    assert read_secret(None, None, tmp_path, "") is None


def test_a_secret_that_everybody_may_read_is_refused(token, tmp_path):
    token.chmod(0o644)
    with pytest.raises(ConfigError, match="everybody may read") as raised:
        read_secret("token", None, tmp_path, "feed 'x'")
    assert "geheim" not in str(raised.value)


@pytest.mark.parametrize("content", ["", "  \n", "geheim\ngeheim2", "geheim\x00", "gehéim"])
def test_a_secret_that_cannot_be_sent_is_refused_and_not_told(token, tmp_path, content):
    token.write_text(content)
    with pytest.raises(ConfigError) as raised:
        read_secret("token", None, tmp_path, "")
    assert "geh" not in str(raised.value)


def test_a_missing_secret_is_told_by_its_place(tmp_path):
    with pytest.raises(ConfigError, match="nowhere"):
        read_secret("nowhere", None, tmp_path, "")
    with pytest.raises(ConfigError, match=r"\$VEDETTE_NO_SUCH"):
        read_secret(None, "VEDETTE_NO_SUCH", tmp_path, "")
