"""What helps where there is no fix, or until it is in: settings of the product, and virtual patches by weakness.

A virtual patch refuses requests that look like the attack before the application sees them (OWASP, Virtual Patching Best
Practices). Numbers below 100,000 are for rules of one's own (ModSecurity reference manual, `id`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from vedette.model.plan import Action, Manual, StepName
from vedette.model.vulnerability import Vulnerability
from vedette.respond.words import package_name


@dataclass(frozen=True, slots=True)
class VirtualPatch:
    """A rule that refuses one kind of attack."""

    refuses: str
    modsecurity: str
    """A rule for ModSecurity 2 and 3, and Coraza."""
    nginx: str | None = None
    """The same as far as nginx alone can see it, for the `server` block; null where it cannot."""


_TRAVERSAL: Final = VirtualPatch(
    "ways up in a path, plain or encoded",
    r"""SecRule REQUEST_URI_RAW|ARGS "@rx (?i)(?:\.|%(?:25)?2e){2}(?:[/\\\\]|%(?:25)?(?:2f|5c))" \
    "id:10022,phase:2,t:none,deny,status:403,log,msg:'Path traversal (virtual patch)'" """.rstrip(),
    r"""if ($request_uri ~* "(\.|%(25)?2e){2}([/\\\\]|%(25)?(2f|5c))") { return 403; }""",
)
_LOOKUP: Final = VirtualPatch(
    "lookups of Log4j in any part of the request",
    r"""SecRule REQUEST_URI|ARGS|ARGS_NAMES|REQUEST_COOKIES|REQUEST_HEADERS|REQUEST_BODY "@rx (?:\$|%24)(?:\{|%7[bB])" \
    "id:10917,phase:2,t:none,t:urlDecodeUni,t:jsDecode,deny,status:403,log,msg:'Lookup (virtual patch)'" """.rstrip(),
    r"""set $seen "$request_uri $http_user_agent $http_referer $http_x_api_version";
if ($seen ~* "(\$|%24)(\{|%7b)") { return 403; }""",
)
_COMMAND: Final = VirtualPatch(
    "separators of a shell in parameters",
    r"""SecRule ARGS|REQUEST_COOKIES "@rx (?:[;|&`]|\$\()\s*(?:\w*/)*\w+" \
    "id:10078,phase:2,t:none,t:urlDecodeUni,deny,status:403,log,msg:'Command injection (virtual patch)'" """.rstrip(),
)
_SQL: Final = VirtualPatch(
    "SQL in parameters",
    r"""SecRule ARGS|REQUEST_COOKIES "@detectSQLi" \
    "id:10089,phase:2,t:none,t:urlDecodeUni,deny,status:403,log,msg:'SQL injection (virtual patch)'" """.rstrip(),
)
_SCRIPT: Final = VirtualPatch(
    "scripts in parameters",
    r"""SecRule ARGS|REQUEST_COOKIES "@detectXSS" \
    "id:10079,phase:2,t:none,t:urlDecodeUni,deny,status:403,log,msg:'Cross-site scripting (virtual patch)'" """.rstrip(),
)
_SERIALIZED: Final = VirtualPatch(
    "serialized objects of Java in the body or in parameters",
    r"""SecRule ARGS|REQUEST_BODY|REQUEST_COOKIES "@rx (?:rO0AB|KztAAU|\xac\xed\x00\x05)" \
    "id:10502,phase:2,t:none,deny,status:403,log,msg:'Serialized object (virtual patch)'" """.rstrip(),
)
BY_CWE: Final[Mapping[str, VirtualPatch]] = {
    "CWE-22": _TRAVERSAL, "CWE-23": _TRAVERSAL, "CWE-35": _TRAVERSAL,
    "CWE-77": _COMMAND, "CWE-78": _COMMAND,
    "CWE-79": _SCRIPT, "CWE-89": _SQL, "CWE-502": _SERIALIZED,
}  # fmt: skip
"""Virtual patches by weakness."""
BY_CVE: Final[Mapping[str, VirtualPatch]] = {
    "CVE-2021-44228": _LOOKUP, "CVE-2021-45046": _LOOKUP,
    "CVE-2024-23334": _TRAVERSAL, "CVE-2021-41773": _TRAVERSAL, "CVE-2021-42013": _TRAVERSAL,
}  # fmt: skip
"""Virtual patches by vulnerability, where its weakness says too little."""
SETTINGS: Final[Mapping[str, str]] = {
    "CVE-2021-44228": "Remove the class JndiLookup from log4j-core: `zip -q -d log4j-core-*.jar "
    "org/apache/logging/log4j/core/lookup/JndiLookup.class`, then start the application anew. The property "
    "`log4j2.formatMsgNoLookups=true` alone does not suffice (logging.apache.org/security.html)",
    "CVE-2021-45046": "Remove the class JndiLookup from log4j-core: `zip -q -d log4j-core-*.jar "
    "org/apache/logging/log4j/core/lookup/JndiLookup.class`, then start the application anew",
    "CVE-2024-23334": "Serve static files with `follow_symlinks=False`, or by the web server in front "
    "(GHSA-5h86-8mv2-jq9f)",
    "CVE-2021-41773": "Keep `<Directory />` at `Require all denied`, and take `cgi-bin` away where nothing uses it "
    "(httpd.apache.org/security/vulnerabilities_24.html)",
    "CVE-2021-42013": "Keep `<Directory />` at `Require all denied`, and take `cgi-bin` away where nothing uses it "
    "(httpd.apache.org/security/vulnerabilities_24.html)",
}
"""What the makers advise where no new version can be installed."""


def mitigations(vulnerability: Vulnerability) -> Iterator[Action]:
    """What to do until the fix is in; where nothing is known, to take the service off the network."""
    name = package_name(vulnerability.id.replace(":", "-")) or "vulnerability"
    setting = SETTINGS.get(vulnerability.id)
    if setting is not None:
        yield Action(
            id=f"{StepName.PATCH}.mitigate-{name}",
            does=f"Until the fix is in, change the setting that {vulnerability.id} needs",
            doing=(Manual(setting),),
            risk="What relies on the feature stops working. It does not replace the fix",
            undo=(Manual("Set it back once the fixed version runs"),),
        )
    patch = BY_CVE.get(vulnerability.id) or next((BY_CWE[c] for c in vulnerability.cwes if c in BY_CWE), None)
    if patch is not None:
        yield _virtual(vulnerability, name, patch)
    elif setting is None and vulnerability.fixed_version is None:
        yield Action(
            id=f"{StepName.PATCH}.shut-off-{name}",
            does=f"Nothing is known that mends {vulnerability.id}: let only those reach the service who need it",
            doing=(
                Manual(
                    "Bind it to the machine itself, or put it behind a login or a VPN, until there is a fix"
                ),
            ),
            risk="Whoever used it from outside cannot any more",
            undo=(Manual("Open it again once a fixed version runs"),),
        )


def _virtual(vulnerability: Vulnerability, name: str, patch: VirtualPatch) -> Action:
    rules = [Manual("With ModSecurity or Coraza, among its rules:", patch.modsecurity)]
    rules += [Manual("With nginx alone, in the server block:", patch.nginx)] if patch.nginx else []
    return Action(
        id=f"{StepName.PATCH}.virtual-patch-{name}",
        does=f"Until the fix is in, refuse {patch.refuses} before the application sees it ({vulnerability.id})",
        doing=tuple(rules),
        risk="It may refuse honest requests: let it log alone for a day first (`pass` in place of `deny`). Who knows "
        "the rule may find a way around it: it does not replace the fix",
        undo=(Manual("Take the rule away once the fixed version runs"),),
    )
