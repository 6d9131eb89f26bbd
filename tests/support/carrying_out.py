"""Carries out what a plan says, in a place where it does no harm, and looks whether its checks pass."""

import subprocess
from pathlib import Path

from vedette.model.plan import Change, Command, Expects
from vedette.vulns.versions import SCHEMES, compare


def carry_out(doings, within=(), root=Path("/")):
    """Commands and changes in order; what only a person can do is left out. within: words before each command."""
    for doing in doings:
        if isinstance(doing, Command):
            done = ran(doing, within)
            assert done.returncode in doing.fine, (str(doing), done.stdout, done.stderr)
        elif isinstance(doing, Change):
            change(doing, root)


def ran(command, within=()):
    """As a person would who copies it into a shell: what is printed must mean the same."""
    return subprocess.run(
        [*within, "sh", "-c", str(command)], capture_output=True, text=True, check=False, timeout=120
    )


def change(doing, root):
    file = root / doing.file.lstrip("/")
    assert (file.read_text() if file.exists() else None) == doing.before
    if doing.after is None:
        file.unlink()
    else:
        file.write_text(doing.after)


def holds(check, within=(), scheme="generic"):
    """Whether a check passes."""
    done = ran(check.command, within)
    match check.expects:
        case Expects.SUCCESS:
            return done.returncode == 0
        case Expects.NOTHING:
            return done.returncode == 0 and not done.stdout
        case Expects.TEXT:
            return done.returncode == 0 and check.wants in done.stdout
        case Expects.VERSION:
            return done.returncode == 0 and compare(SCHEMES[scheme], done.stdout.strip(), check.wants) >= 0


def all_hold(action, within=()):
    return [check.says for check in action.verify if not holds(check, within)] == []
