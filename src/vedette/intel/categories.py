"""From the words that feeds use to the categories that Vedette knows."""

from __future__ import annotations

from typing import Final

import polars as pl

from vedette.model.reputation import Category

CATEGORY_WORDS: Final[tuple[tuple[str, Category], ...]] = (
    ("cobaltstrike", Category.COMMAND_AND_CONTROL),
    ("cobalt strike", Category.COMMAND_AND_CONTROL),
    ("cobalt_strike", Category.COMMAND_AND_CONTROL),
    ("botnet_cc", Category.COMMAND_AND_CONTROL),
    ("feodo", Category.COMMAND_AND_CONTROL),
    ("sslbl", Category.COMMAND_AND_CONTROL),
    ("abuse-ch-ipblocklist", Category.COMMAND_AND_CONTROL),
    ("command and control", Category.COMMAND_AND_CONTROL),
    ("command-and-control", Category.COMMAND_AND_CONTROL),
    ("cnc", Category.COMMAND_AND_CONTROL),
    ("c2", Category.COMMAND_AND_CONTROL),
    ("phish", Category.PHISHING),
    ("spam", Category.SPAM),
    ("rogue-ldap", Category.MALWARE),
    ("ldap", Category.MALWARE),
    ("callback", Category.MALWARE),
    ("payload", Category.MALWARE),
    ("malware", Category.MALWARE),
    ("threatfox", Category.MALWARE),
    ("urlhaus", Category.MALWARE),
    ("ransom", Category.MALWARE),
    ("lockbit", Category.MALWARE),
    ("ragnar", Category.MALWARE),
    ("crypto_mining", Category.MALWARE),
    ("tor exit", Category.ANONYMISER),
    ("tor relay", Category.ANONYMISER),
    ("tor-exit", Category.ANONYMISER),
    ("tor_exit", Category.ANONYMISER),
    ("cps-tor", Category.ANONYMISER),
    ("vpn", Category.ANONYMISER),
    ("proxy", Category.ANONYMISER),
    ("proxies", Category.ANONYMISER),
    ("anonymi", Category.ANONYMISER),
    ("compromised", Category.ATTACKER),
    ("attack", Category.ATTACKER),
    ("brute", Category.ATTACKER),
    ("exploit", Category.ATTACKER),
    ("log4j", Category.ATTACKER),
    ("log4shell", Category.ATTACKER),
    ("web_shell", Category.ATTACKER),
    ("scan", Category.SCANNER),
    ("reconnaissance", Category.SCANNER),
    ("sip", Category.SCANNER),
    ("probing", Category.SCANNER),
    ("bf", Category.ATTACKER),
    ("cve", Category.ATTACKER),
)
"""A word, in lower case, and what it says. The first that stands in the text decides: put the telling ones first."""


def category_of(text: str) -> Category | None:
    """What a name, comment or tag says of the addresses it stands beside, or null."""
    lowered = text.lower()
    return next((category for word, category in CATEGORY_WORDS if _stands_in(word, lowered)), None)


def _stands_in(word: str, text: str) -> bool:
    """Short words count only as whole words: `c2` is no part of `abc2d`, `sip` none of `gossip`."""
    at = text.find(word)
    while at >= 0:
        end = at + len(word)
        before, after = text[at - 1 : at] if at else "", text[end : end + 1]
        if len(word) > 3 or not ((before and before.isalnum()) or (after and after.isalnum())):
            return True
        at = text.find(word, at + 1)
    return False


def categories_of(texts: pl.Series) -> pl.Series:
    """`category_of` for a column, looked up once for each distinct text; null stays null."""
    distinct = texts.drop_nulls().unique()
    said = [None if (c := category_of(text)) is None else c.value for text in distinct.to_list()]
    if not len(distinct):
        return pl.Series(texts.name, [None] * len(texts), pl.String)
    return texts.replace_strict(
        distinct, pl.Series(said, dtype=pl.String), default=None, return_dtype=pl.String
    )
