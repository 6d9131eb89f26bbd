"""All evidence for the success of a session's attacks, from the answers and from what came after."""

from __future__ import annotations

from collections.abc import Sequence

from vedette.detect.aftermath import call_backs, logins, shells
from vedette.detect.answers import delays, doors, failures, sizes, types
from vedette.detect.attempts import Attempt
from vedette.detect.calls import Calls
from vedette.detect.contents import contents
from vedette.detect.proof import Proof, strongest_first
from vedette.detect.sessions import Session
from vedette.detect.usual import Habits


def proofs_of(
    session: Session,
    attempts: Sequence[Attempt],
    calls: Calls,
    hosts: frozenset[str],
    usual: Habits,
    *,
    listed: bool,
) -> list[Proof]:
    """Every proof of a session, strongest first.

    calls: what our own hosts opened; hosts: the addresses of the service's machine, beside those that the rows name;
    usual: what the service's answers are usually like.
    """
    exploits = [a for a in attempts if not a.only_looks]
    return strongest_first(
        [
            *contents(exploits),
            *call_backs(session, exploits, calls, hosts),
            *sizes(session, exploits, usual),
            *doors(session, exploits),
            *shells(session, exploits),
            *delays(exploits, usual),
            *types(exploits, usual),
            *failures(exploits),
            *logins(session, listed=listed),
        ]
    )
