"""What crosses the network in the clear, or by ciphers that are broken: TLS and SSH."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from vedette.investigate.configuration.interface import Directive, Parsed, first, last, walk
from vedette.investigate.posture.access import place
from vedette.investigate.posture.benchmarks import APACHE, DEBIAN, NGINX, POSTGRESQL
from vedette.investigate.posture.facts.listening import is_local
from vedette.investigate.posture.ground import Ground
from vedette.investigate.posture.interface import Checked, Weakness
from vedette.model.alert import Severity
from vedette.model.investigation import Finding

OLD: Final = Weakness(
    "tls-old-protocol", "SSL or a TLS before 1.2 is accepted", Severity.MEDIUM,
    "those versions are broken, and clients can be made to fall back to them (RFC 8996)",
    f"{NGINX} 4.1.4 (modern TLS protocols); NIST SC-8(1), SP 800-52r2; OWASP A02",
)  # fmt: skip
CIPHERS: Final = Weakness(
    "tls-weak-cipher", "weak ciphers are offered", Severity.MEDIUM,
    "what they protect can be read or changed",
    f"{NGINX} 4.1.5 and {APACHE} 7.5 (weak ciphers); NIST SC-13; OWASP A02",
)  # fmt: skip
CLEAR_LOGIN: Final = Weakness(
    "login-in-clear", "passwords are asked for without TLS", Severity.HIGH,
    "whoever is on the way reads them", "NIST SC-8, IA-5(1); OWASP A02",
)  # fmt: skip
DATABASE: Final = Weakness(
    "postgresql-in-clear", "PostgreSQL serves the network without TLS", Severity.MEDIUM,
    "queries and results cross the network in the clear",
    f"{POSTGRESQL} 6.8 (TLS is enabled); NIST SC-8",
)  # fmt: skip
STORE: Final = Weakness(
    "redis-in-clear", "Redis serves the network without TLS", Severity.LOW,
    "the password and all data cross the network in the clear", "NIST SC-8; OWASP A02",
)  # fmt: skip
SSH: Final = Weakness(
    "sshd-weak-algorithm", "sshd offers weak algorithms", Severity.LOW,
    "old ciphers, hashes and key exchanges can be broken",
    f"{DEBIAN} 5.1.6 (ciphers), 5.1.12 (key exchange), 5.1.15 (MACs); NIST SC-8(1), SC-13",
)  # fmt: skip
_OLD_NAMES: Final = frozenset({"sslv2", "sslv3", "tlsv1", "tlsv1.1"})
_WEAK_WORDS: Final = (
    "RC4",
    "3DES",
    "DES-CBC",
    "MD5",
    "NULL",
    "EXPORT",
    "EXP",
    "ADH",
    "AECDH",
    "ANULL",
    "ENULL",
    "LOW",
)
_SSH_WEAK: Final = {
    "ciphers": ("3des-cbc", "aes128-cbc", "aes192-cbc", "aes256-cbc", "arcfour", "blowfish-cbc", "cast128-cbc",
                "rijndael-cbc"),
    "macs": ("hmac-md5", "hmac-ripemd160", "hmac-sha1-96", "umac-64"),
    "kexalgorithms": ("diffie-hellman-group1-sha1", "diffie-hellman-group14-sha1",
                      "diffie-hellman-group-exchange-sha1"),
    "hostkeyalgorithms": ("ssh-dss", "ssh-rsa"),
    "pubkeyacceptedalgorithms": ("ssh-dss", "ssh-rsa"),
}  # fmt: skip
"""How weak algorithms begin, by keyword: CBC and RC4, MD5 and cut tags, key exchange with SHA-1, DSA; `ssh-rsa` is RSA with
SHA-1 (RFC 8332)."""
_RSA: Final = "ssh-rsa"
_NGINX: Final = "then `nginx -t && systemctl reload nginx`"


class TlsChecks:
    """Settings that say how what crosses the network is protected."""

    id = "tls"
    title = "Encryption on the way"
    weaknesses = (OLD, CIPHERS, CLEAR_LOGIN, DATABASE, STORE, SSH)

    def run(self, ground: Ground) -> Checked:
        """Only what a line says, or a documented default, is told."""
        readers = {
            "nginx": _nginx, "apache_httpd": _apache, "postgresql": _postgresql, "redis": _redis, "openssh": _sshd,
        }  # fmt: skip
        read = [parsed for name in readers for parsed in ground.of(name)]
        return Checked(
            tuple(finding for parsed in read for finding in readers[parsed.server](parsed)),
            tuple(file for parsed in read for file in parsed.files),
            tuple(_untold(read)),
        )


def _untold(read: Iterable[Parsed]) -> Iterator[str]:
    for parsed in read:
        if (
            parsed.server == "nginx"
            and any(map(_is_tls, parsed.every("server")))
            and not any(parsed.every("ssl_protocols"))
        ):
            yield f"{parsed.path}: no ssl_protocols; what nginx accepts then depends on its version and on OpenSSL"


def _nginx(parsed: Parsed) -> Iterator[Finding]:
    for directive, around in walk(parsed.directives):
        if directive.name == "ssl_protocols":
            fix = f"ssl_protocols TLSv1.2 TLSv1.3; {_NGINX}"
            yield from _old(directive, [a for a in directive.arguments if a.lower() in _OLD_NAMES], fix)
        elif directive.name == "ssl_ciphers":
            fix = f"ssl_ciphers HIGH:!aNULL:!MD5:!3DES; {_NGINX}"
            yield from _weak(directive, directive.value, fix)
        elif directive.name == "auth_basic" and directive.value.lower() != "off":
            servers = [block for block in around if block.name == "server"]
            if servers and not _is_tls(servers[-1]) and not _is_inner(servers[-1]):
                fix = f"listen 443 ssl; with ssl_certificate, and a redirect from port 80, {_NGINX}"
                says = "nginx asks for passwords over plain HTTP"
                yield CLEAR_LOGIN.found(
                    place(directive), says, directive.shows("asks for a password"), fix=fix
                )


def _is_tls(server: Directive) -> bool:
    return any(
        (d.name == "listen" and {"ssl", "quic"} & set(d.arguments)) or (d.name == "ssl" and d.value == "on")
        for d in server.within or ()
    )


def _is_inner(server: Directive) -> bool:
    """Whether it is bound to its own machine, where something in front may speak TLS."""
    listens = [d.value for d in server.within or () if d.name == "listen"]
    return bool(listens) and all(
        value.startswith(("127.", "[::1]", "localhost", "unix:")) for value in listens
    )


def _apache(parsed: Parsed) -> Iterator[Finding]:
    for directive, around in walk(parsed.directives):
        if directive.name == "sslprotocol":
            fix = "SSLProtocol -all +TLSv1.2 +TLSv1.3, then `apachectl -t && systemctl reload apache2`"
            yield from _old(directive, _apache_protocols(directive.arguments), fix)
        elif directive.name == "sslciphersuite":
            fix = "SSLCipherSuite HIGH:!aNULL:!MD5:!3DES, then `apachectl -t && systemctl reload apache2`"
            yield from _weak(directive, directive.arguments[-1] if directive.arguments else "", fix)
        elif directive.name == "authtype" and directive.value.lower() == "basic":
            hosts = [block for block in around if block.name == "virtualhost"]
            if (
                hosts
                and not any(d.name == "sslengine" and d.value.lower() == "on" for d in hosts[-1].within or ())
                and not is_local(hosts[-1].value.rpartition(":")[0])
            ):
                says = "Apache asks for passwords over plain HTTP"
                fix = "a VirtualHost on port 443 with SSLEngine on, and a redirect from port 80"
                yield CLEAR_LOGIN.found(
                    place(directive), says, directive.shows("asks for a password"), fix=fix
                )


def _apache_protocols(arguments: Sequence[str]) -> list[str]:
    """Those that remain when `all`, `+` and `-` are carried out in order; `all` is TLS 1.0 and later in 2.4."""
    left: dict[str, str] = {}
    for argument in arguments:
        sign, name = (argument[0], argument[1:]) if argument[:1] in "+-" else ("", argument)
        names = ["TLSv1", "TLSv1.1"] if name.lower() == "all" else [name]
        for each in names:
            if sign == "-":
                left.pop(each.lower(), None)
            elif each.lower() in _OLD_NAMES:
                left[each.lower()] = each
    return list(left.values())


def _old(directive: Directive, names: Sequence[str], fix: str) -> Iterator[Finding]:
    if names:
        says = f"{' and '.join(names)} may be used"
        yield OLD.found(place(directive), says, directive.shows("old versions are accepted"), fix=fix)


def _weak(directive: Directive, text: str, fix: str) -> Iterator[Finding]:
    """Of a list in OpenSSL's form (openssl-ciphers(1)): words without `!` or `-` that name what is weak."""
    words = [
        w for w in text.upper().replace(",", ":").replace(" ", ":").split(":") if w and w[0] not in "!-+@"
    ]
    refused = {w[1:] for w in text.upper().replace(" ", ":").split(":") if w[:1] == "!"}
    weak = [
        w
        for w in words
        if any(bad == w or bad in w.split("-") or (bad in w and len(bad) > 4) for bad in _WEAK_WORDS)
        and w not in refused
    ]
    if "ALL" in words and not {"ANULL", "ADH"} & refused:
        weak.append("ALL")
    if weak:
        says = f"{', '.join(weak[:8])} may be used"
        yield CIPHERS.found(place(directive), says, directive.shows("weak ciphers are offered"), fix=fix)


