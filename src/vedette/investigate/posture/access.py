"""What may be reached without leave: pages of administration, folders, files outside the site, data stores."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from vedette.investigate.configuration.interface import Directive, Parsed, last, walk
from vedette.investigate.posture.benchmarks import APACHE, CONTROLS, NGINX, NGINX_ACCESS, NGINX_MODULES
from vedette.investigate.posture.facts.listening import is_local
from vedette.investigate.posture.ground import Ground
from vedette.investigate.posture.interface import Checked, Weakness
from vedette.model.alert import Evidence, Severity
from vedette.model.investigation import Finding

ADMIN: Final = Weakness(
    "admin-path-open", "a page of administration or status has no access control", Severity.MEDIUM,
    "strangers see what the server does, or may try its controls",
    f"{NGINX_ACCESS} 5.1.1 (allow and deny filters), {APACHE} 2.4 (no status module); NIST AC-3; OWASP A01",
)  # fmt: skip
LISTING: Final = Weakness(
    "directory-listing", "folders are listed", Severity.LOW,
    "strangers see every file that is there: backups, keys, uploads",
    f"{NGINX_MODULES} 2.1.4 and {APACHE} 2.5 (no autoindex module); NIST AC-3, CM-7; OWASP A05 (CWE-548)",
)  # fmt: skip
ALIAS: Final = Weakness(
    "alias-traversal", "an alias lets requests leave its folder by `..`", Severity.HIGH,
    "a location without a slash at its end and an alias with one give `/name../file`",
    "NIST SI-10, AC-3; OWASP A01 (CWE-22)",
)  # fmt: skip
ROOT: Final = Weakness(
    "filesystem-granted", "Apache may serve the whole file system", Severity.HIGH,
    "any path that escapes the site reaches every file that the server may read",
    f"{APACHE} 4.1 (the root folder is denied); NIST AC-3, AC-6; OWASP A01",
)  # fmt: skip
BANNER: Final = Weakness(
    "version-shown", "the server tells its version", Severity.INFO,
    "whoever looks for vulnerable versions finds it at once",
    f"{NGINX} 2.5.1 (server_tokens), {APACHE} 8.1 (ServerTokens); NIST CM-7; OWASP A05",
)  # fmt: skip
REDIS_WORLD: Final = Weakness(
    "redis-open", "Redis listens for everyone without protected mode", Severity.CRITICAL,
    "without a password whoever reaches it may read and write all, and load code",
    f"{CONTROLS} 4.4 (a firewall on servers); NIST AC-3, SC-7, CM-7; OWASP A05",
)  # fmt: skip
EVERYONE: Final = Weakness(
    "postgresql-from-everywhere", "PostgreSQL admits clients from every address", Severity.MEDIUM,
    "passwords can be guessed from everywhere",
    "NIST SC-7, AC-3",
)  # fmt: skip
_ADMIN_PATHS: Final = (
    "/admin", "/phpmyadmin", "/pma", "/adminer", "/server-status", "/server-info", "/nginx_status",
    "/stub_status", "/manager", "/host-manager", "/actuator", "/console", "/jmx-console", "/grafana", "/kibana",
    "/jenkins", "/pgadmin", "/.git", "/metrics", "/debug", "/balancer-manager", "/phpinfo",
)  # fmt: skip
_STATUS: Final = frozenset({"stub_status", "server-status", "server-info", "balancer-manager"})
_GUARDS: Final = frozenset(
    {"auth_request", "auth_jwt", "internal", "deny", "auth_basic", "ssl_verify_client"}
)
_OFF: Final = frozenset({"off", "none", "optional", "optional_no_ca"})
_OPEN_ADDRESSES: Final = frozenset({"0.0.0.0/0", "::/0", "::0/0", "all", "0.0.0.0/0.0.0.0"})
_RELOAD: Final = "then `nginx -t && systemctl reload nginx`"
_RELOAD_APACHE: Final = "then `apachectl -t && systemctl reload apache2`"


class AccessChecks:
    """Settings that say what may be reached."""

    id = "access"
    title = "Access control"
    weaknesses = (ADMIN, LISTING, ALIAS, ROOT, BANNER, REDIS_WORLD, EVERYONE)

    def run(self, ground: Ground) -> Checked:
        """Of each server that is configured here."""
        readers = {"nginx": _nginx, "apache_httpd": _apache, "redis": _redis, "postgresql": _postgresql}
        read = [parsed for name in readers for parsed in ground.of(name)]
        return Checked(
            tuple(finding for parsed in read for finding in readers[parsed.server](parsed)),
            tuple(file for parsed in read for file in parsed.files),
            tuple(
                p for parsed in read for p in parsed.problems if parsed.server in {"nginx", "apache_httpd"}
            ),
        )


def place(directive: Directive) -> str:
    """Where it stands, as the subject of a finding."""
    return f"{directive.file}:{directive.line}"


def _nginx(parsed: Parsed) -> Iterator[Finding]:
    for directive, around in walk(parsed.directives):
        match directive.name:
            case "location":
                yield from _location(directive, around)
            case "autoindex" if directive.value == "on":
                fix = f"autoindex off; {_RELOAD}"
                shows = directive.shows("folders without an index are listed")
                yield LISTING.found(place(directive), "nginx lists folders", shows, fix=fix)
            case "server_tokens" if directive.value == "on":
                fix = f"server_tokens off; {_RELOAD}"
                shows = directive.shows("the version is shown")
                yield BANNER.found(place(directive), "nginx tells its version", shows, fix=fix)
            case _:
                pass
    http = next((d for d in parsed.directives if d.name == "http"), None)
    if http is not None and not any(parsed.every("server_tokens")):
        shows = parsed.silent("no line sets server_tokens: it is on")
        fix = f"server_tokens off; in http, {_RELOAD}"
        yield BANNER.found(parsed.path, "nginx tells its version", shows, fix=fix)


def _location(location: Directive, around: Sequence[Directive]) -> Iterator[Finding]:
    within = location.within or ()
    path = location.arguments[-1] if location.arguments else ""
    alias = last(within, "alias")
    plain = len(location.arguments) == 1 or location.arguments[0] == "^~"
    if alias is not None and plain and not path.endswith("/") and alias.value.endswith("/"):
        says = f"{path} leaves {alias.value} by {path}../"
        evidence = (location.shows("no slash at the end"), alias.shows("a slash at the end"))
        yield ALIAS.found(place(location), says, *evidence, fix=f"location {path}/ {{ … }}, {_RELOAD}")
    if _is_admin(path) or any(d.name in _STATUS for d in within):
        scopes = [within, *(block.within or () for block in around if block.name != "http")]
        served = not any(d.name == "return" and d.value in {"403", "404", "410", "444"} for d in within)
        if served and _listens(around) and not any(_guarded(scope) for scope in scopes):
            says = f"{path} is open to everyone"
            fix = f"in this location: allow 127.0.0.1; deny all; (or auth_basic), {_RELOAD}"
            yield ADMIN.found(place(location), says, location.shows("no allow, deny or auth"), fix=fix)


def _is_admin(path: str) -> bool:
    bare = path.lstrip("^=~* ").replace("\\", "").lower()
    return any(
        bare == admin or bare.startswith((f"{admin}/", f"{admin}(", f"{admin}$")) for admin in _ADMIN_PATHS
    )


def _guarded(scope: Sequence[Directive]) -> bool:
    return any(d.name in _GUARDS and d.value.lower() not in _OFF for d in scope)


def _listens(around: Sequence[Directive]) -> bool:
    """Whether the server around it may be reached from elsewhere."""
    servers = [block for block in around if block.name == "server"]
    listens = [d.value for block in servers for d in block.within or () if d.name == "listen"]
    return not listens or any(not is_local(_host(value)) for value in listens)


def _host(listen: str) -> str:
    """`127.0.0.1:80` → `127.0.0.1`; a port alone is every address."""
    if listen.startswith("["):
        return listen.partition("]")[0].strip("[")
    host = listen.rpartition(":")[0] if ":" in listen and not listen.startswith("unix:") else listen
    return "0.0.0.0" if host.isdigit() else host  # noqa: S104 - what nginx binds to


def _apache(parsed: Parsed) -> Iterator[Finding]:
    for directive, _ in walk(parsed.directives):
        if directive.name == "options" and _lists(directive.arguments):
            fix = f"Options -Indexes, {_RELOAD_APACHE}"
            shows = directive.shows("folders without an index are listed")
            if not _is_icons(directive, parsed):
                yield LISTING.found(place(directive), "Apache lists folders", shows, fix=fix)
        elif directive.name in {"location", "locationmatch"}:
            yield from _apache_location(directive)
        elif directive.name in {"directory", "directorymatch"} and directive.value.strip('"^~$ ') == "/":
            granted = next((d for d in directive.within or () if _grants(d)), None)
            if granted is not None:
                fix = f"<Directory /> Require all denied, {_RELOAD_APACHE}"
                shows = granted.shows("everyone may read below /")
                yield ROOT.found(place(granted), "access to the whole file system is granted", shows, fix=fix)
    tokens = last([d for d in parsed.directives if d.name == "servertokens"], "servertokens")
    if tokens is None or tokens.value.lower() in {"full", "os", "minimal", "min"}:
        shows = (
            tokens.shows("the version is shown")
            if tokens
            else parsed.silent("no line sets ServerTokens: it is Full")
        )
        fix = f"ServerTokens Prod, {_RELOAD_APACHE}"
        yield BANNER.found(parsed.path, "Apache tells its version", shows, fix=fix)


def _lists(arguments: Sequence[str]) -> bool:
    given = {argument.lower() for argument in arguments}
    return bool(given & {"indexes", "+indexes", "all", "+all"})


def _is_icons(options: Directive, parsed: Parsed) -> bool:
    """Apache's own icons, which everyone has anyway."""
    around = next((a for d, a in walk(parsed.directives) if d is options), ())
    return any("/icons" in block.value for block in around)


