"""Real lists, with the traps that are really in them, offered to the gate and asked afterwards."""

import gzip
from datetime import UTC, datetime

import pytest

from vedette.intel.gate.decision import Verdict
from vedette.intel.gate.reading import Profile
from vedette.intel.gate.settings import GateSettings
from vedette.intel.provenance import Provenance
from vedette.intel.reputation_set import ReputationSet
from vedette.intel.store.feed_store import FeedStore
from vedette.model.reputation import ContextKind

pytestmark = pytest.mark.conformance

AT = datetime(2026, 11, 24, tzinfo=UTC)
NEVER = ["8.8.8.8", "9.9.9.9", "208.67.222.222", "1.0.0.1", "1.1.1.1", "1.2.18.4", "4.0.0.0", "12.2.1.3", "12.34.56.78",
         "127.0.0.1", "10.0.0.1", "0.0.0.0", "255.255.255.255", "224.0.0.1", "::1", "fe80::1", "2001:4860:4860::8888"]  # fmt: skip
EMPTY = "names no address at all"
FEEDS = {
    "ipsum": ("ipsum/ipsum.txt.gz", 120_430, 0),
    "log4j": ("cps_txt/log4j.txt", 25_292, 0),
    "tor": ("cps_txt/tor-exit.txt", 1_372, 1_879),
    "threatfox": ("cps_txt/threatfox.txt", 2_338, 1_145),
    "zeek-tor": ("zeek_intel/tor-exit.intel", 1_372, 1_879),
    "greynoise": ("log4shell_misp_csv/Log4j_GreyNoise_ThreatHunt_Feed.csv.gz", 2_880, 0),
    "feodo": ("abusech/feodo_ipblocklist_2024-04-04.csv", 28, 0),
    "drop": ("spamhaus/drop_v4.json", 1_393, 0),
    "scanners": ("maltrail/mass_scanner.txt.gz", 18_835, 380),
    "vpn": ("misp_warninglists/vpn-ipv4.json.gz", 42_426, 0),
    "resolvers": ("misp_warninglists/public-dns-v4.json.gz", 62_745, 0),
    "cloudflare": ("misp_warninglists/cloudflare.json", 22, 0),
}
"""By name: the file, its distinct entries, and its doubles."""
REFUSED = {
    "cps_txt/sans_subset.txt": "names 8.8.8.8, which no honest feed does",
    "suricata_iprep/iprep-02__scirius-iprep.list.gz": "names 8.8.8.8, which no honest feed does",
    "stix21_honeypot/2025-12-10.json": "names 1.1.1.1, which no honest feed does",
    "maltrail/whitelist.txt": "names 1.1.1.1, which no honest feed does",
    "cps_txt/predict.txt": EMPTY,
    "zeek_intel/ellio.intel": EMPTY,
    "zeek_intel/drb_ra_domain.intel": EMPTY,
    "stix21_honeypot/2025-12-08.json": EMPTY,
    "stix21_honeypot/latest.json": EMPTY,
    "abusech/urlhaus_2026-02-26_excerpt.csv": EMPTY,
    "suricata_iprep/iprep-02__scirius-categories.txt": "not a list",
}
"""By file: why it never comes into use."""


@pytest.fixture(scope="module")
def lists(shared_data):
    return shared_data / "intel"


@pytest.fixture(scope="module")
def filled(lists, tmp_path_factory):
    """A store with all the feeds, and what was decided on each."""
    store = FeedStore(tmp_path_factory.mktemp("feeds"))
    decided = {
        name: store.offer(Profile(name), (lists / path).read_bytes(), Provenance(url=path), AT)
        for name, (path, _, _) in FEEDS.items()
    }
    return store, decided


@pytest.fixture(scope="module")
def reputations(filled):
    store, _ = filled
    return ReputationSet.build([store.load(Profile(name)).dated() for name in FEEDS], at=AT)


@pytest.mark.parametrize("name", FEEDS)
def test_a_real_list_comes_into_use_with_its_entries_and_doubles_counted(filled, name):
    decision = filled[1][name]
    assert (decision.verdict, decision.counts.entries, decision.counts.merged) == (
        Verdict.ACCEPTED,
        *FEEDS[name][1:],
    )


@pytest.mark.parametrize("path", REFUSED)
def test_a_poisoned_an_empty_and_a_wrong_list_never_come_into_use(lists, tmp_path, path):
    store = FeedStore(tmp_path)
    decision = store.offer(Profile("x"), (lists / path).read_bytes(), Provenance(url=path), AT)
    assert decision.verdict is Verdict.REFUSED
    assert REFUSED[path] in decision.reasons
    assert store.load(Profile("x")) is None


def test_what_may_never_be_listed_is_counted(filled):
    counted = filled[1]["log4j"].counts.never_listed
    assert counted == {"one of our own networks": 10, "special address": 3, "public resolver": 2}


