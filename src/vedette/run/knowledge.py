"""What connections are held against: intelligence, inventory, advisories and rules, loaded and joined."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Final

from vedette.assets.kept import kept_files
from vedette.assets.registry import load as load_inventory
from vedette.config.loading import load
from vedette.detect.kernel import Knowledge
from vedette.detect.rules.matching import RuleSet
from vedette.detect.settings import FLOOD_PER_MINUTE, REFUSED_OFTEN
from vedette.detect.sightings import LOGIN_EVENTS
from vedette.intel.allowlist import NOBODY
from vedette.intel.allowlist import read as read_allowlist
from vedette.intel.compiled import CompiledSet, Terms, compiled, kept, key_of
from vedette.intel.geography.locating import Geography, installed, open_databases
from vedette.intel.places import compiled_folder
from vedette.model.address_set import AddressSet
from vedette.model.home import home_networks
from vedette.model.service import Service
from vedette.model.vulnerability import Vulnerability
from vedette.run.feeds import Feeds, feeds_in_use
from vedette.telemetry.interface import Screen
from vedette.vulns.advisories.index import AdvisoryIndex
from vedette.vulns.database import database_path
from vedette.vulns.holdings import Holdings, advisories_at_hand
from vedette.vulns.judgement import Judgement
from vedette.vulns.vex.registry import load as load_vex


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
    """Now, for what lists say today; null for the date of each list. Sessions are judged at their own time."""
    state: Path | None = None
    """The state folder, whose allowlist holds, and which keeps what takes time to work out; null for none."""
    geo: Sequence[str] = ()
    """Databases of countries and networks."""
    config: Path | None = None
    """The configuration, whose feeds, home networks and proxies hold where none are named; null for none."""
    vex: Sequence[str] = ()
    """VEX statements of the makers of products."""


@dataclass(frozen=True, slots=True)
class Learned:
    """What became of the inputs."""

    knowledge: Knowledge
    trusted: AddressSet
    problems: tuple[str, ...]
    """Advisories and lines of the allowlist that are broken, and why."""
    skipped: tuple[str, ...]
    """Files in directories that no reader could use, and why."""
    geography: Geography
    """Where addresses are, as far as databases tell."""
    feeds: Feeds
    """The configured feeds that were asked; none where lists were named."""


def learn(inputs: Inputs) -> Learned:
    """Load and join. Raises InputError where something that was named is not there, or is not what it should be."""
    inputs, feeds = _configured(inputs)
    rules = RuleSet.load().prepare()  # compiles while the rest is read
    allowed = NOBODY if inputs.state is None else read_allowlist(inputs.state)
    terms = Terms(inputs.home, inputs.at, allowed.entries, stale=feeds.stale)
    intel = _compiled(inputs, feeds, terms)
    geography = open_databases(inputs.geo)
    inventory = load_inventory(inputs.assets or _kept_inventory(inputs.state))
    held = _held(inputs, needed=bool(inventory.services))
    statements = load_vex(inputs.vex)
    judgement = Judgement(held.advisories, statements, inventory.opinions)

    @cache  # thousands of alerts ask the same of a few services
    def judge_one(service: Service, vulnerability_id: str) -> Vulnerability:
        return judgement.judge(service, vulnerability_id)

    knowledge = Knowledge(
        home=home_networks(inputs.home),
        reputations=intel.reputations,
        services={service.id: service for service in inventory.services},
        exposures={service.id: judgement.expose(service) for service in inventory.services},
        rules=rules,
        judge=judge_one,
    )
    broken = (*allowed.rejected, *held.problems, *(intel.notes if feeds.usable else ()))
    skipped = (*(() if feeds.usable else intel.notes), *inventory.notes)
    skipped += tuple(note for document in statements for note in document.notes)
    trusted = AddressSet.of(inputs.trusted_proxies)
    return Learned(knowledge, trusted, broken, skipped, geography, feeds)


def _configured(inputs: Inputs) -> tuple[Inputs, Feeds]:
    """The inputs, what they leave open as it is configured, and the feeds that take the place of named lists."""
    if inputs.config is None:
        return inputs, Feeds()
    configuration = load(inputs.config)
    network = configuration.settings.network
    filled = replace(
        inputs,
        home=inputs.home or network.home,
        trusted_proxies=inputs.trusted_proxies or network.trusted_proxies,
        geo=inputs.geo or configuration.geo or installed(),
    )
    if inputs.intel or inputs.state is None:
        return filled, Feeds()
    return filled, feeds_in_use(configuration, inputs.state, inputs.at or datetime.now(UTC))


def _compiled(inputs: Inputs, feeds: Feeds, terms: Terms) -> CompiledSet:
    folder = _kept_in(inputs.state)
    if feeds.usable:
        return kept(folder, key_of(feeds.identities, terms), terms, feeds.read)
    return compiled(folder, inputs.intel, terms)


def _kept_in(state: Path | None) -> Path | None:
    """Where the compiled set is kept: nowhere, unless somebody has made a state folder already."""
    return None if state is None or not state.is_dir() else compiled_folder(state)


def _kept_inventory(state: Path | None) -> list[Path]:
    """The inventory that stands in for one that is not named."""
    return [] if state is None else kept_files(state)


def _held(inputs: Inputs, *, needed: bool) -> Holdings:
    """The advisories; where there is nothing to hold against them, none but those that are given."""
    if not needed and not inputs.advisories:
        return Holdings(AdvisoryIndex(), "none")
    return advisories_at_hand(inputs.advisories, database_path(inputs.state) if inputs.state else None)


_SAMPLED: Final = 16
"""Rows of each piece of a source from which a service's habits are known: a few in ten thousand."""


def screen_for(learned: Learned) -> Screen:
    """The screen that lets through all that the kernel would keep."""
    knowledge = learned.knowledge
    ours = AddressSet.of(sorted(knowledge.host_addresses())) if knowledge.services else knowledge.home
    return Screen(
        home=knowledge.home,
        known=knowledge.reputations.known | ours | learned.trusted,
        literals=knowledge.rules.screen,
        events=frozenset(LOGIN_EVENTS),
        sampled=_SAMPLED,
        refusals=REFUSED_OFTEN,
        crowd=FLOOD_PER_MINUTE,
    )
