"""What our own records add to what lists say: a client that attacked us before is a bad client.

That it merely came before is shown, and counts for nothing.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from vedette.intel.claims import Claim, at_time
from vedette.model.reputation import Category, Earlier, Opinion

NAME: Final = "our own records"
"""What stands in the place of a feed's name."""
CONFIDENCE: Final = 50
"""As much as a list of attackers that gives no reasons: it was seen to attack, by us, and may have been one of many
behind an address."""
_NO_FAMILY: Final = -1


def claim_of(record: Earlier, at: datetime | None) -> Claim | None:
    """What our records say of a client at a time; null where it never attacked."""
    if not record.attacks:
        return None
    attacks = f"{record.attacks:,} earlier {'attack' if record.attacks == 1 else 'attacks'}"
    opinion = Opinion(
        feed=NAME,
        category=Category.ATTACKER,
        confidence=CONFIDENCE,
        listed_at=record.last_seen,
        detail=attacks,
        demoted=None,
        first_seen=record.first_seen,
        last_seen=record.last_seen,
    )
    return at_time(Claim(opinion, _NO_FAMILY, None), at, None)
