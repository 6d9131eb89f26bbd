"""A compiled set answers as the set that it was made of."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vedette.intel.compiled import load, write
from vedette.intel.reputation_set import ReputationSet
from vedette.model.addresses import from_texts
from vedette.model.errors import MalformedInput
from vedette.model.reputation import Allowance, Category, ContextKind

NOW = datetime(2026, 5, 1, tzinfo=UTC)
ASKED = [
    "192.0.2.1",
    "192.0.2.9",
    "8.8.8.8",
    "10.0.0.1",
    "198.51.100.7",
    "2001:db8::1",
    "2001:db8:ffff::",
    "x",
]

values = st.one_of(
    st.ip_addresses().map(str),
    st.sampled_from(ASKED[:-1]),
    st.tuples(st.ip_addresses(v=4), st.integers(16, 32)).map(lambda p: f"{p[0]}/{p[1]}"),
    st.tuples(st.ip_addresses(v=6), st.integers(32, 128)).map(lambda p: f"{p[0]}/{p[1]}"),
)


@settings(deadline=None, max_examples=30)
@given(st.lists(st.lists(values, max_size=20), max_size=3))
def test_a_set_is_the_same_after_it_was_written_and_mapped(tmp_path_factory, vetted, lists):
    path = tmp_path_factory.mktemp("set") / "set"
    feeds = [vetted(*found, name=f"list{at}") for at, found in enumerate(lists)]
    made = ReputationSet.build(feeds, at=NOW)
    write(path, "key", made)
    found = load(path, NOW).reputations
    asked = [*ASKED, *(value.partition("/")[0] for part in lists for value in part)]
    assert found.lookup(asked) == made.lookup(asked)
    addresses = from_texts(asked)
    assert found.known.contains(addresses).tolist() == made.known.contains(addresses).tolist()


def test_all_that_was_said_of_a_list_is_kept(tmp_path, vetted):
    ended = [NOW - timedelta(days=1), None]
    feeds = [
        vetted(
            "192.0.2.1", "198.51.100.7", name="bad", category=Category.MALWARE, expires=ended, confidence=77
        ),
        vetted(
            "198.51.100.0/24",
            "300.1.1.1",
            name="cloud",
            context=ContextKind.CLOUD,
            title="A cloud",
            listed_at=NOW,
        ),
    ]
    allowed = Allowance("192.0.2.0/24", "me", "mine", NOW, None)
    made = ReputationSet.build(feeds, ["10.0.0.0/8"], NOW, allowlist=[allowed])
    write(tmp_path / "set", "key", made, ["10.0.0.0/8"], [allowed], ["a note"])
    found = load(tmp_path / "set", NOW)
    assert (found.key, found.notes) == ("key", ("a note",))
    for before, after in zip(made.feeds, found.reputations.feeds, strict=True):
        assert (len(before), before.dropped, before.merged) == (len(after), after.dropped, after.merged)
        for field in (
            "name",
            "path",
            "format",
            "role",
            "category",
            "context",
            "title",
            "listed_at",
            "rejected",
        ):
            assert getattr(before.feed, field) == getattr(after.feed, field)
    assert found.reputations.lookup(ASKED) == made.lookup(ASKED)
    assert found.reputations.lookup(["192.0.2.1"])[0].allowed is not None


def test_a_file_of_anything_else_is_refused(tmp_path):
    (tmp_path / "set").write_text("192.0.2.1\n" * 100)
    with pytest.raises(MalformedInput, match="is no compiled set"):
        load(tmp_path / "set")
