"""Entries dated by the versions that named them."""

from vedette.intel.gate.settings import GateSettings
from vedette.intel.reputation_set import ReputationSet
from vedette.intel.store.dating import GONE, dated
from vedette.intel.store.seen import NOTHING_SEEN, see
from vedette.model.reputation import ContextKind


def history(vetted, day, *versions):
    seen, newest = NOTHING_SEEN, None
    for n, values in enumerate(versions):
        newest = vetted(*values)
        seen = see(seen, newest, day(10 * n), GateSettings())
    return newest, seen


def test_entries_that_say_nothing_are_dated_by_their_first_and_last_sight(vetted, day):
    newest, seen = history(vetted, day, ["192.0.2.1"], ["192.0.2.2", "192.0.2.1", "2001:db8::1"])
    made = dated(newest, seen, day(15))
    assert made.v4.select("listed_at", "last_seen", "expires_at").rows() == [
        (day(10), day(15), None),
        (day(0), day(15), None),
    ]
    assert made.v6["listed_at"].to_list() == [day(10)]


def test_a_confirmation_renews_no_list_that_states_its_date(vetted, day):
    listed = vetted("192.0.2.1", listed_at=day(0))
    seen = see(NOTHING_SEEN, listed, day(1), GateSettings())
    assert dated(listed, seen, day(30)).v4["last_seen"].to_list() == [day(0)]


def test_what_is_named_no_more_is_kept_as_ended(vetted, day):
    newest, seen = history(vetted, day, ["192.0.2.1", "192.0.2.2"], ["192.0.2.2"])
    gone = dated(newest, seen, day(10)).v4.row(1, named=True)
    assert (gone["listed_at"], gone["expires_at"], gone["detail"]) == (day(0), day(0), GONE)


def test_an_address_is_bad_at_the_time_when_it_was_listed_and_not_afterwards(vetted, day):
    newest, seen = history(vetted, day, ["45.83.1.7"], ["45.83.1.7"], ["45.83.1.8"])
    reputations = ReputationSet.build([dated(newest, seen, day(20))], at=day(21))
    then, now = (reputations.lookup(["45.83.1.7"], at)[0] for at in (day(5), day(21)))
    assert (then.listed, now.listed) == (True, False)
    assert "expired" in now.opinions[0].demoted


def test_known_networks_stay_as_they_are(vetted, day):
    clouds = vetted("192.0.2.0/24", context=ContextKind.CLOUD)
    assert dated(clouds, NOTHING_SEEN, day(0)) is clouds
