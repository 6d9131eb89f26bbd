"""The gate's limits as a configuration gives them."""

import pytest

from vedette.intel.gate.settings import GateSettings, gate_settings
from vedette.model.errors import ConfigError


def test_what_is_not_given_is_as_by_default():
    assert gate_settings({"most_growth": 2}, path="c", key="gate") == GateSettings(most_growth=2.0)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"most_grwth": 1.0}, "most_grwth"),
        ({"most_dropped": 1.5}, "<= 1.0"),
        ({"few_hits": -1}, ">= 0"),
        ({"versions_kept": 0}, ">= 1"),
        ({"canaries": ["8.8.8.8", "8.8.8"]}, "'8.8.8' is no IP address"),
    ],
)
def test_a_wrong_setting_is_named(given, said):
    with pytest.raises(ConfigError, match=r"^config.toml: gate: ") as error:
        gate_settings(given, path="config.toml", key="gate")
    assert said in str(error.value)


def test_what_is_set_for_one_feed_wins_over_what_is_set_for_all():
    settings = gate_settings({"few_hits": 5, "sampled": 9}, {"few_hits": 7}, path="c", key="feed 'x'.gate")
    assert (settings.few_hits, settings.sampled) == (7, 9)
