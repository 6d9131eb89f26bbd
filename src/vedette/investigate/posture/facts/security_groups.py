"""Security groups of a cloud, as `aws ec2 describe-security-groups` prints them (EC2 API, SecurityGroup)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

import msgspec

from vedette.assets.live.tree import Tree
from vedette.investigate.posture.facts.places import MOST, SECURITY_GROUPS
from vedette.model.alert import Evidence

_EVERYONE: Final = {"0.0.0.0/0", "::/0"}
_MOST: Final = 20_000


class _Range(msgspec.Struct):
    cidr4: str = msgspec.field(name="CidrIp", default="")
    cidr6: str = msgspec.field(name="CidrIpv6", default="")


class _Permission(msgspec.Struct):
    protocol: str = msgspec.field(name="IpProtocol", default="")
    low: int | None = msgspec.field(name="FromPort", default=None)
    high: int | None = msgspec.field(name="ToPort", default=None)
    ranges4: list[_Range] = msgspec.field(name="IpRanges", default_factory=list)
    ranges6: list[_Range] = msgspec.field(name="Ipv6Ranges", default_factory=list)


class _Group(msgspec.Struct):
    id: str = msgspec.field(name="GroupId")
    name: str = msgspec.field(name="GroupName", default="")
    permissions: list[_Permission] = msgspec.field(name="IpPermissions", default_factory=list)


class _Answer(msgspec.Struct):
    groups: list[_Group] = msgspec.field(name="SecurityGroups")


@dataclass(frozen=True, slots=True)
class Opening:
    """What a security group lets in from everywhere."""

    group: str
    protocol: str
    """tcp, udp, icmp, or -1 for all."""
    first: int
    last: int
    network: str
    """0.0.0.0/0 or ::/0."""
    evidence: Evidence

    @property
    def everything(self) -> bool:
        """Whether all ports are open."""
        return self.protocol == "-1" or (self.protocol in {"tcp", "udp"} and self.last - self.first >= 65_000)


def openings_of(tree: Tree) -> tuple[Opening, ...] | None:
    """What strangers are let in by. Null where no groups are kept. Raises ValueError for what is no such document."""
    data = tree.read(SECURITY_GROUPS, MOST)
    if data is None:
        return None
    try:
        answer = msgspec.json.decode(data, type=_Answer)
    except (msgspec.DecodeError, RecursionError) as error:
        raise ValueError(str(error)) from None
    lines = _lines(data)
    return tuple(opening for group in answer.groups[:_MOST] for opening in _openings(group, lines))


def _lines(data: bytes) -> dict[str, int]:
    """The line on which each group's id stands first; the document may have one line alone."""
    found: dict[str, int] = {}
    for number, line in enumerate(islice(data.decode("utf-8", "replace").split("\n"), 500_000), 1):
        name, _, rest = line.partition('"GroupId"')
        for part in rest.split('"')[1:2] if name is not line else ():
            found.setdefault(part, number)
    return found


def _openings(group: _Group, lines: dict[str, int]) -> Iterator[Opening]:
    for permission in group.permissions[:_MOST]:
        networks = [r.cidr4 for r in permission.ranges4] + [r.cidr6 for r in permission.ranges6]
        for network in (n for n in networks if n in _EVERYONE):
            low, high = (permission.low, permission.high)
            first, last = (0, 65_535) if low is None or high is None else (low, high)
            shows = f"lets in {permission.protocol} {first}-{last} from {network}"
            excerpt = f"{group.id} {group.name}"[:200]
            evidence = Evidence(SECURITY_GROUPS, lines.get(group.id), None, None, excerpt, shows)
            yield Opening(f"{group.id} ({group.name})", permission.protocol, first, last, network, evidence)