def _grants(directive: Directive) -> bool:
    if directive.name == "require":
        return [a.lower() for a in directive.arguments] == ["all", "granted"]
    return directive.name == "allow" and [a.lower() for a in directive.arguments] == ["from", "all"]


def _apache_location(location: Directive) -> Iterator[Finding]:
    within = [d for d, _ in walk(location.within or ())]
    handlers = {d.value.lower() for d in within if d.name == "sethandler"}
    requires = [d for d in within if d.name in {"require", "deny"}]
    if (_is_admin(location.value) or handlers & _STATUS) and (not requires or any(map(_grants, requires))):
        says = f"{location.value} is open to everyone"
        fix = f"in this Location: Require local (or valid-user), {_RELOAD_APACHE}"
        yield ADMIN.found(place(location), says, location.shows("nothing is required"), fix=fix)


def _redis(parsed: Parsed) -> Iterator[Finding]:
    bind = last(parsed.directives, "bind")
    addresses = [a.lstrip("-") for a in bind.arguments] if bind else ["*"]
    mode = last(parsed.directives, "protected-mode")
    unprotected = mode is not None and mode.value.lower() == "no"
    if not unprotected or all(address in {"127.0.0.1", "::1", "localhost"} for address in addresses):
        return
    protected = any(d.value for d in parsed.every("requirepass")) or last(parsed.directives, "aclfile")
    evidence: list[Evidence] = [
        bind.shows("bound to addresses of the network")
        if bind
        else parsed.silent("no line sets bind: it is every address"),
        *([mode.shows("protected mode is off")] if mode else []),
    ]
    yield REDIS_WORLD.found(
        parsed.path, f"Redis listens on {', '.join(addresses)} without protected mode", *evidence,
        fix="bind 127.0.0.1 -::1, protected-mode yes, and a restart",
        severity=Severity.MEDIUM if protected else None,
    )  # fmt: skip


def _postgresql(parsed: Parsed) -> Iterator[Finding]:
    listens = last(parsed.directives, "listen_addresses")
    if listens is None or all(is_local(address.strip()) for address in listens.value.split(",")):
        return
    for rule in parsed.every("hba"):
        if rule.arguments[3] in _OPEN_ADDRESSES and rule.arguments[4] != "reject":
            evidence = (rule.shows("from every address"), listens.shows("bound to addresses of the network"))
            fix = f"in line {rule.line}: the network of the application in place of {rule.arguments[3]}, then `SELECT pg_reload_conf()`"
            says = f"{rule.arguments[2]} may come from everywhere"
            yield EVERYONE.found(place(rule), says, *evidence, fix=fix)
