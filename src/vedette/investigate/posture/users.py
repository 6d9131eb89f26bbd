"""Who may become root, and by what: accounts, empty passwords and sudo (passwd(5), shadow(5), sudoers(5))."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import PurePosixPath
from typing import Final

from vedette.assets.live.tree import Tree
from vedette.investigate.configuration.lines import logical_lines
from vedette.investigate.posture.benchmarks import DEBIAN
from vedette.investigate.posture.ground import Ground
from vedette.investigate.posture.interface import Checked, Weakness
from vedette.model.alert import Evidence, Severity
from vedette.model.investigation import Finding

SECOND_ROOT: Final = Weakness(
    "second-root", "another account than root has user id 0", Severity.CRITICAL,
    "it is root under another name, as whoever breaks in leaves it",
    f"{DEBIAN} 5.4.2.1 (root is the only UID 0 account); NIST AC-6, AC-2",
)  # fmt: skip
EMPTY: Final = Weakness(
    "empty-password", "an account has an empty password", Severity.HIGH,
    "whoever may log in at all may be this user", f"{DEBIAN} 7.2.2 (shadow fields are not empty); NIST IA-5",
)  # fmt: skip
READABLE: Final = Weakness(
    "shadow-readable", "everyone on the machine may read the password hashes", Severity.HIGH,
    "hashes are guessed elsewhere, without a trace", f"{DEBIAN} 7.1.5 (permissions on /etc/shadow); NIST AC-6, IA-5(1)",
)  # fmt: skip
NO_PASSWORD: Final = Weakness(
    "sudo-without-password", "sudo asks for no password", Severity.MEDIUM,
    "whoever gets to run a command as this user is root", f"{DEBIAN} 5.2.4 (a password for privilege); NIST AC-6, IA-11",
)  # fmt: skip
EVERYONE: Final = Weakness(
    "sudo-for-everyone", "sudo lets every user run everything", Severity.CRITICAL,
    "every account of a service is root", "NIST AC-6, AC-6(1)",
)  # fmt: skip
PASSWD: Final = "/etc/passwd"  # noqa: S105 - a path
SHADOW: Final = "/etc/shadow"
SUDOERS: Final = "/etc/sudoers"
_MOST: Final = 16 << 20
_MOST_LINES: Final = 200_000
_MOST_FILES: Final = 200
_DEEPEST: Final = 8
_OTHERS_READ: Final = 0o004


class UserChecks:
    """Accounts and sudo."""

    id = "users"
    title = "Users and sudo"
    weaknesses = (SECOND_ROOT, EMPTY, READABLE, NO_PASSWORD, EVERYONE)

    def run(self, ground: Ground) -> Checked:
        """No hash is shown."""
        tree = ground.tree
        present = [path for path in (PASSWD, SHADOW, SUDOERS) if tree.read(path, 1) is not None]
        sudoers, lost = sudoers_lines(tree) if SUDOERS in present else ([], [])
        missing = [
            f"{path}: is not there, or may not be read" for path in (PASSWD, SHADOW) if path not in present
        ]
        findings = [*_accounts(tree), *_shadow(tree), *_sudo(sudoers)]
        files = dict.fromkeys((*present, *(path for path, _, _ in sudoers)))
        return Checked(tuple(findings), tuple(files), (*missing, *lost))


def _rows(tree: Tree, path: str) -> Iterator[tuple[int, list[str]]]:
    text = tree.text(path, _MOST) or ""
    for number, line in enumerate(islice(text.splitlines(), _MOST_LINES), 1):
        if line and not line.startswith(("#", "+", "-")):
            yield number, line.split(":")


def _accounts(tree: Tree) -> Iterator[Finding]:
    for number, row in _rows(tree, PASSWD):
        if len(row) > 6 and row[2].strip("0") == "" and row[2] and row[0] != "root":
            evidence = Evidence(PASSWD, number, None, None, ":".join(row)[:200], "its user id is 0")
            fix = f"userdel {row[0]} (look first at what it was made for, and when), or another id by usermod -u"
            yield SECOND_ROOT.found(row[0], "is root by its user id", evidence, fix=fix)
        elif len(row) > 6 and row[1] == "" and not _no_shell(row[6]):
            evidence = Evidence(PASSWD, number, None, None, ":".join(row)[:200], "its password is empty")
            yield EMPTY.found(row[0], "has an empty password", evidence, fix=f"passwd -l {row[0]}")


def _no_shell(shell: str) -> bool:
    return shell.strip().endswith(("/nologin", "/false"))


def _shadow(tree: Tree) -> Iterator[Finding]:
    for number, row in _rows(tree, SHADOW):
        if len(row) > 2 and row[1] == "":
            evidence = Evidence(SHADOW, number, None, None, f"{row[0]}::"[:200], "its password is empty")
            yield EMPTY.found(row[0], "has an empty password", evidence, fix=f"passwd -l {row[0]}")
    status = tree.status(SHADOW)
    if status is not None and status.st_mode & _OTHERS_READ:
        evidence = Evidence(
            SHADOW, None, None, None, f"mode {status.st_mode & 0o7777:04o}", "others may read it"
        )
        fix = "chown root:shadow /etc/shadow && chmod 640 /etc/shadow"
        yield READABLE.found(SHADOW, "everyone may read /etc/shadow", evidence, fix=fix)


SudoLine = tuple[str, int, str]
"""File, line and text of a line that says something."""


def sudoers_lines(tree: Tree) -> tuple[list[SudoLine], list[str]]:
    """The lines of sudoers with all that it includes, and what could not be read."""
    found: list[SudoLine] = []
    lost: list[str] = []
    pending = [(SUDOERS, 0)]
    seen: set[str] = set()
    while pending and len(found) < _MOST_LINES:
        path, depth = pending.pop(0)
        if path in seen or len(seen) >= _MOST_FILES or depth > _DEEPEST:
            lost.append(f"{path}: included again, or too deep")
            continue
        seen.add(path)
        text = tree.text(path, _MOST)
        if text is None:
            lost.append(f"{path}: is not there, or may not be read")
            continue
        for number, line in logical_lines(text, comment="\0"):
            included = _included(tree, line, path)
            if included is not None:
                pending += [(file, depth + 1) for file in included]
            elif not line.startswith("#"):
                found.append((path, number, line))
    return found, lost


def _included(tree: Tree, line: str, path: str) -> list[str] | None:
    """`@include FILE`, `@includedir FOLDER`, and the same with `#`. In a folder, names with `.` or a last `~` are left out."""
    word, _, rest = line.partition(" ")
    target = str(PurePosixPath(PurePosixPath(path).parent, rest.strip().strip('"')))
    if word in {"@include", "#include"}:
        return [target]
    if word in {"@includedir", "#includedir"}:
        return [
            f"{target}/{name}" for name in tree.names(target) if "." not in name and not name.endswith("~")
        ]
    return None


def _sudo(lines: list[SudoLine]) -> Iterator[Finding]:
    for path, number, line in lines:
        subject = f"{path}:{number}"
        who, _, what = line.partition(" ")
        if who == "Defaults" or who.startswith("Defaults"):
            if "!authenticate" in what:
                evidence = Evidence(path, number, None, None, line[:200], "nobody is asked for a password")
                fix = f"take !authenticate out of line {number} of {path} (visudo -f {path})"
                yield NO_PASSWORD.found(subject, "sudo asks nobody for a password", evidence, fix=fix)
        elif "=" in what and "_Alias" not in who:
            commands = what.partition("=")[2].rpartition(":")[2].strip().rpartition(")")[2].strip()
            everything = commands.split(",")[0].strip() == "ALL"
            if who == "ALL" and everything and who != "root":
                evidence = Evidence(path, number, None, None, line[:200], "every user may run everything")
                fix = f"take line {number} out of {path} (visudo -f {path})"
                yield EVERYONE.found(subject, "every user may become root", evidence, fix=fix)
            if "NOPASSWD:" in what.replace(" ", "") and who != "root":
                evidence = Evidence(path, number, None, None, line[:200], "no password is asked for")
                says = f"{who} runs {'everything' if everything else commands[:120]} without a password"
                fix = f"take NOPASSWD: out of line {number} of {path} (visudo -f {path})"
                severity = Severity.MEDIUM if everything else Severity.LOW
                yield NO_PASSWORD.found(subject, says, evidence, fix=fix, severity=severity)
