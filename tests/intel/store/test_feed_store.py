"""Updates from offer to use."""

import gzip
from dataclasses import replace
from datetime import timedelta

import pytest

from vedette.intel.gate.decision import Verdict
from vedette.intel.gate.reading import Profile
from vedette.intel.gate.settings import GateSettings
from vedette.intel.provenance import Provenance
from vedette.intel.store.feed_store import FeedStore
from vedette.intel.store.staleness import Freshness
from vedette.model.addresses import from_texts
from vedette.model.errors import InputError


def test_a_first_version_is_accepted_and_in_use(store, profile, where, document, day, named):
    decision = store.offer(profile, document(100), where, day(0))
    assert (decision.verdict, decision.version, decision.reasons) == (Verdict.ACCEPTED, 1, ())
    assert decision.counts.entries == 100
    assert named(store, profile) == set(document(100).decode().split())
    assert store.current("mine").record.provenance == where
    assert store.feeds() == ["mine"]


def test_the_same_document_again_is_unchanged_and_makes_no_version(store, profile, where, document, day):
    store.offer(profile, document(100), where, day(0))
    decision = store.offer(profile, document(100), Provenance(url=where.url, etag='"2"'), day(1))
    assert (decision.verdict, decision.version) == (Verdict.UNCHANGED, 1)
    assert [version.number for version in store.versions("mine")] == [1]
    assert store.validators("mine").etag == '"2"'


def test_the_same_document_in_another_format_is_a_new_version(store, where, day):
    listed = b"20.0.0.1,7,100\n20.0.0.2,7,100\n"
    assert store.offer(Profile("mine"), listed, where, day(0)).version == 1
    assert store.current("mine").record.format == "suricata-iprep"
    decision = store.offer(Profile("mine", format="plain"), listed, where, day(1), force="it is none")
    assert (decision.version, decision.notes) == (2, ("format changed from suricata-iprep to plain",))


@pytest.mark.parametrize(
    ("offered", "reason"),
    [
        (b"<html><body>20.0.0.1</body></html>", "HTML or XML in place of a list"),
        (b"", "names no address at all; the version in use is kept"),
        (b"# nothing today\r\n", "names no address at all; the version in use is kept"),
        (b"20.0.0.1\n" * 3, "shrank from 1,000 to 1 entries, at most by 30% or 50"),
        (gzip.compress(b"20.0.0.1\n" * 300_000, mtime=0), "unfolds"),
        (gzip.compress(b"20.0.0.1\n" * 30, mtime=0)[:-9], "Compressed file ended"),
        (gzip.compress(bytes(3 << 20), mtime=0), "larger than 2 MiB decompressed"),
        (b"8.8.8.8\n", "names 8.8.8.8, which no honest feed does"),
        (bytes(range(256)) * 100, "names no address at all"),
    ],
)
def test_a_bad_update_keeps_the_last_good_version_and_tells_why(
    tmp_path, where, document, day, named, offered, reason
):
    settings = GateSettings(most_mib=3 if reason == "unfolds" else 2)
    store, profile = FeedStore(tmp_path, settings), Profile("mine", format="plain")
    store.offer(profile, document(1000), where, day(0))
    decision = store.offer(profile, offered, where, day(1))
    assert (decision.verdict, decision.version) == (Verdict.REFUSED, 1)
    assert any(reason in said for said in decision.reasons)
    assert len(named(store, profile)) == 1000
    assert reason in store.staleness(profile, day(9)).trouble


def test_an_update_ten_times_the_size_is_refused_and_can_be_forced_with_a_reason(
    store, profile, where, document, day
):
    store.offer(profile, document(1000), where, day(0))
    assert store.offer(profile, document(10_000), where, day(1)).verdict is Verdict.REFUSED
    assert store.diff_refused(profile).added.count == 9_000
    forced = store.offer(profile, document(10_000), where, day(2), force="they merged two lists")
    assert (forced.verdict, forced.version, forced.reason) == (Verdict.ACCEPTED, 2, "they merged two lists")
    assert forced.reasons == ("grew from 1,000 to 10,000 entries, at most by 30% or 50",)


def test_no_force_overrides_a_canary(store, profile, where, day):
    decision = store.offer(profile, b"20.0.0.1\n1.1.1.1\n", where, day(0), force="I insist")
    assert (decision.verdict, decision.version) == (Verdict.REFUSED, None)
    assert store.load(profile) is None


def test_limits_can_be_set_for_one_feed(store, profile, where, document, day):
    loose = replace(profile, gate=GateSettings(most_growth=100.0))
    store.offer(loose, document(100), where, day(0))
    assert store.offer(loose, document(1000), where, day(1)).verdict is Verdict.ACCEPTED


def test_an_update_that_names_our_recent_clients_is_refused(tmp_path, profile, where, document, day):
    clients = from_texts(document(40, start=1000).decode().split())
    store = FeedStore(tmp_path, clients=clients)
    store.offer(profile, document(1000), where, day(0))
    decision = store.offer(profile, document(1040), where, day(1))
    assert decision.reasons == ("names 40 of 40 recent clients, before 0; at most 3 times as many",)


def test_a_changed_certificate_is_noted_and_keeps_nothing_out(store, profile, document, day):
    url = "https://feed.example/list.txt"
    store.offer(profile, document(100), Provenance(url=url, certificate="aa"), day(0))
    decision = store.offer(profile, document(101), Provenance(url=url, certificate="bb"), day(1))
    assert decision.verdict is Verdict.ACCEPTED
    assert decision.notes == ("the certificate of feed.example has changed",)


