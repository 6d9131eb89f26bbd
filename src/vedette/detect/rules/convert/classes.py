"""Which class of attack a foreign rule is of, by what it says of itself."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Final

from vedette.detect.rules.patterns import compile_pattern
from vedette.detect.rules.rule import AttackClass, read_rules
from vedette.vulns.starter.entries import entries

_CWES: Final = {
    "22": AttackClass.LFI, "23": AttackClass.LFI, "35": AttackClass.LFI, "73": AttackClass.LFI, "36": AttackClass.LFI,
    "98": AttackClass.RFI, "79": AttackClass.XSS, "89": AttackClass.SQLI, "943": AttackClass.SQLI,
    "77": AttackClass.RCE, "78": AttackClass.RCE, "88": AttackClass.RCE, "94": AttackClass.RCE, "95": AttackClass.RCE,
    "96": AttackClass.RCE, "74": AttackClass.RCE, "917": AttackClass.SSTI, "1336": AttackClass.SSTI,
    "502": AttackClass.DESERIALIZATION, "918": AttackClass.SSRF, "611": AttackClass.XXE, "434": AttackClass.UPLOAD,
    "287": AttackClass.AUTH_BYPASS, "288": AttackClass.AUTH_BYPASS, "306": AttackClass.AUTH_BYPASS,
    "425": AttackClass.AUTH_BYPASS, "862": AttackClass.AUTH_BYPASS, "863": AttackClass.AUTH_BYPASS,
    "798": AttackClass.AUTH_BYPASS, "284": AttackClass.AUTH_BYPASS, "269": AttackClass.AUTH_BYPASS,
    "307": AttackClass.BRUTE_FORCE, "120": AttackClass.RCE, "787": AttackClass.RCE, "121": AttackClass.RCE,
}  # fmt: skip
"""What follows from a weakness; those that say nothing of the attack are left out."""

_WORDS: Final = (
    (AttackClass.SQLI, r"sql ?injection|\bsqli\b"),
    (AttackClass.XSS, r"cross[- ]site scripting|\bxss\b"),
    (AttackClass.XXE, r"\bxxe\b|external entit"),
    (AttackClass.SSRF, r"\bssrf\b|request forgery"),
    (AttackClass.UPLOAD, r"web ?shell|file upload|upload of"),
    (AttackClass.DESERIALIZATION, r"deseriali[sz]|ysoserial|object injection"),
    (AttackClass.SSTI, r"\bssti\b|template injection|ognl|expression language"),
    (AttackClass.RCE, r"\brce\b|code execution|(?:command|code) (?:injection|exec)|jndi|log4|shellshock|remote command|execut"),
    (AttackClass.LFI, r"travers|\blfi\b|file (?:inclusion|read|disclosure)|(?:read|access) .{0,20}files?|source code|shortname"),
    (AttackClass.AUTH_BYPASS, r"auth\w* bypass|bypass\w* auth|unauth|privilege|password|without auth|access control|account|proxytoken|information disclosure|sensitive|listing|debug|credential"),
    (AttackClass.BRUTE_FORCE, r"brute ?force"),
    (AttackClass.SCANNER, r"scan|user[- ]?agent|enumerat|probing|recon"),
)  # fmt: skip
"""Words that tell, the surest first."""


def class_of(cwes: tuple[str, ...], *said: str) -> AttackClass | None:
    """The class that weaknesses, or else texts, tell; the first text that tells decides. Null where none does."""
    by_weakness = next((_CWES[n] for n in (cwe.removeprefix("CWE-") for cwe in cwes) if n in _CWES), None)
    for text in said:
        for attack_class, words in _WORDS:
            if compile_pattern(words).search(text):
                # What the rule says of itself is closer to the request than the weakness behind it.
                return attack_class
    return by_weakness


def known_class(cves: Iterable[str]) -> AttackClass | None:
    """The class of our own rule of one of the vulnerabilities, or that of their weaknesses in the starter set."""
    return next((_known()[cve] for cve in cves if cve in _known()), None)


@cache
def _known() -> dict[str, AttackClass]:
    found = {entry.id: told for entry in entries() if (told := class_of(entry.cwes, entry.title))}
    return found | {cve: rule.attack_class for rule in read_rules() for cve in rule.cves}
