"""Where the attacked machine called back to: whoever got in sits at the other end of such a connection."""

from __future__ import annotations

from vedette.model.alert import Alert, Outcome


def hosts_of_intruder(alert: Alert) -> tuple[str, ...]:
    """The client, and whom the machine called back to; empty unless success was seen."""
    if alert.outcome is not Outcome.CONFIRMED_SUCCESSFUL or alert.client is None:
        return ()
    return tuple(dict.fromkeys((*called_back(alert), alert.client.ip)))


def called_back(alert: Alert) -> tuple[str, ...]:
    """Addresses that the attacked machine connected to because of the attack, strongest evidence first."""
    return tuple(dict.fromkeys(e.called.ip for e in alert.evidence if e.called is not None))