def test_five_versions_are_kept_and_every_decision_is_remembered(store, profile, where, document, day):
    for n in range(8):
        store.offer(profile, document(100 + n), where, day(n))
    assert [version.number for version in store.versions("mine")] == [4, 5, 6, 7, 8]
    assert [decision.version for decision in store.history("mine")] == [*range(1, 9)]


def test_a_version_is_rolled_back_and_its_document_is_not_taken_again_by_itself(
    store, profile, where, document, day, named
):
    for n in range(3):
        store.offer(profile, document(100 + n), where, day(n))
    back = store.rollback("mine", day(3), "it named our partner")
    assert (back.verdict, back.version, back.reason) == (Verdict.ROLLED_BACK, 2, "it named our partner")
    assert len(named(store, profile)) == 101
    again = store.offer(profile, document(102), where, day(4))
    assert again.reasons == ("was rolled back on 2026-11-04: it named our partner",)
    assert store.offer(profile, document(103), where, day(5)).version == 4
    store.rollback("mine", day(6), "again", to=1)
    assert store.current("mine").number == 1
    assert store.offer(profile, document(103), where, day(7), force="was right").version == 5
    store.offer(profile, document(104), where, day(8))
    assert store.offer(profile, document(103), where, day(9)).verdict is Verdict.ACCEPTED


def test_the_version_in_use_is_never_removed_however_old(store, profile, where, document, day):
    store.offer(profile, document(1000), where, day(0))
    for n in range(1, 5):
        store.offer(profile, document(1000 + n), where, day(n))
    store.rollback("mine", day(5), "all bad", to=1)
    assert store.current("mine").number == 1
    assert len(store.load(profile).candidate.vetted) == 1000


def test_nothing_is_rolled_back_to_where_nothing_was(store, profile, where, document, day):
    with pytest.raises(InputError, match="nothing is kept of such a feed"):
        store.rollback("mine", day(0), "why")
    store.offer(profile, document(10), where, day(0))
    with pytest.raises(InputError, match="no earlier version"):
        store.rollback("mine", day(1), "why")
    with pytest.raises(InputError, match="version 7 is not kept"):
        store.rollback("mine", day(1), "why", to=7)
    with pytest.raises(InputError, match="not earlier than 1"):
        store.rollback("mine", day(1), "why", to=1)


def test_an_address_keeps_its_first_sight_over_versions(store, profile, where, document, day):
    store.offer(profile, document(100), where, day(0))
    store.offer(profile, document(100, start=10), where, day(1))
    seen = store.load(profile).seen.v4
    assert seen["first_seen"].to_list() == [day(0)] * 100 + [day(1)] * 10
    assert seen["last_seen"].to_list() == [day(0)] * 10 + [day(1)] * 100


def test_a_feed_that_is_not_confirmed_grows_stale_and_one_that_is_does_not(
    store, profile, where, document, day
):
    assert store.staleness(profile, day(0)).freshness is Freshness.NEVER
    store.offer(profile, document(100), where, day(0))
    assert store.staleness(profile, day(3)).freshness is Freshness.FRESH
    assert store.staleness(profile, day(4)).freshness is Freshness.STALE
    store.confirm("mine", where, day(4))
    assert store.staleness(profile, day(5)).freshness is Freshness.FRESH
    store.fail("mine", "connection refused", day(5))
    stale = store.staleness(profile, day(9))
    assert (stale.freshness, stale.confirmed_at, stale.trouble) == (
        Freshness.STALE,
        day(4),
        "connection refused",
    )
    weekly = replace(profile, interval=timedelta(days=7))
    assert store.staleness(weekly, day(9)).freshness is Freshness.FRESH


def test_nothing_can_be_confirmed_before_there_is_anything(store, where, day):
    with pytest.raises(InputError, match="no version that could be confirmed"):
        store.confirm("mine", where, day(0))


@pytest.mark.parametrize("name", ["", "../up", "a/b", ".hidden", "x" * 65, "a\nb", "ä"])
def test_a_name_that_is_no_folder_of_ours_is_refused(store, where, day, name):
    with pytest.raises(InputError, match="is no name of a feed"):
        store.offer(Profile(name), b"20.0.0.1\n", where, day(0))


def test_a_damaged_version_is_told_and_mended_by_the_next_good_update(store, profile, where, document, day):
    store.offer(profile, document(100), where, day(0))
    place = store.current("mine").folder / "document"
    place.write_bytes(place.read_bytes()[:-3])
    with pytest.raises(InputError, match="document"):
        store.load(profile)
    decision = store.offer(profile, document(101), where, day(1))
    assert (decision.verdict, decision.version) == (Verdict.ACCEPTED, 2)
    assert "not compared with the version in use" in decision.notes[0]
    assert len(store.load(profile).candidate.vetted) == 101


def test_a_document_that_was_exchanged_on_disk_is_told(store, profile, where, document, day):
    store.offer(profile, document(100), where, day(0))
    (store.current("mine").folder / "document").write_bytes(document(100, start=9))
    with pytest.raises(InputError, match="is not the document that was accepted"):
        store.load(profile)


def test_a_compressed_document_is_kept_as_it_came(store, profile, where, document, day, named):
    packed = gzip.compress(document(100))
    store.offer(profile, packed, where, day(0))
    assert (store.current("mine").folder / "document").read_bytes() == packed
    assert len(named(store, profile)) == 100
