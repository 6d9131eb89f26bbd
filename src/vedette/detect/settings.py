"""Thresholds and weights of detection, each with its reason. Opinion stands here; facts stand elsewhere."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

SESSION_GAP: Final = timedelta(hours=24)
"""A client that comes back to a service within a day is one alert: scanners return daily, and one is enough."""

CALLBACK_WINDOW: Final = timedelta(hours=24)
"""How long after an attack an outbound connection of the server is held to be its effect; implants wait for hours."""

CLOCK_SKEW: Final = timedelta(seconds=5)
"""How far sources may disagree on the time before an effect may not precede its cause."""

KEPT_ATTACKS: Final = 50
"""Attack rows kept for one client, service, rule and status: what a person can still look at; the rest is counted."""

KEPT_CALLS: Final = 200_000
"""Destinations of our own hosts that are remembered: more than the servers of an inventory ever open."""

KEPT_TEXT: Final = 65_536
"""Characters kept of each field of an attack row: exploits are short, and padding is cheap for who sends it."""

KEPT_EXAMPLES: Final = 3
"""Ordinary connections of a session that are kept to point at, where no attack was recognised."""

KEPT_SIZES: Final = 256
"""Body sizes of a session's ordinary answers that are remembered: a site has fewer kinds of pages."""

KEPT_PATHS: Final = 256
"""Distinct paths remembered for one group: breadth is judged far below this."""

KEPT_NAMES: Final = 64
"""Accounts remembered of the logins of one group: who tries more is told all the same."""

LONGEST_NAME: Final = 64
"""Characters kept of an account that was tried: a guesser may send a book."""

KEPT_TARGETS: Final = 256
"""Distinct ports and hosts remembered of one client that was turned away: a scan is told far below this."""

BROAD_PATHS: Final = 20
"""Distinct paths by one client that make it a prober: a visitor of one page loads fewer that do not exist."""

BRUTE_FORCE_FAILURES: Final = 5
"""Failed logins that are more than a forgotten password."""

REFUSED_OFTEN: Final = 5
"""Refusals of one client within a piece of a log (4 MiB) from which all its lines there are read: a page that lacks
pictures has fewer. It only says who is looked at; what is told is decided by what they did."""

MISSED_ALL: Final = 5
"""Distinct paths of a client to which nothing at all was given: whoever follows links is given a page first."""

SEARCHED_TWICE: Final = 2
"""Requests for what only a scanner looks for, or by one that names itself: once may be a link that somebody followed."""

HALF_SPOKEN: Final = 5
"""Connections that do not speak the protocol, by a client that is told for it: fewer are a lost network, or a browser
that tries TLS on a plain port."""

SCANNED_TARGETS: Final = 10
"""Distinct ports and hosts at which a client found nothing: nobody mistypes ten ports."""

RATE_LIMITED: Final = 5
"""Answers that say that a client asks too often: a click more than a page allows is no flood."""

MONOTONOUS_PATHS: Final = 3
"""Distinct paths of a flood that asks for the same again and again: a browser, and many behind one address, ask for
pages with all that is in them."""

GUESSED_NAMES: Final = 4
"""Accounts, each of which failed to log in, that one client tried: people mistype one name, a household has few."""

GUESSED_FAILURES: Final = 20
"""Failed logins before an accepted one that make a guessed password likelier than a clumsy owner."""

FLOOD_PER_MINUTE: Final = 600
"""Connections a minute by one client that no browser makes: ten a second, for a minute."""

UNANSWERED_SHARE: Final = 0.8
"""Share of handshakes never completed that makes a flood of SYNs."""

SEVERE_CVSS: Final = 9.0
"""CVSS calls this critical (FIRST, CVSS v3.1 specification, section 5)."""

LIKELY_EPSS: Final = 0.5
"""More likely than not exploited within 30 days."""

STRONG_SCORE: Final = 60
"""Reputation at which several independent lists, or one strong one, agree."""

PAGE_VARIANTS: Final = 2
"""Different targets answered with bodies of one size: the answer is the site's page for everything, no leak."""

PROBING_WEIGHT: Final = 0.5
"""Weight of the probing hypothesis from which a client is said to look around: one clear sign, or several weak."""

KEPT_USUAL: Final = 256
"""Kinds of answers of a service that are remembered of each measure: a site has fewer kinds of pages."""

KEPT_USUAL_ROWS: Final = 50_000
"""The same of all services together: those of an inventory need far fewer, and without one any address is a service."""

USUAL_TIMES: Final = 3
"""Ordinary answers of one size from which that size is usual: two could be chance."""

MEASURED: Final = 20
"""Ordinary answers from which a service's habits are known at all."""

SLOW_ANSWER: Final = 2.0
"""Seconds of one answer that no visitor waits for gladly."""

SLOWER: Final = 10.0
"""How many times its usual time an answer takes that shows a service in trouble."""

BUSY_PER_MINUTE: Final = 60
"""Connections a minute by one client that explain trouble of a service: one a second, for a minute."""

BUSY_AT_ONCE: Final = 50.0
"""Connections of one client open at once, on average over a minute: a browser opens six to a host."""

LARGER: Final = 20.0
"""How many times the usual size its answers have, of a client that asks for what costs most."""

BROAD_SERVICES: Final = 3
"""Services of ours that one client tried: a visitor uses one or two."""
