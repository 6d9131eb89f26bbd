"""Who gets in, and by what proof: sshd, PostgreSQL and Redis."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from vedette.investigate.configuration.interface import Directive, Parsed, first, last
from vedette.investigate.posture.benchmarks import CONTROLS, DEBIAN, POSTGRESQL
from vedette.investigate.posture.ground import Ground
from vedette.investigate.posture.interface import Checked, Weakness
from vedette.model.alert import Evidence, Severity
from vedette.model.investigation import Finding

PASSWORD: Final = Weakness(
    "sshd-password-login", "sshd accepts passwords", Severity.MEDIUM,
    "passwords are guessed, day and night, on every sshd that strangers reach",
    f"{CONTROLS} 6.4 (a second factor for remote access); NIST IA-2(1), AC-17; OWASP A07",
)  # fmt: skip
BY_PAM: Final = Weakness(
    "sshd-password-by-pam", "sshd refuses passwords, and PAM asks for them all the same", Severity.MEDIUM,
    "KbdInteractiveAuthentication with UsePAM asks for the same password",
    f"{CONTROLS} 6.4 (a second factor for remote access); NIST IA-2(1), AC-17; OWASP A07",
)  # fmt: skip
ROOT: Final = Weakness(
    "sshd-root-login", "sshd lets root log in with a password", Severity.HIGH,
    "one guessed password is the whole machine, and nobody can tell who it was",
    f"{DEBIAN} 5.1.20 (PermitRootLogin is disabled); NIST AC-6(2), IA-2",
)  # fmt: skip
EMPTY: Final = Weakness(
    "sshd-empty-passwords", "sshd accepts empty passwords", Severity.CRITICAL,
    "an account without a password is open to everyone",
    f"{DEBIAN} 5.1.19 (PermitEmptyPasswords is disabled); NIST IA-5",
)  # fmt: skip
TRIES: Final = Weakness(
    "sshd-many-tries", "sshd allows many tries in one connection", Severity.LOW,
    "guessing is cheaper", f"{DEBIAN} 5.1.16 (MaxAuthTries is 4 or less; more than 6 is told here); NIST AC-7",
)  # fmt: skip
HOST_BASED: Final = Weakness(
    "sshd-host-based", "sshd trusts the client's machine to say who the user is", Severity.MEDIUM,
    "whoever holds that machine is every user", f"{DEBIAN} 5.1.10 (HostbasedAuthentication is disabled); NIST IA-2",
)  # fmt: skip
TRUST: Final = Weakness(
    "postgresql-trust", "PostgreSQL lets connections in without any proof", Severity.HIGH,
    "whoever may connect may be any user, the superuser among them",
    f"{POSTGRESQL} 5.3 and 5.4 (logins by socket and by TCP/IP); NIST IA-2, AC-3; OWASP A07",
)  # fmt: skip
WEAK_HASH: Final = Weakness(
    "postgresql-weak-password", "PostgreSQL takes passwords in the clear, or as MD5", Severity.MEDIUM,
    "what crosses the network, or lies in a backup, can be used to log in",
    f"{POSTGRESQL} 5.4 (logins by TCP/IP); NIST IA-5(1)",
)  # fmt: skip
NO_PASSWORD: Final = Weakness(
    "redis-no-password", "Redis asks for no password", Severity.MEDIUM,
    "whoever reaches it owns the data, and by its files often the machine",
    f"{CONTROLS} 4.7 (default accounts); NIST IA-2, AC-3; OWASP A07",
)  # fmt: skip
_SSHD_DEFAULTS: Final = {
    "passwordauthentication": "yes", "permitrootlogin": "prohibit-password", "permitemptypasswords": "no",
    "maxauthtries": "6", "hostbasedauthentication": "no", "kbdinteractiveauthentication": "yes", "usepam": "no",
    "authenticationmethods": "any",
}  # fmt: skip
"""sshd_config(5) of OpenSSH 8.7 and later."""
_MOST_TRIES: Final = 6
_RESTART_SSHD: Final = "then `sshd -t && systemctl reload ssh`"


class AuthenticationChecks:
    """Settings that say who gets in."""

    id = "authentication"
    title = "Authentication"
    weaknesses = (PASSWORD, BY_PAM, ROOT, EMPTY, TRIES, HOST_BASED, TRUST, WEAK_HASH, NO_PASSWORD)

    def run(self, ground: Ground) -> Checked:
        """Of each server that is configured here."""
        findings = [finding for parsed in ground.of("openssh") for finding in _sshd(parsed)]
        findings += [finding for parsed in ground.of("postgresql") for finding in _postgresql(parsed)]
        findings += [finding for parsed in ground.of("redis") for finding in _redis(parsed)]
        servers = ("openssh", "postgresql", "redis")
        read = [parsed for server in servers for parsed in ground.of(server)]
        return Checked(
            tuple(findings),
            tuple(file for parsed in read for file in parsed.files),
            tuple(problem for parsed in read for problem in parsed.problems),
        )


class _Sshd:
    """What counts for everyone: of each keyword the first value, else the default."""

    def __init__(self, parsed: Parsed) -> None:
        self.parsed = parsed

    def value(self, name: str) -> str:
        """Of a keyword, in lower case."""
        found = self._line(name)
        return (found.value if found else _SSHD_DEFAULTS[name]).lower()

    def evidence(self, name: str) -> Evidence:
        """The line, or that no line says it."""
        found = self._line(name)
        if found is not None:
            return found.shows(f"{name} is {found.value}")
        return self.parsed.silent(f"no line sets {name}: it is {_SSHD_DEFAULTS[name]}")

    def _line(self, name: str) -> Directive | None:
        old = {"kbdinteractiveauthentication": "challengeresponseauthentication"}
        return first(self.parsed.directives, name) or first(self.parsed.directives, old.get(name, name))

    def password_suffices(self) -> bool:
        """Whether a password alone may let somebody in (AuthenticationMethods)."""
        found = self._line("authenticationmethods")
        lists = found.arguments if found else ("any",)
        return any({"password", "keyboard-interactive", "any"} >= _methods(each) for each in lists)


def _methods(text: str) -> set[str]:
    return {method.partition(":")[0] for method in text.lower().split(",")}


def _sshd(parsed: Parsed) -> Iterator[Finding]:
    sshd = _Sshd(parsed)
    passwords = sshd.value("passwordauthentication") == "yes"
    interactive = sshd.value("kbdinteractiveauthentication") == "yes" and sshd.value("usepam") == "yes"
    if passwords and sshd.password_suffices():
        yield PASSWORD.found(
            parsed.path, "sshd accepts passwords from everyone", sshd.evidence("passwordauthentication"),
            fix=f"PasswordAuthentication no, {_RESTART_SSHD}; see first that keys are in place",
        )  # fmt: skip
    elif interactive and sshd.password_suffices():
        evidence = (sshd.evidence("kbdinteractiveauthentication"), sshd.evidence("usepam"))
        says = "sshd asks for passwords by PAM although PasswordAuthentication is no"
        yield BY_PAM.found(
            parsed.path, says, *evidence, fix=f"KbdInteractiveAuthentication no, {_RESTART_SSHD}"
        )
    if sshd.value("permitrootlogin") == "yes":
        says = "root may log in, by whatever is accepted"
        severity = Severity.HIGH if passwords or interactive else Severity.LOW
        fix = f"PermitRootLogin no, {_RESTART_SSHD}"
        yield ROOT.found(parsed.path, says, sshd.evidence("permitrootlogin"), fix=fix, severity=severity)
    if sshd.value("permitemptypasswords") == "yes":
        fix = f"PermitEmptyPasswords no, {_RESTART_SSHD}"
        yield EMPTY.found(
            parsed.path, "empty passwords let in", sshd.evidence("permitemptypasswords"), fix=fix
        )
    tries = sshd.value("maxauthtries")
    if tries.isdecimal() and len(tries) < 9 and int(tries) > _MOST_TRIES:
        fix = f"MaxAuthTries 4, {_RESTART_SSHD}"
        yield TRIES.found(parsed.path, f"{tries} tries a connection", sshd.evidence("maxauthtries"), fix=fix)
    if sshd.value("hostbasedauthentication") == "yes":
        fix = f"HostbasedAuthentication no, {_RESTART_SSHD}"
        says = "the client's machine says who its user is"
        yield HOST_BASED.found(parsed.path, says, sshd.evidence("hostbasedauthentication"), fix=fix)
    yield from _for_some(parsed)


def _for_some(parsed: Parsed) -> Iterator[Finding]:
    """What a `Match` block lets in again; those of some addresses only are left alone."""
    for block in (d for d in parsed.directives if d.name == "match"):
        criteria = {argument.lower() for argument in block.arguments}
        if criteria & {"address", "localaddress"}:
            continue
        for line in block.within or ():
            subject = f"{line.file}:{line.line}"
            if line.name == "passwordauthentication" and line.value.lower() == "yes":
                says = f"for some ({block.text}) sshd accepts passwords"
                fix = f"take the line out, or add `Address NETWORK` to its Match, {_RESTART_SSHD}"
                evidence = (line.shows("passwords are accepted"), block.shows("from whom"))
                yield PASSWORD.found(subject, says, *evidence, fix=fix, severity=Severity.LOW)
            elif line.name == "permitrootlogin" and line.value.lower() == "yes":
                evidence = (line.shows("root may log in"), block.shows("from where"))
                fix = f"PermitRootLogin no, {_RESTART_SSHD}"
                yield ROOT.found(subject, f"for some ({block.text}) root may log in", *evidence, fix=fix)


def _postgresql(parsed: Parsed) -> Iterator[Finding]:
    for rule in parsed.every("hba"):
        kind, _, users, address, method = rule.arguments[:5]
        whom = f"{users} from {address}" if address else f"{users} of this machine"
        subject = f"{rule.file}:{rule.line}"
        if method == "trust":
            says = f"{whom} needs no password"
            severity = Severity.MEDIUM if kind == "local" else Severity.HIGH
            fix = f"in line {rule.line}: {'peer' if kind == 'local' else 'scram-sha-256'} in place of trust, then `SELECT pg_reload_conf()`"
            yield TRUST.found(subject, says, rule.shows("trust asks for nothing"), fix=fix, severity=severity)
        elif method in {"md5", "password"} and kind != "local":
            says = f"{whom} proves itself by {method}"
            fix = f"password_encryption = scram-sha-256, set the passwords anew, then scram-sha-256 in line {rule.line}"
            severity = Severity.MEDIUM if method == "password" else Severity.LOW
            yield WEAK_HASH.found(
                subject, says, rule.shows(f"{method} is accepted"), fix=fix, severity=severity
            )


def _redis(parsed: Parsed) -> Iterator[Finding]:
    if any(d.value for d in parsed.every("requirepass")):
        return
    users = [d for d in parsed.every("user") if d.value == "default"]
    if any({"off"} & set(d.arguments) or any(a[:1] in ">#" for a in d.arguments) for d in users):
        return
    if last(parsed.directives, "aclfile") is not None:
        return
    evidence = (
        users[0].shows("the user of all who say no name")
        if users
        else parsed.silent("no line sets requirepass or a password of the user default")
    )
    yield NO_PASSWORD.found(
        parsed.path, "Redis asks nobody for a password", evidence,
        fix="requirepass with a long random password (openssl rand -base64 32), and a restart",
        severity=None if _is_open(parsed) else Severity.LOW,
    )  # fmt: skip


def _is_open(parsed: Parsed) -> bool:
    """Whether it may listen for others than its own machine."""
    bind = last(parsed.directives, "bind")
    addresses = [a.lstrip("-") for a in bind.arguments] if bind else ["*"]
    return any(address not in {"127.0.0.1", "::1", "localhost"} for address in addresses)
