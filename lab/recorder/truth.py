"""What really happened, told by the recorder: what each client did, and what came back to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from .cast import Member
from .deed import Deed
from .hostile import AIOHTTP_TRAVERSAL, VITE_RAW
from .places import ADDRESSES, HOST

AFFECTED = {("aiohttp", AIOHTTP_TRAVERSAL), ("vite", VITE_RAW)}
"""The services of web-1 that really have the hole in question."""

Record = dict[str, object]


def truth(members: Iterable[Member], deeds: list[Deed]) -> Record:
    """The whole truth, ready for JSON: the recording's span, and one record for each client."""
    by_client: dict[str, list[Deed]] = {}
    for deed in deeds:
        by_client.setdefault(deed.client, []).append(deed)
    return {
        "host": HOST,
        "addresses": list(ADDRESSES),
        "began": deeds[0].at,
        "last_began": deeds[-1].at,
        "clients": [_client(member, by_client[member.address]) for member in members],
    }


def _client(member: Member, deeds: list[Deed]) -> Record:
    return {
        "address": member.address,
        "role": member.role,
        "does": (member.habit.__doc__ or "").partition("\n")[0],
        "listed": bool(member.listed_in()),
        "lists": list(member.listed_in()),
        "first": deeds[0].at,
        "last": deeds[-1].at,
        "services": _services(deeds),
        "exploits": _exploits(deeds),
        "logins": [
            {
                "at": deed.at,
                "user": deed.what.removeprefix("login "),
                "passwords": deed.tried,
                "answer": deed.answer,
            }
            for deed in deeds
            if deed.what.startswith("login ")
        ],
    }


def _services(deeds: list[Deed]) -> Record:
    services = dict.fromkeys(deed.service for deed in deeds)
    return {name: Counter(deed.answer for deed in deeds if deed.service == name) for name in services}


def _exploits(deeds: list[Deed]) -> list[Record]:
    aimed = [deed for deed in deeds if deed.exploit]
    kinds = dict.fromkeys((deed.service, str(deed.exploit)) for deed in aimed)
    return [
        _exploit(
            service, exploit, [deed for deed in aimed if (deed.service, deed.exploit) == (service, exploit)]
        )
        for service, exploit in kinds
    ]


def _exploit(service: str, exploit: str, deeds: list[Deed]) -> Record:
    return {
        "vulnerability": exploit,
        "service": service,
        "service_affected": (service, exploit) in AFFECTED,
        "succeeded": any(deed.leaked for deed in deeds),
        "tries": [
            {
                "at": deed.at,
                "request": deed.what,
                "status": int(deed.answer) if deed.answer.isdecimal() else None,
                "bytes": deed.bytes,
                "file": deed.file,
                "leaked": deed.leaked,
            }
            for deed in deeds
        ],
    }
