"""The starter set: facts of the most attacked vulnerabilities of server software, for a first run without a network.

It is used where no other advisories are given, and gives way to any other advisory about the same vulnerability.
"""

from vedette.vulns.starter.entries import EDITION, SOURCE, read_starter_set

__all__ = ["EDITION", "SOURCE", "read_starter_set"]
