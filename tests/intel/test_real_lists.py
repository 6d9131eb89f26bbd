"""Real lists, with all that goes wrong in them; the figures were counted independently of these readers."""

import gzip
import ipaddress
import json
import random
from datetime import UTC, datetime
from pathlib import Path

import pytest

from vedette.intel.crawlers import Claim, crawler_of
from vedette.intel.formats import FORMATS
from vedette.intel.loading import load, read_feed
from vedette.intel.reputation_set import ReputationSet
from vedette.intel.vetting import TOO_WIDE, vet, vet_all
from vedette.model.errors import InputError, UnknownFormat
from vedette.model.reputation import Asked, Category, ContextKind, Standing

pytestmark = pytest.mark.conformance

FOLDERS = (
    "ipsum",
    "cps_txt",
    "log4shell_misp_csv",
    "maltrail",
    "misp_warninglists",
    "abusech",
    "zeek_intel",
    "suricata_iprep",
)
NEVER = ["8.8.8.8", "9.9.9.9", "208.67.222.222", "1.0.0.1", "1.1.1.1", "1.2.18.4", "4.0.0.0", "12.2.1.3", "12.34.56.78",
         "127.0.0.1", "10.0.0.1", "0.0.0.0", "255.255.255.255", "224.0.0.1", "::1", "fe80::1", "2001:4860:4860::8888"]  # fmt: skip


@pytest.fixture(scope="module")
def lists(shared_data):
    return shared_data / "intel"


@pytest.fixture(scope="module")
def reputations(lists):
    return ReputationSet.build(vet_all(load([lists / folder for folder in FOLDERS]).feeds))


@pytest.fixture(scope="module")
def ipsum_counts(lists):
    lines = gzip.decompress((lists / "ipsum/ipsum.txt.gz").read_bytes()).decode().splitlines()
    return {ip: int(count) for ip, _, count in (x.partition("\t") for x in lines if not x.startswith("#"))}


def test_ipsum_has_its_entries_by_level(lists):
    feed = read_feed(lists / "ipsum/ipsum.txt.gz")
    assert len(feed.entries) == 120_430
    levels = {n: len(read_feed(lists / f"ipsum/{n}.txt").entries) for n in range(4, 9)}
    assert levels == {4: 5354, 5: 1413, 6: 318, 7: 70, 8: 23}
    assert feed.entries["confidence"].value_counts(sort=True).rows()[:3] == [
        (25, 89_657),
        (48, 16_556),
        (62, 8_863),
    ]
    assert str(feed.listed_at) == "2026-08-22 01:00:29+00:00"


@pytest.mark.parametrize(
    ("name", "entries", "distinct"),
    [
        ("compromised-ips", 539, 539),
        ("tor-exit", 3_251, 1_372),
        ("abuse-ch-ipblocklist", 7_980, 7_607),
        ("alienvault", 609, 609),
        ("log4j", 25_292, 25_292),
        ("sip", 2_160, 2_160),
        ("threatfox", 3_483, 2_338),
        ("predict", 0, 0),
    ],
)
def test_plain_lists_have_their_entries_and_doubles(lists, name, entries, distinct):
    feed = read_feed(lists / f"cps_txt/{name}.txt")
    assert (feed.format, len(feed.entries), len(vet(feed))) == ("plain", entries, distinct)


@pytest.mark.parametrize(
    ("name", "entries", "rejected"),
    [
        ("GreyNoise", 2_880, {}),
        ("CrowdSec", 680, {}),
        ("ThreatFox", 123, {"url": 36, "domain": 13, "sha256": 3}),
        ("URLHaus", 0, {"text": 960, "url": 480}),
    ],
)
def test_misp_rows_are_read_by_type(lists, name, entries, rejected):
    (path,) = lists.glob(f"log4shell_misp_csv/Log4j_{name}_*")
    feed = read_feed(path)
    assert (feed.format, len(feed.entries), feed.rejected) == ("misp-csv", entries, rejected)
    assert feed.entries["listed_at"].null_count() == 0


