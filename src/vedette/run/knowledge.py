"""What connections are held against: intelligence, inventory, advisories and rules, loaded and joined."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from vedette.assets.registry import load as load_inventory
from vedette.detect.kernel import LOGIN_EVENTS, Knowledge
from vedette.detect.rules.matching import RuleSet
from vedette.intel.loading import load as load_feeds
from vedette.intel.reputation_set import ReputationSet
from vedette.intel.vetting import vet_all
from vedette.model.address_set import AddressSet
from vedette.model.home import home_networks
from vedette.model.service import Service
from vedette.model.vulnerability import Vulnerability
from vedette.telemetry.interface import Screen
from vedette.vulns.advisories.load import load as load_advisories
from vedette.vulns.matching import expose, judge


@dataclass(frozen=True, slots=True)
class Inputs:
    """What the user gave to hold connections against."""

    intel: Sequence[str] = ()
    assets: Sequence[str] = ()
    advisories: Sequence[str] = ()
    home: Sequence[str] = ()
    """Home networks; empty for the private ranges."""
    trusted_proxies: Sequence[str] = ()
    """Networks whose word on the client's address is believed."""
    at: datetime | None = None
    """When entries of lists must still hold; null to ask only that they did when their list was made."""


@dataclass(frozen=True, slots=True)
class Learned:
    """What became of the inputs."""

    knowledge: Knowledge
    trusted: AddressSet
    problems: tuple[str, ...]
    """Advisories that are broken, and why."""
    skipped: tuple[str, ...]
    """Files in directories that no reader could use, and why."""


def learn(inputs: Inputs) -> Learned:
    """Load and join. Raises InputError where something that was named is not there, or is not what it should be."""
    feeds = load_feeds(inputs.intel)
    inventory = load_inventory(inputs.assets)
    advisories = load_advisories(inputs.advisories)

    @cache  # thousands of alerts ask the same of a few services
    def judge_one(service: Service, vulnerability_id: str) -> Vulnerability:
        return judge(service, vulnerability_id, advisories)

    knowledge = Knowledge(
        home=home_networks(inputs.home),
        reputations=ReputationSet.build(vet_all(feeds.feeds), inputs.home, inputs.at),
        services={service.id: service for service in inventory.services},
        exposures={service.id: expose(service, advisories) for service in inventory.services},
        rules=RuleSet.load(),
        judge=judge_one,
    )
    broken = [sample for account in advisories.accounts for sample in account.samples]
    skipped = [f"{file.path}: {file.reason}" for file in feeds.skipped]
    skipped += inventory.notes
    return Learned(knowledge, AddressSet.of(inputs.trusted_proxies), tuple(broken), tuple(skipped))


def screen_for(learned: Learned) -> Screen:
    """The screen that lets through all that the kernel would keep."""
    knowledge = learned.knowledge
    ours = AddressSet.of(sorted(knowledge.host_addresses())) if knowledge.services else knowledge.home
    return Screen(
        home=knowledge.home,
        known=knowledge.reputations.known | ours | learned.trusted,
        literals=knowledge.rules.screen,
        events=frozenset(LOGIN_EVENTS),
    )
