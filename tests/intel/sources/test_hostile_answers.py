"""Whatever a server answers, a feed is got or fails with one error, and in bounded steps."""

import json
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.config.loading import load
from vedette.fetch import Fetched, FetchFailed, Validators
from vedette.intel.sources.feed import configured_feeds
from vedette.intel.sources.registry import SOURCES
from vedette.intel.sources.session import Session

UUID = "00000000-0000-4000-8000-000000000001"
KEYS = st.sampled_from(
    ["objects", "more", "next", "api_roots", "default", "collections", "id", "title", "can_read", "type", "pattern",
     "Event", "Attribute", "Object", "Tag", "response", "timestamp", "info", "value", UUID]
)  # fmt: skip
WORDS = st.sampled_from(
    ["indicator", "[ipv4-addr:value = '198.51.100.1']", "ip-dst", "198.51.100.1", UUID, "/root/", "../..", "//x/", "1", ""]
)  # fmt: skip
SCALARS = st.none() | st.booleans() | st.integers(-1, 10**20) | WORDS | st.text(max_size=5)
JSON = st.recursive(
    SCALARS, lambda part: st.lists(part, max_size=3) | st.dictionaries(KEYS, part, max_size=6)
)
ANSWERS = st.lists(
    JSON.map(lambda value: json.dumps(value).encode()) | st.binary(max_size=20), min_size=1, max_size=5
)
ADDED = st.sampled_from([None, "2026-11-24T00:00:00Z", "x", "é\x00"])


class Server:
    """Gives the answers in turn, the last again and again."""

    def __init__(self, answers, added):
        self.answers, self.added, self.asked = answers, added, 0

    def get(self, url, into, **_):
        body = self.answers[min(self.asked, len(self.answers) - 1)]
        self.asked += 1
        into.parent.mkdir(parents=True, exist_ok=True)
        into.write_bytes(body)
        headers = {} if self.added is None else {"x-taxii-date-added-last": self.added}
        return Fetched(into, url, Validators(), len(body), "", None, headers)

    def post(self, url, _, into, **__):
        return self.get(url, into)


@pytest.mark.parametrize("kind", ["taxii", "misp-feed", "misp"])
@given(answers=ANSWERS, added=ADDED)
def test_any_answers_end_in_a_document_or_in_one_error(kind, answers, added):
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        text = f'[[feed]]\nname = "x"\nkind = "{kind}"\nurl = "https://x.example/root/"\n'
        (folder / "config.toml").write_text(text)
        (feed,) = configured_feeds(load(folder / "config.toml"))
        server = Server(answers, added)
        session = Session(server, feed, folder / "kept", None, 1 << 20)
        try:
            found = SOURCES[feed.kind].get(session, None, datetime(2026, 11, 24, tzinfo=UTC))
            assert json.loads(found.document.read_bytes())
        except FetchFailed:
            pass
        assert server.asked < 20