@pytest.mark.parametrize(
    ("name", "entries", "kind"),
    [
        ("public-dns-v4.json.gz", 62_745, ContextKind.RESOLVER),
        ("public-dns-v6.json", 269, ContextKind.RESOLVER),
        ("vpn-ipv4.json.gz", 42_426, ContextKind.VPN),
        ("amazon-aws.json", 3_847, ContextKind.CLOUD),
        ("stretchoid-nt-scanning.json", 1_839, ContextKind.SCANNER),
        ("cloudflare.json", 22, ContextKind.SHARED),
        ("empty-hashes.json", 0, ContextKind.OTHER),
    ],
)
def test_warning_lists_have_their_networks(lists, name, entries, kind):
    feed = read_feed(lists / "misp_warninglists" / name)
    assert (len(feed.entries), feed.context) == (entries, kind)


def test_maltrail_names_its_scanners(lists):
    feed = read_feed(lists / "maltrail/mass_scanner.txt.gz")
    assert feed.context is ContextKind.SCANNER
    assert len(feed.entries) == 19_215
    assert feed.entries["detail"].drop_nulls().len() == 16_952


@pytest.mark.parametrize(
    ("name", "entries", "rejected"),
    [
        ("tor-exit.intel", 3_251, {}),
        ("log4j_ip.intel.gz", 25_292, {}),
        ("drb_ra_domain.intel", 0, {"domain": 61}),
        ("ellio.intel", 0, {}),
    ],
)
def test_zeek_files_have_their_addresses_and_an_empty_one_is_a_list(lists, name, entries, rejected):
    feed = read_feed(lists / "zeek_intel" / name)
    assert (feed.format, len(feed.entries), feed.rejected) == ("zeek-intel", entries, rejected)


def test_abuse_ch_files_are_read_by_their_columns(lists):
    feodo = read_feed(lists / "abusech/feodo_ipblocklist_2024-04-04.csv")
    assert (feodo.format, len(feodo.entries), feodo.rejected) == ("csv-header", 28, {})
    assert str(feodo.listed_at) == "2024-04-04 07:03:03+00:00"
    threatfox = read_feed(lists / "abusech/threatfox_2024-07-16_excerpt.csv")
    assert (threatfox.entries["value"].to_list(), threatfox.rejected) == (["8.134.12.90"], {"url": 1})


@pytest.mark.parametrize(
    ("name", "entries", "rejected"),
    [
        ("stix21_honeypot/2025-12-10", 157, {}),
        ("stix21_honeypot/2025-12-08", 0, {}),
        (
            "stix21_oasis/examples__threat-reports__apt1",
            4,
            {"domain-name": 3, "file": 3, "x509-certificate": 2},
        ),
        ("stix21_oasis/examples__indicator-for-c2-ip-address", 1, {}),
        ("stix21_oasis/examples__indicators-for-C2-with-COA", 1, {"file": 1}),
        ("stix21_oasis/examples__infrastructure", 0, {"observed address, no indicator": 1}),
        ("stix21_oasis/examples__malicious-email-indicator-with-attachment", 0, {"email-message": 2}),
        ("stix21_oasis/examples__interop-objectmarking-test", 0, {}),
    ],
)
def test_stix_bundles_have_the_addresses_of_their_indicators(lists, name, entries, rejected):
    feed = read_feed(lists / f"{name}.json")
    assert (feed.format, len(feed.entries), feed.rejected) == ("stix", entries, rejected)


@pytest.mark.parametrize(
    ("name", "entries", "others"),
    [
        ("kryptocibule__misp-kryptocibule", 1, 190),
        ("machete__misp-machete-event", 6, 390),
        ("oceanlotus__oceanlotus.misp.event", 25, 86),
        ("sshdoor__misp-events__borleias", 1, 2),
        ("sshdoor__misp-events__chandrila", 1, 4),
        ("sshdoor__misp-events__crait", 1, 8),
        ("sshdoor__misp-events__mimban", 1, 10),
        ("swc-candiru__swc-candiru_misp", 29, 71),
    ],
)
def test_misp_events_have_the_addresses_of_their_attributes(lists, name, entries, others):
    feed = read_feed(lists / f"misp_events/{name}.json")
    assert (feed.format, len(feed.entries), feed.rejected.total()) == ("misp-event", entries, others)
    assert feed.entries["listed_at"].null_count() == 0


