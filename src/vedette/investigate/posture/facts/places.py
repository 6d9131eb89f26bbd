"""Where outputs of a machine's own commands stand in a tree that was prepared for Vedette."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

FOLDER: Final = "/vedette-facts"
NFT: Final = f"{FOLDER}/nft.json"
IPTABLES: Final = f"{FOLDER}/iptables-save.txt"
IP6TABLES: Final = f"{FOLDER}/ip6tables-save.txt"
UFW: Final = f"{FOLDER}/ufw-status.txt"
SSHD: Final = f"{FOLDER}/sshd-T.txt"
PROCESSES: Final = f"{FOLDER}/processes.txt"
SECURITY_GROUPS: Final = f"{FOLDER}/security-groups.json"

COMMANDS: Final[Mapping[str, str]] = {
    NFT: "nft --json list ruleset",
    IPTABLES: "iptables-save",
    IP6TABLES: "ip6tables-save",
    UFW: "ufw status verbose",
    SSHD: "sshd -T",
    PROCESSES: "ps -eo comm=",
    SECURITY_GROUPS: "aws ec2 describe-security-groups",
}
"""What prints each of them."""
FILES: Final = (
    "/etc", "/var/lib/dpkg/status", "/var/lib/apt/lists", "/proc/net/tcp", "/proc/net/tcp6", "/proc/net/udp",
    "/proc/net/udp6",
)  # fmt: skip
"""What of the machine is read besides."""
MOST: Final = 64 << 20
"""Bytes of one of them."""
