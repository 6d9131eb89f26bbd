"""Cases for the gate, made by hand."""

import numpy as np
import pytest

from vedette.intel.gate.interface import Candidate, Case, Surroundings
from vedette.intel.gate.settings import GateSettings
from vedette.intel.provenance import Provenance
from vedette.model.addresses import from_texts


@pytest.fixture(scope="session")
def candidate(vetted):
    """Makes a version of a feed from values."""

    def make(*values, url="https://feed.example/list.txt", fetched=1000, decoded=1000, **said):
        provenance = Provenance(
            url=url, **{k: said.pop(k) for k in ("final_url", "certificate") if k in said}
        )
        return Candidate(vetted(*values, **said), provenance, fetched, decoded)

    return make


@pytest.fixture(scope="session")
def reasons():
    """Asks one check: the firmness and the reason of each objection."""

    def ask(check, offered, current=None, *, own=(), clients=None, sample=None, **settings):
        around = Surroundings(
            own,
            None if clients is None else from_texts(clients),
            None if sample is None else from_texts(sample),
        )
        found = check.examine(Case(offered, current, around), GateSettings(**settings))
        return [(str(o.firmness), o.reason) for o in found]

    return ask


@pytest.fixture(scope="session")
def many():
    """So many addresses in a row of space that nobody guards."""

    def make(number, start="20.0.0.0"):
        first = int.from_bytes(bytes(map(int, start.split("."))), "big")
        return [".".join(map(str, int(v).to_bytes(4, "big"))) for v in first + np.arange(number)]

    return make
