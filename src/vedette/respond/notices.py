"""Drafts of the notices that a breach may call for: what is known filled in, what is not marked `[…]`.

What a notice must say: to the authority GDPR article 33(3), to the persons concerned article 34(2).
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from vedette.model.alert import Alert, Outcome
from vedette.model.plan import Action, Manual
from vedette.respond.interface import Situation

_TERM: Final = timedelta(hours=72)
"""From when the breach became known to when the authority must be told (GDPR article 33(1))."""
_RISK: Final = (
    "Nothing is sent by Vedette. Whether a notice is due, and to whom, is a person's decision: ask the data protection "
    "officer"
)


def notices(situation: Situation) -> tuple[Action, ...]:
    """The drafts, those first that are due first. Only the internal one where nothing shows that it worked."""
    internal = _draft("tell-internal", "Tell those who answer for the service", _internal(situation))
    if situation.alert.outcome not in {Outcome.LIKELY_SUCCESSFUL, Outcome.CONFIRMED_SUCCESSFUL}:
        return (internal,)
    return (
        internal,
        _draft(
            "tell-authority",
            "Tell the data protection authority, if personal data are concerned (GDPR art. 33)",
            _authority(situation),
        ),
        _draft(
            "tell-persons",
            "Tell the persons concerned, if the risk to them is high (GDPR art. 34)",
            _persons(situation),
        ),
        _draft("tell-customer", "Tell customers whose data are processed for them", _customer(situation)),
    )


def _draft(name: str, does: str, text: str) -> Action:
    return Action(id=f"compromise.{name}", does=does, doing=(Manual(text),), risk=_RISK)


def _internal(situation: Situation) -> str:
    alert = situation.alert
    return "\n".join(
        (
            f"To: [owner of {alert.service.product} on {alert.service.host}], [security], [management]",
            f"Subject: alert {alert.id}: {alert.severity}, {alert.verdict or alert.kind}",
            f"Who: {alert.who}",
            f"What: {alert.what}",
            f"When: {alert.when}",
            f"Where: {alert.where}",
            f"Why: {alert.why}",
            f"Outcome: {_outcome(alert)}",
            "Who leads: […]. Next word at: […]",
        )
    )


def _authority(situation: Situation) -> str:
    alert = situation.alert
    return "\n".join(
        (
            "To: [competent supervisory authority]",
            f"Due: {_due(situation)}",
            "From: [controller, address, data protection officer or other contact]",
            f"Nature of the breach: {alert.what}. {_outcome(alert)}",
            f"Time of the breach: {alert.when}. Became known: {_known(situation)}",
            f"System: {alert.where}",
            "Categories and approximate number of persons concerned: […]",
            f"Categories and approximate number of records: [… ; {_bytes(alert)}]",
            "Likely consequences: […]",
            f"Measures: the client was kept out [when: …]; {alert.attacked_vulnerability or '[…]'} was removed [when: …]",
            "If this comes after 72 hours, why: […]",
        )
    )


def _persons(situation: Situation) -> str:
    return "\n".join(
        (
            "To: [persons concerned]",
            f"What happened: on {_day(situation)} a stranger got at [what data] in our service […].",
            "What may follow from it for you: […]",
            "What we have done: […]",
            "What you can do: [change the password that you use here, watch for …]",
            "Whom to ask: [data protection officer or other contact]",
        )
    )


def _customer(situation: Situation) -> str:
    alert = situation.alert
    return "\n".join(
        (
            "To: [customer, as the contract on processing names it]",
            "As your processor we tell you without undue delay (GDPR art. 33(2)):",
            f"What: {alert.what}. {_outcome(alert)}",
            f"When: {alert.when}. Where: {alert.where}",
            "Your data concerned: […]",
            "What we have done, and what comes next: […]. Contact: […]",
        )
    )


def _outcome(alert: Alert) -> str:
    match alert.outcome:
        case Outcome.CONFIRMED_SUCCESSFUL:
            return "That it succeeded was seen"
        case Outcome.LIKELY_SUCCESSFUL:
            return "The answer looks like success; the content itself was not seen"
        case Outcome.BLOCKED:
            return "Every try that was seen was refused"
        case Outcome.ATTEMPTED:
            return "Nothing shows that it worked, or that it was refused"
        case Outcome.NONE_SEEN:
            return "No attack was seen"


def _bytes(alert: Alert) -> str:
    return (
        "bytes sent to the client are not known"
        if alert.bytes_out is None
        else f"{alert.bytes_out:,} bytes sent"
    )


def _known(situation: Situation) -> str:
    found = situation.found_at
    return "[…]" if found is None else f"{found:%Y-%m-%d %H:%M} UTC, by this alert [or earlier: …]"


def _due(situation: Situation) -> str:
    found = situation.found_at
    if found is None:
        return "72 hours after the breach became known [when: …]"
    return f"{found + _TERM:%Y-%m-%d %H:%M} UTC, 72 hours after this alert was found; earlier if it was known before"


def _day(situation: Situation) -> str:
    seen = situation.alert.first_seen
    return "[…]" if seen is None else f"{seen:%Y-%m-%d}"
