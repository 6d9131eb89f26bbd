"""The rails: rules that no action may break, one file each. A new rail is a file here and a line in `RAILS`."""

from __future__ import annotations

from typing import Final

from vedette.model.plan import Refusal
from vedette.respond.interface import Network, Rail, Situation
from vedette.respond.rails.admin_session import AdminSession
from vedette.respond.rails.allowlisted import Allowlisted
from vedette.respond.rails.gateway import Gateway
from vedette.respond.rails.own_address import OwnAddress
from vedette.respond.rails.resolver import Resolver
from vedette.respond.rails.shared_infrastructure import SharedInfrastructure
from vedette.respond.rails.trusted_proxy import TrustedProxy
from vedette.respond.rails.wide_prefix import WidePrefix

RAILS: Final[tuple[Rail, ...]] = (
    OwnAddress(),
    Gateway(),
    Resolver(),
    AdminSession(),
    TrustedProxy(),
    SharedInfrastructure(),
    Allowlisted(),
    WidePrefix(),
)


def refusals(network: Network, situation: Situation) -> tuple[Refusal, ...]:
    """Every rail that refuses to keep this network out, with why."""
    asked = ((rail.id, rail.refuses(network, situation)) for rail in RAILS)
    return tuple(Refusal(rail, reason) for rail, reason in asked if reason is not None)
