"""The CIS benchmarks whose recommendations weaknesses break: each by its version, since numbers move between versions.

A number stands only where a public work confirms it for that version; docs/posture.md shows which.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Benchmark:
    """One version of one benchmark."""

    name: str
    """As it stands before a number: `CIS Debian Linux 12 v1.1.0`."""
    confirmed: str
    """The public work in which numbers and titles were looked up, as a phrase."""

    def __str__(self) -> str:
        return self.name


DEBIAN: Final = Benchmark(
    "CIS Debian Linux 12 v1.1.0",
    "the Ansible role DEBIAN12-CIS of ansible-lockdown, which follows it number by number: its tasks of sections 1.2.2, "
    "4.3, 4.4, 5.1, 5.2, 5.4.2 and 7, and for 4.2 (ufw) its list of what moved from v1.0.1",
)
NGINX: Final = Benchmark(
    "CIS NGINX v2.1.0",
    "Tenable's audits CIS_NGINX_v2.1.0_Level_1_Webserver (2.5.1) and _Loadbalancer (4.1.4, 4.1.5)",
)
NGINX_ACCESS: Final = Benchmark("CIS NGINX v3.0.0", "Tenable's audit CIS_NGINX_v3.0.0_L2_Webserver (5.1.1)")
NGINX_MODULES: Final = Benchmark(
    "CIS NGINX v2.0.1", "Tenable's audit CIS_NGINX_v2.0.1_Level_1_Webserver (2.1.4)"
)
APACHE: Final = Benchmark(
    "CIS Apache HTTP Server 2.4 v2.3.0",
    "Tenable's audit CIS_Apache_HTTP_Server_2.4_v2.3.0_L1 (2.4, 2.5), and the checks cis-apache24-4.1, -7.5 and -8.1 "
    "of CyberStrike",
)
POSTGRESQL: Final = Benchmark("CIS PostgreSQL 18 v1.0.0", "the benchmark's table of contents")
AWS: Final = Benchmark(
    "CIS AWS Foundations v6.0.0", "Tenable's audit CIS_Amazon_Web_Services_Foundations_v6.0.0_L1 (6.3)"
)
CONTROLS: Final = Benchmark(
    "CIS Controls v8",
    "the titles of its safeguards, as the benchmarks above and several public mappings cite them",
)

BENCHMARKS: Final = (DEBIAN, NGINX, NGINX_ACCESS, NGINX_MODULES, APACHE, POSTGRESQL, AWS, CONTROLS)
"""All that are cited."""