def test_poison_that_came_into_use_never_comes_out_as_bad(lists, tmp_path, reputations):
    """With canaries switched off for one feed, what guards the addresses is still there."""
    blind = Profile("sans", gate=GateSettings(canaries=()))
    store = FeedStore(tmp_path)
    poisoned = (lists / "cps_txt/sans_subset.txt").read_bytes()
    assert store.offer(blind, poisoned, Provenance(url="x"), AT).verdict is Verdict.ACCEPTED
    every = ReputationSet.build([*reputations.feeds, store.load(blind).dated()], at=AT)
    said = dict(zip(NEVER, every.lookup(NEVER), strict=True))
    assert [ip for ip, reputation in said.items() if reputation.listed] == []
    assert {ip for ip, reputation in said.items() if reputation.opinions} >= {
        "8.8.8.8",
        "9.9.9.9",
        "1.0.0.1",
        "4.0.0.0",
    }


def test_forty_per_cent_of_ipsum_in_a_list_of_vpns_are_neither_cleared_nor_left_unsaid(
    lists, filled, reputations
):
    store, _ = filled
    listed = store.load(Profile("ipsum")).candidate.vetted.feed.entries["value"].to_list()
    asked = listed[::10]
    said = reputations.lookup(asked)
    inside = [r for r in said if any(c.kind is ContextKind.VPN for c in r.context)]
    assert 0.35 < len(inside) / len(asked) < 0.45
    without = ReputationSet.build([f for f in reputations.feeds if f.feed.name != "vpn"], at=AT).lookup(asked)
    assert [r.listed for r in said] == [r.listed for r in without]
    assert [r.score for r in said] == [r.score for r in without]


def test_cloudflares_addresses_on_a_list_of_attackers_do_not_count_by_themselves(reputations):
    log4j = next(f for f in reputations.feeds if f.feed.name == "log4j")
    values = log4j.feed.entries["value"].to_list() if len(log4j.feed.entries) else []
    said = [
        r
        for r in reputations.lookup(values)
        if any(c.kind is ContextKind.SHARED for c in r.context) and len(r.opinions) == 1
    ]
    assert len(said) > 50
    assert not [r for r in said if r.listed]


def test_line_ends_of_another_system_and_a_compressed_copy_are_the_same_list(lists, tmp_path):
    store = FeedStore(tmp_path)
    plain = (lists / "cps_txt/compromised-ips.txt").read_bytes()
    store.offer(Profile("x"), plain, Provenance(url="x"), AT)
    for other in (plain.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"), gzip.compress(plain)):
        decision = store.offer(Profile("x"), other, Provenance(url="x"), AT)
        assert decision.verdict in {Verdict.ACCEPTED, Verdict.UNCHANGED}
        if decision.verdict is Verdict.ACCEPTED:
            found = store.diff(Profile("x"))
            assert (found.added.count, found.removed.count) == (0, 0)


def test_leading_zeros_are_counted_and_stop_nothing(lists, tmp_path):
    odd = b"0.8.149.07\n192.0.2.09\n01.02.03.04\n"
    data = odd + (lists / "cps_txt/compromised-ips.txt").read_bytes()
    decision = FeedStore(tmp_path).offer(Profile("x"), data, Provenance(url="x"), AT)
    assert (decision.verdict, decision.counts.rejected) == (Verdict.ACCEPTED, {"zero-padded octet": 3})


def test_networks_by_number_are_counted_as_what_they_are(lists, tmp_path):
    data = (lists / "spamhaus/drop.txt").read_bytes() + b"AS15169 ; SBL1\nAS13335\n"
    decision = FeedStore(tmp_path).offer(Profile("x"), data, Provenance(url="x"), AT)
    assert decision.verdict is Verdict.ACCEPTED
    assert decision.counts.rejected["autonomous system"] == 2


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda lines: lines[: len(lines) // 10], "shrank from"),
        (lambda lines: [*lines, *(f"45.{n // 65536}.{n // 256 % 256}.{n % 256}".encode() for n in range(50_000))], "grew from"),
        (lambda lines: lines[:3], EMPTY),
        (lambda lines: [*lines, b"1.1.1.0/24"], "names 1.1.1.1"),
        (lambda lines: [*lines, *(f"{n}.{k}.0.0/16".encode() for n in range(60, 70) for k in range(256))], "of all IPv4"),
    ],
)  # fmt: skip
def test_a_real_list_that_was_tampered_with_keeps_its_last_good_version(lists, tmp_path, change, reason):
    store = FeedStore(tmp_path)
    data = (lists / "ipsum/4.txt").read_bytes()
    store.offer(Profile("x", format="plain"), data, Provenance(url="x"), AT)
    tampered = b"\n".join(change(data.splitlines())) if reason != EMPTY else b"# nothing\n"
    decision = store.offer(Profile("x", format="plain"), tampered, Provenance(url="x"), AT)
    assert decision.verdict is Verdict.REFUSED
    assert any(reason in said for said in decision.reasons), decision.reasons
    assert len(store.load(Profile("x", format="plain")).candidate.vetted) == 5_354
