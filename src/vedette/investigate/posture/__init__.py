"""The posture of a machine: groups of checks against named controls. A new group is a file here and a line below."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from vedette.investigate.posture.access import AccessChecks
from vedette.investigate.posture.authentication import AuthenticationChecks
from vedette.investigate.posture.firewall import FirewallChecks
from vedette.investigate.posture.interface import Checks
from vedette.investigate.posture.intrusion_detection import IntrusionDetectionChecks
from vedette.investigate.posture.listening import ListeningChecks
from vedette.investigate.posture.tls import TlsChecks
from vedette.investigate.posture.updates import UpdateChecks
from vedette.investigate.posture.users import UserChecks

GROUPS: Final[Mapping[str, Checks]] = {
    "listening": ListeningChecks(),
    "firewall": FirewallChecks(),
    "access": AccessChecks(),
    "authentication": AuthenticationChecks(),
    "tls": TlsChecks(),
    "updates": UpdateChecks(),
    "users": UserChecks(),
    "intrusion_detection": IntrusionDetectionChecks(),
}
"""The groups, in the order in which they are told."""
