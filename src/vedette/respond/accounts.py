"""The account by which a client got in: shut until it has a new password.

The client's address is one of many that it has; the password lets it in from each. To lock the password alone leaves
keys working, so the account expires too (usermod(8), shadow(5)).
"""

from __future__ import annotations

from typing import Final

from vedette.model.alert import Alert
from vedette.model.plan import Action, Check, Command, Expects, Manual
from vedette.respond.words import account_name

_OF_THE_MACHINE: Final = frozenset({"openssh", "dropbear"})
"""Servers whose accounts are those of the machine; others may have their own."""
_ROOT: Final = "root"
"""Locked, it would keep its owner out as well."""
_EXPIRED: Final = "1"
"""The second day of 1970, in days: of the first one some programs take 0 for never."""


def entered_as(alert: Alert) -> str | None:
    """The account that a login was accepted for, as the log has it; null where none was, or the log names none."""
    return next((e.account for e in alert.evidence if e.account is not None), None)


def account_of_machine(alert: Alert) -> str | None:
    """The same, where it is an account of the machine that a command can name; else null."""
    name = entered_as(alert)
    if name is None or alert.service.product not in _OF_THE_MACHINE:
        return None
    return account_name(name)


def shut(alert: Alert) -> Action | None:
    """What keeps the client from coming back by the account; null where it came in by none."""
    entered, account = entered_as(alert), account_of_machine(alert)
    if entered is None:
        return None
    return _change_password(alert, entered) if account in {None, _ROOT} else _lock(str(account))


def _lock(account: str) -> Action:
    return Action(
        id="compromise.lock-account",
        does=f"Lock the account {account}: whoever knows its password may come back from any address",
        doing=(Command(("usermod", "--lock", "--expiredate", _EXPIRED, account)),),
        risk=f"Whoever uses {account} rightly is locked out, over keys and its jobs too; what it runs goes on. When it was "
        "to expire is forgotten: look first (chage --list)",
        undo=(Command(("usermod", "--unlock", "--expiredate", "", account)),),
        verify=(
            Check(
                "its password is locked",
                Command(("passwd", "--status", account)),
                Expects.TEXT,
                f"{account} L",
            ),
        ),
    )


def _change_password(alert: Alert, entered: str) -> Action:
    return Action(
        id="compromise.change-password",
        does=f"Give the account {entered} of {alert.service.product} a new password: whoever knows the old one may come "
        "back from any address",
        doing=(
            Manual(
                "Change it where nobody else sees it, end the sessions that the account has, and look for what lets in "
                "without it: keys, tokens, further accounts."
            ),
        ),
        risk="Who uses the account rightly is locked out until it has the new one",
    )