def _postgresql(parsed: Parsed) -> Iterator[Finding]:
    listens, ssl = last(parsed.directives, "listen_addresses"), last(parsed.directives, "ssl")
    least = last(parsed.directives, "ssl_min_protocol_version")
    network = listens is not None and not all(is_local(a.strip()) for a in listens.value.split(","))
    if network and listens is not None and (ssl is None or ssl.value.lower() in {"off", "false", "no", "0"}):
        shows = ssl.shows("TLS is off") if ssl else parsed.silent("no line sets ssl: it is off")
        fix = "ssl = on with ssl_cert_file and ssl_key_file, hostssl in place of host in pg_hba.conf, and a restart"
        evidence = (shows, listens.shows("bound to addresses of the network"))
        yield DATABASE.found(parsed.path, "PostgreSQL serves the network in the clear", *evidence, fix=fix)
    if least is not None and least.value.lower() in _OLD_NAMES:
        yield from _old(
            least, [least.value], "ssl_min_protocol_version = 'TLSv1.2', then `SELECT pg_reload_conf()`"
        )


def _redis(parsed: Parsed) -> Iterator[Finding]:
    bind, port = last(parsed.directives, "bind"), last(parsed.directives, "port")
    addresses = [a.lstrip("-") for a in bind.arguments] if bind else ["*"]
    plain = port is None or port.value != "0"
    if plain and not all(is_local(a) for a in addresses):
        shows = (
            bind.shows("bound to addresses of the network") if bind else parsed.silent("no line sets bind")
        )
        fix = "port 0, tls-port 6379 with tls-cert-file, tls-key-file and tls-ca-cert-file, and a restart"
        yield STORE.found(parsed.path, "Redis serves the network in the clear", shows, fix=fix)


def _sshd(parsed: Parsed) -> Iterator[Finding]:
    for keyword, weak in _SSH_WEAK.items():
        line = first(parsed.directives, keyword)
        if line is None or line.value.startswith("-"):
            continue
        offered = line.value.lstrip("+^").split(",")
        found = [a for a in offered if (a in weak if _RSA in weak else a.startswith(weak))]
        if found:
            fix = f"{keyword} -{','.join(found)}, then `sshd -t && systemctl reload ssh`"
            severity = Severity.LOW if keyword == "macs" else Severity.MEDIUM
            says = f"{keyword}: {', '.join(found[:8])}"
            yield SSH.found(
                place(line), says, line.shows("weak algorithms are offered"), fix=fix, severity=severity
            )
