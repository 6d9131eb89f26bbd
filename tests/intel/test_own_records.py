"""What our own records add to what lists say."""

from datetime import UTC, datetime, timedelta

from vedette.intel.own_records import CONFIDENCE, NAME, claim_of
from vedette.intel.reputation_set import ReputationSet
from vedette.model.reputation import Category, Earlier

NOW = datetime(2026, 11, 24, tzinfo=UTC)
CAME = Earlier(NOW - timedelta(days=20), NOW - timedelta(days=2), 12, 0)
ATTACKED = Earlier(NOW - timedelta(days=20), NOW - timedelta(days=2), 12, 3)


class Records:
    """A history of three clients."""

    def earlier(self, ips, before):
        assert len(before) == len(ips)
        known = {"192.0.2.1": ATTACKED, "192.0.2.2": CAME, "192.0.2.3": ATTACKED}
        return [known.get(ip) for ip in ips]


def test_that_a_client_came_is_told_and_counts_for_nothing(vetted):
    (said,) = ReputationSet.build([], at=NOW, history=Records()).lookup(["192.0.2.2"])
    assert (said.listed, said.earlier, said.opinions) == (False, CAME, ())
    assert claim_of(CAME, NOW) is None


def test_that_it_attacked_counts_as_much_as_a_list(vetted):
    reputations = ReputationSet.build([vetted("192.0.2.1", confidence=50)], at=NOW, history=Records())
    both, alone, other = reputations.lookup(["192.0.2.1", "192.0.2.3", "192.0.2.4"])
    assert (alone.listed, alone.score, alone.categories) == (True, CONFIDENCE, (Category.ATTACKER,))
    assert (alone.opinions[0].feed, alone.opinions[0].detail) == (NAME, "3 earlier attacks")
    assert both.score == 62
    assert not other.listed


def test_an_old_attack_fades_as_a_listing_does():
    later = claim_of(ATTACKED, NOW + timedelta(days=88))
    assert later.opinion.left == round(CONFIDENCE * 0.75)
