"""How an opinion fades: what is left of its confidence some time after its feed last saw the address.

The polynomial of MISP's decaying models (Mokaddem et al., arXiv:1902.03914; MISP/misp-decaying-models):

    weight(t) = 1 − (t / τ)^(1 / δ)   for 0 ≤ t < τ, else 0

τ is the lifetime, after which nothing is left; δ is the speed: 1 is a straight line, less starts slowly and ends
steeply, more the other way round. MISP's own model for network indicators (τ 120 days, δ 2) halves them within a
month, which suits attributes that are sighted again and again. Lists are published whole, and most say of an entry
only that it was on them: so here all start slowly, and what differs is how long an address stays what it was.

Age counts in whole days: lists say no more, and two runs on one day agree.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from vedette.model.reputation import Category


@dataclass(frozen=True, slots=True)
class Decay:
    """How opinions of one category fade."""

    lifetime: float
    """τ in days: when nothing is left."""
    speed: float
    """δ: below 1 slowly at first."""
    why: str
    """What the figures follow from."""

    @property
    def half_life(self) -> float:
        """Days after which half is left."""
        return float(self.lifetime * 0.5**self.speed)


DECAYS: Final[dict[Category, Decay]] = {
    Category.MALICIOUS: Decay(365, 0.5, "no reason is stated, so nothing says that it ended soon"),
    Category.ATTACKER: Decay(180, 0.5, "a host that was broken into stays so for weeks, and is cleaned within months"),
    Category.SCANNER: Decay(365, 0.5, "scanners keep their addresses for years"),
    Category.COMMAND_AND_CONTROL: Decay(365, 0.5, "servers are given up within months, but implants keep calling them"),
    Category.MALWARE: Decay(180, 0.5, "a host that serves malware is found and taken down within months"),
    Category.ANONYMISER: Decay(90, 0.5, "exits and proxies come and go by the week"),
    Category.SPAM: Decay(90, 0.5, "senders are rented by the week, and dropped when they are listed"),
    Category.PHISHING: Decay(30, 1.0, "a page lives for days (MISP's model for phishing: 3 days)"),
}  # fmt: skip
"""The model of each category."""


def weight(age: timedelta, category: Category, half_life: timedelta | None = None) -> float:
    """Which part of its confidence is left to an opinion of that age: 1 where it is new or not yet made, 0 at last.

    half_life: the feed's own, which replaces the category's lifetime and keeps its speed.
    """
    decay = DECAYS[category]
    lifetime = decay.lifetime if half_life is None else half_life / timedelta(days=1) / 0.5**decay.speed
    if lifetime <= 0:
        return 0.0
    passed = min(max(age.days, 0) / lifetime, 1.0)
    return float(1 - passed ** (1 / decay.speed))


def age_at(last_seen: datetime | None, at: datetime | None) -> timedelta | None:
    """How long before `at` an address was last seen, in whole days; null where either is unknown, or it was not yet."""
    if last_seen is None or at is None or last_seen > at:
        return None
    return timedelta(days=(at - last_seen).days)
