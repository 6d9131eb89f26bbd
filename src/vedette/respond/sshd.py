"""Settings of sshd as a file of their own: of each keyword the first value counts, and sshd_config.d is included first.

sshd_config(5); Debian since 11, Ubuntu since 20.04 and Red Hat since 9 have the Include at the head.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from vedette.model.investigation import Finding
from vedette.model.plan import Action, Change, Check, Command, Expects

FOLDER: Final = "/etc/ssh/sshd_config.d"
_SETTINGS: Final[Mapping[str, tuple[str, str]]] = {
    "sshd-password-login": ("PasswordAuthentication", "no"),
    "sshd-password-by-pam": ("KbdInteractiveAuthentication", "no"),
    "sshd-root-login": ("PermitRootLogin", "no"),
    "sshd-empty-passwords": ("PermitEmptyPasswords", "no"),
    "sshd-many-tries": ("MaxAuthTries", "4"),
    "sshd-host-based": ("HostbasedAuthentication", "no"),
}
"""What mends each finding of the posture."""
_LOAD: Final = (Command(("sshd", "-t")), Command(("systemctl", "reload", "ssh")))


def sshd_change(finding: Finding) -> Action | None:
    """The change that mends a finding; null where it is none of sshd's, or of a Match block, which overrides the file."""
    setting = _SETTINGS.get(finding.id)
    if setting is None or ":" in finding.subject:
        return None
    keyword, value = setting
    file, text = f"{FOLDER}/00-vedette-{finding.id}.conf", f"{keyword} {value}\n"
    return Action(
        id=finding.id,
        does=f"{finding.says}: set {keyword} {value} ({finding.severity})",
        doing=(Change(file, None, text), *_LOAD),
        risk="Whoever has only what is refused from now on is locked out: keep a session open, and try a second one "
        "before it is closed. Without an Include of the folder at the head of sshd_config the file does nothing, which "
        "the check tells. On Red Hat's systems the unit is sshd",
        undo=(Change(file, text, None), *_LOAD),
        verify=(
            Check(
                f"{keyword} is {value} for everyone",
                Command(("sshd", "-T")),
                Expects.TEXT,
                f"{keyword.lower()} {value}",
            ),
        ),
    )
