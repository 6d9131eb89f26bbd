"""Every error that Vedette raises, one small tree.

VedetteError
├── InputError          something given to Vedette cannot be used; names the file, the place in it and the reason
│   ├── UnreadableInput     it cannot be opened or decoded at all
│   ├── UnknownFormat       no reader recognises it
│   ├── MalformedInput      it was recognised, but its content breaks the format
│   └── ReaderDefect        a reader of ours failed on it
├── ConfigError         the configuration cannot be used; names the file, the key and the reason
├── FetchFailed         something could not be fetched from the network, or must not be; names where from and why
├── StoreError          what is kept between runs cannot be opened, read or written; names where it is, and why
├── NoSuchAlert         no alert, or more than one, is meant by what was given
├── NotAllowed          an alert may not go where it was sent; says from where to where, and why
├── InvalidVersion      a version string that its scheme does not allow
└── RuleError           a detection rule that breaks the rules' schema

A single bad line or entry raises none of these: it is counted as rejected, with its reason.
"""

from __future__ import annotations


class VedetteError(Exception):
    """Root of the tree: says what happened, where, and what to do about it."""


class InputError(VedetteError):
    """Something given to Vedette cannot be used.

    path: the file as the user named it; reason: what is wrong with it, without a final stop;
    line: 1-based, offset: in bytes, where known; hint: what the user can do.
    """

    def __init__(
        self, path: str, reason: str, *, line: int | None = None, offset: int | None = None, hint: str = ""
    ) -> None:
        self.path, self.reason, self.line, self.offset, self.hint = path, reason, line, offset, hint
        place = path if line is None else f"{path}:{line}"
        if line is None and offset is not None:
            place = f"{path} at byte {offset}"
        super().__init__(f"{place}: {reason}" + (f" ({hint})" if hint else ""))


class UnreadableInput(InputError):
    """It cannot be opened or decoded at all."""


class UnknownFormat(InputError):
    """No reader recognises it."""


class MalformedInput(InputError):
    """It was recognised, but its content breaks the format."""


class ReaderDefect(InputError):
    """A reader failed where it should have counted a line as rejected: a defect of ours, to be reported."""

    def __init__(self, path: str, error: Exception) -> None:
        said = f"{type(error).__name__}: {error}".splitlines()[0][:200]
        super().__init__(path, f"its reader failed ({said})", hint="a defect of Vedette: please report it")


class ConfigError(VedetteError):
    """The configuration cannot be used.

    path: the file; reason: what is wrong, without a final stop; key: where in it, as in `feed[2].url`, where known;
    hint: what the user can do.
    """

    def __init__(self, path: str, reason: str, *, key: str = "", hint: str = "") -> None:
        self.path, self.reason, self.key, self.hint = path, reason, key, hint
        place = f"{path}: {key}" if key else path
        super().__init__(f"{place}: {reason}" + (f" ({hint})" if hint else ""))


class FetchFailed(VedetteError):
    """Something could not be fetched, or must not be.

    url: where from, without what may be secret in it; reason: why, without a final stop; hint: what the user can do.
    """

    def __init__(self, url: str, reason: str, *, hint: str = "") -> None:
        self.url, self.reason, self.hint = url, reason, hint
        super().__init__(f"{url}: {reason}" + (f" ({hint})" if hint else ""))


class StoreError(VedetteError):
    """What is kept between runs cannot be opened, read or written. where: the database; reason: why."""

    def __init__(self, where: str, reason: str) -> None:
        self.where, self.reason = where, reason
        super().__init__(f"{where}: {reason}")


class NoSuchAlert(VedetteError):
    """No alert is meant, or more than one. given: the start of an id."""

    def __init__(self, given: str, reason: str) -> None:
        self.given, self.reason = given, reason
        super().__init__(f"alert {given}: {reason}")


class NotAllowed(VedetteError):
    """An alert may not go where it was sent."""


class InvalidVersion(VedetteError):
    """A version string that its scheme does not allow."""

    def __init__(self, scheme: str, version: str) -> None:
        self.scheme, self.version = scheme, version
        super().__init__(f"{version!r} is no {scheme} version")


class RuleError(VedetteError):
    """A detection rule that breaks the rules' schema; names the rule and the field."""
