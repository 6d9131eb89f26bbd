"""First and last sight over versions."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from vedette.intel.gate.settings import GateSettings
from vedette.intel.store.seen import NOTHING_SEEN, packed, see, unpacked

VALUES = ["192.0.2.1", "192.0.2.0/24", "198.51.100.7", "2001:db8::1", "2001:db8::/64"]


@settings(max_examples=30)
@given(st.lists(st.sets(st.sampled_from(VALUES)), min_size=1, max_size=6))
def test_an_entry_is_first_seen_in_the_first_and_last_seen_in_the_newest_version_that_names_it(
    vetted, day, versions
):
    seen = NOTHING_SEEN
    for n, values in enumerate(versions):
        seen = see(seen, vetted(*sorted(values)), day(n), GateSettings())
    for value in VALUES:
        named = [n for n, values in enumerate(versions) if value in values]
        one = vetted(value)
        rows = [
            row
            for table, ends in ((seen.v4, one.v4), (seen.v6, one.v6))
            for row in table.join(ends, on=["first", "last"], how="semi").rows()
        ]
        assert [row[2:] for row in rows] == ([(day(named[0]), day(named[-1]))] if named else [])


@settings(max_examples=15)
@given(st.sets(st.sampled_from(VALUES)))
def test_what_is_written_is_read_again(vetted, day, values):
    seen = see(NOTHING_SEEN, vetted(*sorted(values)), day(0), GateSettings())
    again = unpacked(packed(seen))
    assert again.v4.equals(seen.v4)
    assert again.v6.equals(seen.v6)


def test_what_is_named_no_more_is_forgotten_in_the_end(vetted, day):
    settings = GateSettings(forgotten_after_days=30)
    seen = see(NOTHING_SEEN, vetted("192.0.2.1", "192.0.2.2"), day(0), settings)
    assert len(see(seen, vetted("192.0.2.1"), day(30), settings).v4) == 2
    assert len(see(seen, vetted("192.0.2.1"), day(31), settings).v4) == 1


def test_of_a_feed_that_changes_wholly_only_the_newest_entries_are_remembered(vetted, day):
    settings = GateSettings(most_remembered=2)
    seen = NOTHING_SEEN
    for n in range(6):
        seen = see(seen, vetted(f"192.0.2.{n}"), day(n), settings)
    assert seen.v4["last_seen"].to_list() == [day(3), day(4), day(5)]


def test_a_list_that_states_its_date_says_what_was_so_on_that_day(vetted, day):
    dated = vetted("192.0.2.1", listed_at=day(0))
    assert see(NOTHING_SEEN, dated, day(9), GateSettings()).v4["last_seen"].to_list() == [day(0)]
    ahead = replace(dated, feed=replace(dated.feed, listed_at=day(9) + timedelta(days=900)))
    assert see(NOTHING_SEEN, ahead, day(9), GateSettings()).v4["last_seen"].to_list() == [day(9)]