def test_drop_says_the_same_as_json_lines_and_as_text(lists):
    lines, text = read_feed(lists / "spamhaus/drop_v4.json"), read_feed(lists / "spamhaus/drop.txt")
    assert (lines.format, text.format) == ("spamhaus", "plain")
    assert len(lines.entries) == 1_406
    assert set(lines.entries["value"]) == set(text.entries["value"])
    assert str(lines.listed_at) == "2025-04-15 02:07:54+00:00"
    assert not lines.rejected


def test_every_list_is_read_and_what_is_none_is_told(lists):
    loaded = load([lists])
    assert {feed.format for feed in loaded.feeds} == set(FORMATS) - {
        "abuseipdb",
        "crowdsec-decisions",
        "json-records",
        "operator-prefixes",
    }
    assert {Path(file.path).name for file in loaded.skipped} == {
        "crawler-user-agents.json.gz",
        "latest.json",
        "iprep-02__scirius-categories.txt",
    }


@pytest.mark.parametrize("folder", ["stix21_honeypot", "stix21_oasis", "misp_events", "misp_warninglists"])
def test_a_document_that_broke_off_is_malformed(lists, folder, tmp_path):
    for path in sorted((lists / folder).glob("*[0-9a-z].json")):
        if (data := path.read_bytes())[:1] == b"{":
            torn = tmp_path / path.name
            torn.write_bytes(data[: len(data) * 2 // 3])
            with pytest.raises(InputError, match=r"truncated|not a list"):
                read_feed(torn)


def test_a_list_of_lines_that_broke_off_loses_its_last_line_alone(lists, tmp_path):
    torn = tmp_path / "drop_v4.json"
    torn.write_bytes((lists / "spamhaus/drop_v4.json").read_bytes()[:10_000])
    feed = read_feed(torn)
    assert (len(feed.entries), feed.rejected) == (164, {"broken entry": 1})


def test_a_stix_indicator_counts_until_it_ends(lists):
    feed = vet(read_feed(lists / "stix21_honeypot/2025-12-10.json"))
    asked = ["98.163.142.174"]
    (within,) = ReputationSet.build([feed], at=datetime(2025, 12, 15, tzinfo=UTC)).lookup(asked)
    (after,) = ReputationSet.build([feed], at=datetime(2026, 1, 1, tzinfo=UTC)).lookup(asked)
    assert (within.listed, within.categories) == (True, (Category.SCANNER,))
    assert (after.listed, after.opinions[0].demoted) == (False, "expired on 2025-12-16")


def test_what_is_no_list_though_it_is_called_json_is_told(lists):
    with pytest.raises(UnknownFormat, match="not a list"):
        read_feed(lists / "stix21_honeypot/latest.json")


def test_other_heads_are_understood(lists):
    firehol = read_feed(lists / "firehol/et_compromised_excerpt.ipset")
    assert (len(firehol.entries), str(firehol.listed_at)) == (30, "2015-06-01 04:30:09+00:00")
    drop = vet(read_feed(lists / "spamhaus/drop.txt"))
    assert (len(drop.feed.entries), len(drop), drop.dropped) == (1_406, 1_393, {TOO_WIDE: 13})
    assert len(read_feed(lists / "suricata_iprep/iprep-02__scirius-iprep.list.gz").entries) > 24_000


def test_poison_never_comes_out_as_bad(reputations):
    said = dict(zip(NEVER, reputations.lookup(NEVER), strict=True))
    assert [ip for ip, reputation in said.items() if reputation.listed] == []
    named = {ip for ip, reputation in said.items() if reputation.opinions}
    assert named >= {"8.8.8.8", "9.9.9.9", "208.67.222.222", "1.0.0.1", "4.0.0.0", "12.2.1.3", "12.34.56.78"}


def test_no_entry_on_four_lists_is_lost_but_resolvers(lists, reputations, ipsum_counts):
    strong = [ip for ip, count in ipsum_counts.items() if count >= 4]
    resolvers = set(
        json.loads(gzip.decompress((lists / "misp_warninglists/public-dns-v4.json.gz").read_bytes()))["list"]
    )
    lost = [ip for ip, said in zip(strong, reputations.lookup(strong), strict=True) if not said.listed]
    assert set(lost) <= resolvers


def test_few_entries_on_fewer_lists_are_lost(reputations, ipsum_counts):
    asked = random.Random(7).sample(sorted(ipsum_counts), 5_000)
    lost = [ip for ip, said in zip(asked, reputations.lookup(asked), strict=True) if not said.listed]
    assert len(lost) < 25


def test_a_scanner_on_a_list_stays_listed_and_a_vpn_clears_nobody(reputations):
    shodan, vpn = reputations.lookup(["71.6.135.131", "23.94.26.138"])
    assert (shodan.listed, shodan.scanner) == (True, "Shodan")
    assert vpn.listed
    assert ContextKind.VPN in {known.kind for known in vpn.context}


def test_a_level_of_ipsum_adds_nothing_to_ipsum(lists):
    alone = ReputationSet.build([vet(read_feed(lists / "ipsum/ipsum.txt.gz"))])
    every = ReputationSet.build(vet_all(load([lists / "ipsum"]).feeds))
    asked = read_feed(lists / "ipsum/8.txt").entries["value"].to_list()
    assert [r.score for r in every.lookup(asked)] == [r.score for r in alone.lookup(asked)]


def test_lists_that_were_made_from_others_are_of_their_family_and_the_rest_is_not(reputations):
    by_name = {}
    for number, vetted in enumerate(reputations.feeds):
        by_name.setdefault(vetted.feed.name, number)
    likeness = reputations.overlap.likeness
    greynoise = by_name["Log4j_GreyNoise_ThreatHunt_Feed"]
    assert likeness[greynoise, by_name["log4j"]] > 0.95
    assert 0.8 < likeness[by_name["sip"], by_name["ipsum"]] < 0.95
    assert 0.6 < likeness[by_name["Log4j_CrowdSec_ThreatHunt_Feed"], by_name["log4j"]] < 0.8
    assert likeness[by_name["ipsum"], by_name["abuse-ch-ipblocklist"]] < 0.05


def test_a_list_fades_from_the_day_on_which_it_last_saw_each_address(lists):
    feodo = vet(read_feed(lists / "abusech/feodo_ipblocklist_2024-04-04.csv"))
    (entry,) = [row for row in feodo.v4.iter_rows(named=True) if row["line"] == feodo.v4["line"].min()]
    asked = str(ipaddress.ip_address(entry["first"]))
    reputations = ReputationSet.build([feodo])
    month, years = (reputations.lookup([asked], datetime(year, 5, 4, tzinfo=UTC))[0] for year in (2024, 2026))
    assert month.listed
    assert (month.opinions[0].first_seen, month.opinions[0].last_seen) == (
        entry["listed_at"],
        entry["last_seen"],
    )
    assert not years.listed
    assert "nothing is left of it" in years.opinions[0].demoted
    assert reputations.asked(datetime(2026, 5, 4, tzinfo=UTC)) is Asked.TOO_OLD


def test_lists_of_2026_are_younger_than_an_event_of_2017_and_count_all_the_same(reputations):
    (said,) = reputations.lookup(["71.6.135.131"], datetime(2017, 4, 1, tzinfo=UTC))
    assert said.listed
    assert {o.standing for o in said.opinions if o.listed_at is not None} == {Standing.YOUNGER}


def test_googlebots_own_ranges_verify_it(reputations):
    agent = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"
    real, other = (
        crawler_of([agent], said, reputations.crawlers)
        for said in reputations.lookup(["192.178.4.7", "23.94.26.138"])
    )
    assert (real.claim, other.claim) == (Claim.VERIFIED, Claim.FALSE)
