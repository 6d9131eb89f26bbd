"""No sequence of updates makes an address of the never-list come out as bad, and one accepted version is in use."""

import gzip
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from vedette.intel.gate.decision import Verdict
from vedette.intel.gate.reading import Profile
from vedette.intel.gate.settings import GateSettings
from vedette.intel.provenance import Provenance
from vedette.intel.reputation_set import ReputationSet
from vedette.intel.store.feed_store import FeedStore

OWN = ("198.51.100.0/28", "2001:db8:77::/64", "10.0.0.0/8")
NEVER = ["8.8.8.8", "1.1.1.1", "9.9.9.9", "1.0.0.1", "0.0.0.0", "127.0.0.1", "169.254.1.1", "224.0.0.1", "255.255.255.255",
         "198.51.100.3", "10.1.2.3", "::1", "fe80::1", "ff02::1", "2001:db8:77::5", "2001:4860:4860::8888"]  # fmt: skip
ENTRIES = st.one_of(
    st.sampled_from([
        *NEVER, "8.8.8.0/24", "8.0.0.0/8", "0.0.0.0/0", "::/0", "127.0.0.0/16", "198.51.0.0/16", "198.51.100.0/24",
        "2001:db8::/32", "2001:4860::/32", "1.1.1.1-1.1.1.9", "::ffff:8.8.8.8", "1[.]1[.]1[.]1:443", "010.1.2.3",
        "0x08080808", "AS15169", "www.example.com", "999.1.1.1", "\x1b[2J", "-", "",
    ]),
    st.ip_addresses().map(str),
)  # fmt: skip
LINES = st.lists(ENTRIES, max_size=60).map(lambda entries: "\n".join(entries).encode())
STIX = st.lists(ENTRIES, max_size=9).map(
    lambda entries: (
        '{"type": "bundle", "id": "bundle--1", "objects": ['
        + ",".join(
            '{"type": "indicator", "id": "indicator--1", "confidence": 100, "pattern_type": "stix", '
            f'"pattern": "[ipv4-addr:value = \'{entry.encode("unicode_escape").decode()}\']"}}'
            for entry in entries
            if entry.isprintable()
        )
        + "]}"
    ).encode()
)
WARNING = st.lists(ENTRIES, max_size=9).map(
    lambda entries: (
        '{"name": "public dns", "type": "cidr", "description": "d", "version": 1, "list": ['
        + ",".join(f'"{entry}"' for entry in entries if entry.isprintable())
        + "]}"
    ).encode()
)
DOCUMENTS = st.one_of(
    LINES,
    LINES.map(gzip.compress),
    LINES.map(lambda data: b"#fields\tindicator\tindicator_type\n" + data.replace(b"\n", b"\tIntel::ADDR\n")),
    STIX,
    WARNING,
    st.sampled_from(
        [b"<html>8.8.8.8</html>", b"{", b"[" * 5000, b"\x1f\x8b\x08", gzip.compress(bytes(1 << 21))]
    ),
    st.binary(max_size=300),
)


class Updates(RuleBasedStateMachine):
    """Two feeds that anybody may have taken over."""

    def __init__(self):
        super().__init__()
        self.folder = TemporaryDirectory()
        limits = GateSettings(most_mib=1, few_changed=20, versions_kept=2)
        self.store = FeedStore(Path(self.folder.name), limits, OWN)
        self.at = datetime(2026, 11, 1, tzinfo=UTC)
        self.accepted = {"one": {}, "two": {}}
        self.in_use = {"one": None, "two": None}

    def teardown(self):
        self.folder.cleanup()

    @rule(
        feed=st.sampled_from(["one", "two"]),
        document=DOCUMENTS,
        form=st.sampled_from([None, "plain"]),
        force=st.sampled_from([None, "trusted"]),
    )
    def offer(self, feed, document, form, force):
        self.at += timedelta(hours=7)
        made = self.store.offer(Profile(feed, form), document, Provenance(url="x"), self.at, force=force)
        if made.verdict is Verdict.ACCEPTED:
            self.accepted[feed][made.version] = made.sha256
            self.in_use[feed] = made.version
        assert made.version == self.in_use[feed]

    @rule(feed=st.sampled_from(["one", "two"]))
    def rollback(self, feed):
        self.at += timedelta(hours=1)
        if self.in_use[feed] is None or len(self.store.versions(feed)) < 2:
            return
        if self.store.versions(feed)[0].number >= self.in_use[feed]:
            return
        self.in_use[feed] = self.store.rollback(feed, self.at, "why").version

    @invariant()
    def one_accepted_version_is_in_use(self):
        for feed, number in self.in_use.items():
            version = self.store.current(feed)
            if number is None:
                assert version is None
            else:
                assert (version.number, version.record.sha256) == (number, self.accepted[feed][number])

    @invariant()
    def none_of_the_never_list_is_bad(self):
        feeds = [use.dated() for name in self.in_use if (use := self.store.load(Profile(name))) is not None]
        reputations = ReputationSet.build(feeds, OWN, self.at)
        for at in (self.at, self.at - timedelta(days=3)):
            said = reputations.lookup(NEVER, at)
            assert [ip for ip, reputation in zip(NEVER, said, strict=True) if reputation.listed] == []


TestUpdates = Updates.TestCase
TestUpdates.settings = settings(max_examples=15, stateful_step_count=10, deadline=None)
