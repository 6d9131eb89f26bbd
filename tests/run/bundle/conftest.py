"""Two machines: one with feeds, advisories and a database of places, and one with nothing."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from vedette.config.loading import load
from vedette.intel.gate.reading import Profile
from vedette.intel.places import feed_store
from vedette.intel.provenance import Provenance
from vedette.run.bundle import signing
from vedette.run.bundle.applying import apply
from vedette.run.bundle.creating import create

NOW = datetime(2026, 11, 20, tzinfo=UTC)
CONFIG = """
[[feed]]
name = "bad"
url = "https://feed.example/bad.txt"
confidence = 77
half_life = "30d"
token_file = "/etc/vedette/token"

[[feed]]
name = "cloud"
url = "https://feed.example/cloud.txt"
role = "context"

[[feed]]
name = "off"
url = "https://feed.example/off.txt"
enabled = false

[[feed]]
name = "empty"
url = "https://feed.example/empty.txt"
"""


@dataclass(frozen=True)
class Machine:
    """State and configuration of a machine."""

    root: Path

    @property
    def state(self):
        return self.root / "state"

    @property
    def config(self):
        return self.root / "etc" / "config.toml"

    @property
    def configuration(self):
        return load(self.config)

    def offer(self, name, text, day=0):
        store = feed_store(self.configuration, self.state)
        at = NOW - timedelta(days=5 - day)
        store.offer(Profile(name), text.encode(), Provenance(url="https://feed.example"), at, force="a test")


@pytest.fixture
def machine(tmp_path):
    def make(name, config=""):
        made = Machine(tmp_path / name)
        made.config.parent.mkdir(parents=True)
        made.config.write_text(config)
        return made

    return make


@pytest.fixture
def source(machine):
    made = machine("source", CONFIG)
    made.offer("bad", "192.0.2.1\n198.51.100.0/24\n")
    made.offer("bad", "192.0.2.1\n198.51.100.0/24\n2001:db8::/48\n", 1)
    made.offer("cloud", "198.51.100.0/25\n")
    made.offer("off", "203.0.113.9\n")
    return made


@pytest.fixture
def key(tmp_path):
    signing.generate(tmp_path / "key")
    return tmp_path / "key"


@pytest.fixture
def bundle(tmp_path, source, key):
    """Makes a bundle of a machine."""

    def make(machine=source, at=NOW, geo=(), signer=key):
        path = tmp_path / f"{at:%d%H%M}.bundle"
        create(path, signing.private_key(signer), machine.configuration, machine.state, at, geo)
        return path

    return make


@pytest.fixture
def bring(key):
    """Applies a bundle to a machine."""

    def bring(path, machine, **said):
        return apply(path, signing.public_key(Path(f"{key}.pub")), machine.state, machine.config, **said)

    return bring
