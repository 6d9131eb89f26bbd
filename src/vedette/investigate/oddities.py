"""Oddities: what a client did that others at the same service do not, each scored with the reason.

The score, 0–100, says how little innocent explanation is left. Weights are opinion, and stand here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, cast

import polars as pl

from vedette.detect.settings import BROAD_PATHS, BRUTE_FORCE_FAILURES
from vedette.investigate.telling import pointer
from vedette.investigate.usual import Usual, place
from vedette.model.alert import Evidence
from vedette.model.counting import plural
from vedette.telemetry.events import Event

RARE: Final = 0.001
"""Share of requests below which a method is rare."""
_WRITING: Final = ("PUT", "DELETE", "PATCH", "CONNECT", "TRACE", "DEBUG", "PROPFIND", "MKCOL", "MOVE", "COPY")
"""Methods that change things, or make a server speak for others (RFC 9110, RFC 4918)."""
_TOOLS: Final = (
    "curl/", "wget/", "python", "go-http-client", "java/", "libwww", "nmap", "masscan", "zgrab", "sqlmap", "nikto",
    "nuclei", "ffuf", "gobuster", "dirbuster", "wpscan", "hydra", "httpx", "ruby", "perl", "okhttp", "node-fetch", "axios",
)  # fmt: skip
"""What tools call themselves, in lower case."""
_AGENTS: Final = 5
"""User agents of one address that are more than a household has on one site in a session."""
_EVIDENCE: Final = 3


@dataclass(frozen=True, slots=True)
class Oddity:
    """One thing out of the ordinary."""

    id: str
    says: str
    score: int
    reason: str
    """Why it is odd, with the figures of the others."""
    evidence: tuple[Evidence, ...]


def oddities(mine: pl.DataFrame, others: Usual) -> list[Oddity]:
    """All oddities of a client, the oddest first. mine: its rows on the service, columns of CONNECTION."""
    found = [
        *_methods(mine, others),
        *_places(mine, others),
        *_statuses(mine, others),
        *_agents(mine, others),
        *_sizes(mine, others),
        *_lengths(mine, others),
        *_pace(mine, others),
        *_hours(mine, others),
        *_logins(mine),
        *_transfers(mine),
    ]
    return sorted(found, key=lambda oddity: (-oddity.score, oddity.id, oddity.says))


def _methods(mine: pl.DataFrame, others: Usual) -> Iterator[Oddity]:
    total = sum(others.methods.values())
    for method, rows in _groups(mine, "method"):
        theirs = others.methods.get(method, 0)
        writes = method.upper() in _WRITING
        if (others.tells and total and theirs / total < RARE) or writes:
            says = f"{plural(rows.height, method + ' request')}"
            reason = f"{theirs:,} of {total:,} requests of others use {method}"
            yield Oddity(
                "method-unusual", says, 60 if writes else 40, reason, _shown(rows, "an unusual method")
            )


def _places(mine: pl.DataFrame, others: Usual) -> Iterator[Oddity]:
    asked = mine.drop_nulls("path").with_columns(place().alias("place"))
    new = asked.filter(~pl.col("place").is_in(sorted(others.places)))
    distinct = new["path"].n_unique() if new.height else 0
    if others.tells and distinct:
        broad = distinct >= BROAD_PATHS
        says = f"asked for {plural(distinct, 'thing')} that no other client was given"
        reason = f"{new.height:,} of its {plural(asked.height, 'request')} lead where the site has nothing for others"
        yield Oddity(
            "requests-unusual", says, 60 if broad else 30, reason, _shown(new, "nobody else is given this")
        )


def _statuses(mine: pl.DataFrame, others: Usual) -> Iterator[Oddity]:
    answered = mine.drop_nulls("status")
    refused = answered.filter(pl.col("status").is_between(400, 499))
    failed = answered.filter(pl.col("status") >= 500)
    usual = others.refused or 0.0
    if refused.height >= 5 and refused.height / answered.height >= max(0.3, 3 * usual):
        says = f"{refused.height:,} of its {plural(answered.height, 'request')} were refused (4xx)"
        yield Oddity(
            "refused-often", says, 40, _compared(others.refused, "refused"), _shown(refused, "refused")
        )
    if failed.height and (others.failed or 0.0) < 0.01:
        says = f"{plural(failed.height, 'request')} made the service fail (5xx)"
        yield Oddity(
            "made-fail",
            says,
            50,
            _compared(others.failed, "answered 5xx"),
            _shown(failed, "the service failed"),
        )


def _compared(share: float | None, what: str) -> str:
    return "nothing is known of others" if share is None else f"of others {share:.1%} are {what}"


def _agents(mine: pl.DataFrame, others: Usual) -> Iterator[Oddity]:
    groups = list(_groups(mine, "user_agent"))
    for agent, rows in groups:
        word = next((tool for tool in _TOOLS if tool in agent.lower()), None)
        if word is not None:
            says = f"{plural(rows.height, 'request')} by a tool: {agent[:100]}"
            common = "others use it too" if agent in others.agents else "no other client names it"
            score = 20 if agent in others.agents else 40
            yield Oddity("agent-tool", says, score, common, _shown(rows, "the tool names itself"))
    if len(groups) >= _AGENTS:
        says = f"named itself in {len(groups):,} ways"
        yield Oddity(
            "agents-many", says, 40, "one browser has one name", _shown(groups[-1][1], "one of its names")
        )


def _sizes(mine: pl.DataFrame, others: Usual) -> Iterator[Oddity]:
    for name, most, least, what in (
        ("bytes_in", others.largest_in, 10_000, "sent"),
        ("bytes_out", others.largest_out, 100_000, "was sent"),
    ):
        if most is None or not others.tells:
            continue
        large = mine.filter(pl.col(name) > max(most, least)).sort(name, descending=True, maintain_order=True)
        if large.height:
            says = f"{what} {cast('int', large[name][0]):,} bytes at once, and so much in {plural(large.height, 'request')}"
            reason = f"999 of 1,000 requests of others stay at or below {most:,} bytes"
            yield Oddity(f"size-{what.replace(' ', '-')}", says, 50, reason, _shown(large, "an unusual size"))


def _lengths(mine: pl.DataFrame, others: Usual) -> Iterator[Oddity]:
    if others.longest_path is not None and others.tells:
        long = mine.filter(pl.col("path").str.len_chars() > max(others.longest_path, 300))
        if long.height:
            reason = f"999 of 1,000 requests of others have {others.longest_path:,} characters at most"
            says = f"{plural(long.height, 'request')} of unusual length"
            yield Oddity("request-long", says, 40, reason, _shown(long, "an unusual length"))


def _pace(mine: pl.DataFrame, others: Usual) -> Iterator[Oddity]:
    minutes = mine.drop_nulls("time").group_by(pl.col("time").dt.truncate("1m").alias("minute")).len()
    busiest = int(cast("int", minutes["len"].max() or 0))
    if others.tells and busiest >= 30 and busiest > 3 * others.busiest:
        says = f"{busiest:,} requests within one minute"
        reason = f"the busiest other client has {others.busiest:,}"
        yield Oddity("pace", says, 50, reason, _shown(mine, "the first of them"))


def _hours(mine: pl.DataFrame, others: Usual) -> Iterator[Oddity]:
    times = mine.drop_nulls("time")
    total = sum(others.hours.values())
    quiet = [hour for hour in range(24) if total and others.hours.get(hour, 0) / total < 0.005]
    odd = times.filter(pl.col("time").dt.hour().is_in(quiet))
    if odd.height and odd.height >= times.height / 2:
        reason = "fewer than one in two hundred requests of others come in these hours (UTC)"
        says = f"{odd.height:,} of {plural(times.height, 'request')} at hours when nearly nobody comes"
        yield Oddity("hours-unusual", says, 30, reason, _shown(odd, "an unusual hour"))


def _logins(mine: pl.DataFrame) -> Iterator[Oddity]:
    failed = mine.filter(pl.col("event").is_in([Event.LOGIN_FAILED, Event.USER_INVALID]))
    accepted = mine.filter(pl.col("event") == Event.LOGIN_ACCEPTED)
    if failed.height:
        users = failed["user"].drop_nulls().n_unique()
        many = failed.height >= BRUTE_FORCE_FAILURES
        says = f"{plural(failed.height, 'login')} failed, as {plural(users, 'account')}"
        reason = "more than a forgotten password" if many else "anybody mistypes"
        yield Oddity("logins-failed", says, 60 if many else 20, reason, _shown(failed, "a login that failed"))
    if accepted.height:
        users_in = (
            ", ".join(sorted(accepted["user"].drop_nulls().unique().to_list())[:5]) or "an unnamed account"
        )
        says = f"{plural(accepted.height, 'login')} accepted, as {users_in}"
        before = _before(failed, accepted)
        score = 80 if before else 30
        reason = f"the last after {plural(before, 'login')} that failed" if before else "a login from outside"
        yield Oddity("login-accepted", says, score, reason, _shown(accepted, "a login that was accepted"))


def _before(failed: pl.DataFrame, accepted: pl.DataFrame) -> int:
    """Failed logins before the last that was accepted; all of them where no source tells when."""
    last = accepted["time"].max()
    return failed.height if last is None else failed.filter(pl.col("time") <= last).height


def _transfers(mine: pl.DataFrame) -> Iterator[Oddity]:
    """What it sent to the service and was accepted; sessions that it opened."""
    written = mine.filter(
        pl.col("method").is_in(["PUT", "MKCOL", "MOVE", "COPY"]) & pl.col("status").is_between(200, 299)
    )
    if written.height:
        says = f"{plural(written.height, 'request')} that write were accepted"
        yield Oddity(
            "written", says, 70, "whoever can write a file can often run it", _shown(written, "accepted")
        )
    opened = mine.filter(pl.col("event") == Event.SESSION_OPENED)
    if opened.height:
        says = f"{plural(opened.height, 'session')} opened"
        yield Oddity(
            "session-opened", says, 70, "a shell, a command or a transfer was begun", _shown(opened, "opened")
        )


def _groups(mine: pl.DataFrame, name: str) -> Iterator[tuple[str, pl.DataFrame]]:
    for (value,), rows in mine.drop_nulls(name).group_by([name], maintain_order=True):
        yield str(value), rows


def _shown(rows: pl.DataFrame, shows: str) -> tuple[Evidence, ...]:
    return tuple(pointer(row, shows) for row in rows.head(_EVIDENCE).iter_rows(named=True))
