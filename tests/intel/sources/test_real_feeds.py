"""Real lists, got under the names of the catalogue, pass the gate."""

from datetime import UTC, datetime

import pytest

from vedette.config.loading import load
from vedette.fetch import Client
from vedette.intel.gate.decision import Verdict
from vedette.intel.places import feed_store
from vedette.intel.sources.feed import configured_feeds
from vedette.intel.sources.updating import update

LISTS = {
    "feodo-tracker": ("abusech/feodo_ipblocklist_2024-04-04.csv", 28),
    "spamhaus-drop": ("spamhaus/drop_v4.json", 1_000),
    "ipsum": ("ipsum/ipsum.txt.gz", 120_000),
    "ipsum-level5": ("ipsum/5.txt", 300),
    "et-compromised": ("cps_txt/compromised-ips.txt", 500),
    "tor-exits": ("cps_txt/tor-exit.txt", 1_300),
    "maltrail-scanners": ("maltrail/mass_scanner.txt.gz", 1_000),
    "misp-cloudflare": ("misp_warninglists/cloudflare.json", 10),
    "misp-vpn-ipv4": ("misp_warninglists/vpn-ipv4.json.gz", 1_000),
    "misp-public-dns-v4": ("misp_warninglists/public-dns-v4.json.gz", 1_000),
    "misp-amazon-aws": ("misp_warninglists/amazon-aws.json", 1_000),
}


@pytest.mark.conformance
@pytest.mark.parametrize("name", LISTS)
def test_a_real_list_comes_into_use(shared_data, tmp_path, name):
    path, least = LISTS[name]
    (tmp_path / "config.toml").write_text(
        f'[[feed]]\nname = "{name}"\ncatalog = "{name}"\npath = "{shared_data / "intel" / path}"\n'
    )
    configuration = load(tmp_path / "config.toml")
    (feed,) = configured_feeds(configuration)
    store = feed_store(configuration, tmp_path / "state")
    with Client() as client:
        done = update(feed, store, client, tmp_path / "kept", datetime.now(UTC), most_bytes=64 << 20)
    assert done.decision.verdict is Verdict.ACCEPTED, done.decision.reasons or done.decision.reason
    assert done.decision.counts.entries >= least
