"""Who runs a known network, and what kind of network that is: the literal tables that context lists are read by."""

from __future__ import annotations

from typing import Final

from vedette.intel.crawlers import CRAWLERS
from vedette.model.reputation import ContextKind

SCANNER_OWNERS: Final[tuple[tuple[str, str], ...]] = (
    ("shodan", "Shodan"),
    ("censys", "Censys"),
    ("stretchoid", "Stretchoid"),
    ("shadowserver", "Shadowserver"),
    ("binaryedge", "BinaryEdge"),
    ("alphastrike", "Alpha Strike Labs"),
    ("alpha strike", "Alpha Strike Labs"),
    ("internet-census", "Internet Census"),
    ("internet census", "Internet Census"),
    ("driftnet", "driftnet"),
    ("internet-measurement", "driftnet"),
    ("onyphe", "ONYPHE"),
    ("rapid7", "Rapid7"),
    ("criminalip", "Criminal IP"),
    ("leakix", "LeakIX"),
    ("modat", "Modat"),
    ("cortex xpanse", "Palo Alto Xpanse"),
    ("xpanse", "Palo Alto Xpanse"),
    ("netsystemsresearch", "NetSystems Research"),
    ("internettl", "InterneTTL"),
    ("openportstats", "openportstats"),
    ("kudelskisecurity", "Kudelski Security"),
    ("riskiq", "RiskIQ"),
    ("bitsight", "BitSight"),
    ("tenable", "Tenable"),
    ("qualys", "Qualys"),
    ("academyforinternetresearch", "Academy for Internet Research"),
    ("cybercasa", "Cyber Casa"),
    ("umich.edu", "University of Michigan"),
    ("berkeley.edu", "University of California, Berkeley"),
    ("colostate.edu", "Colorado State University"),
    ("rwth-aachen", "RWTH Aachen"),
    ("isi.edu", "USC Information Sciences Institute"),
    ("anssi", "ANSSI"),
)
"""A word of a list's title or of a host's name, in lower case, and who scans under it."""

NETWORKS: Final[tuple[tuple[str, ContextKind, str | None], ...]] = (
    ("sinkhole", ContextKind.SINKHOLE, None),
    ("public dns", ContextKind.RESOLVER, "public DNS resolvers"),
    ("public-dns", ContextKind.RESOLVER, "public DNS resolvers"),
    ("public ipv4 dns", ContextKind.RESOLVER, "public DNS resolvers"),
    ("public ipv6 dns", ContextKind.RESOLVER, "public DNS resolvers"),
    ("google bot", ContextKind.CRAWLER, "Googlebot"),
    *((word, ContextKind.CRAWLER, crawler) for word, crawler in CRAWLERS),
    ("crawler", ContextKind.CRAWLER, None),
    ("vpn-", ContextKind.VPN, "VPN providers and data centres"),
    ("vpn", ContextKind.VPN, None),
    ("tor exit", ContextKind.OTHER, None),
    ("azure", ContextKind.CLOUD, "Microsoft Azure"),
    ("amazon", ContextKind.CLOUD, "Amazon AWS"),
    ("google-gcp", ContextKind.CLOUD, "Google Cloud"),
    ("google cloud", ContextKind.CLOUD, "Google Cloud"),
    ("github", ContextKind.CLOUD, "GitHub"),
    ("oracle cloud", ContextKind.CLOUD, "Oracle Cloud"),
    ("digitalocean", ContextKind.CLOUD, "DigitalOcean"),
    ("linode", ContextKind.CLOUD, "Linode"),
    ("ovh", ContextKind.CLOUD, "OVH"),
    ("hetzner", ContextKind.CLOUD, "Hetzner"),
    ("scaleway", ContextKind.CLOUD, "Scaleway"),
    ("cloudflare", ContextKind.SHARED, "Cloudflare"),
    ("akamai", ContextKind.SHARED, "Akamai"),
    ("fastly", ContextKind.SHARED, "Fastly"),
    ("cloudfront", ContextKind.SHARED, "Amazon CloudFront"),
    ("imperva", ContextKind.SHARED, "Imperva"),
    ("incapsula", ContextKind.SHARED, "Imperva"),
    ("stackpath", ContextKind.SHARED, "StackPath"),
    ("wikimedia", ContextKind.SHARED, "Wikimedia"),
    ("zscaler", ContextKind.SHARED, "Zscaler"),
    ("office365", ContextKind.SHARED, "Microsoft 365"),
    ("office 365", ContextKind.SHARED, "Microsoft 365"),
    ("microsoft", ContextKind.SHARED, "Microsoft"),
    ("google", ContextKind.SHARED, "Google"),
    ("cdn", ContextKind.SHARED, None),
    ("rfc 1918", ContextKind.SPECIAL, "private (RFC 1918)"),
    ("rfc 3849", ContextKind.SPECIAL, "documentation (RFC 3849)"),
    ("rfc 5735", ContextKind.SPECIAL, "special use (RFC 5735)"),
    ("rfc 6598", ContextKind.SPECIAL, "shared address space (RFC 6598)"),
    ("rfc 6761", ContextKind.SPECIAL, "special use (RFC 6761)"),
    ("multicast", ContextKind.SPECIAL, "multicast"),
    ("link local", ContextKind.SPECIAL, "link-local"),
    ("linklocal", ContextKind.SPECIAL, "link-local"),
    ("rfc ", ContextKind.SPECIAL, None),
)
"""A word of a list's file name, title or description, what it tells of the networks, and their owner where it names
one. The first that stands in the text decides."""


def scanner_owner(text: str) -> str | None:
    """Who scans under this host name, comment or title."""
    lowered = text.lower()
    return next((owner for word, owner in SCANNER_OWNERS if word in lowered), None)


def network_kind(file_name: str, title: str, description: str) -> tuple[ContextKind, str]:
    """What a list of known networks names, and its owner, or else the list's own title.

    A name that is a scanner's makes a list of scanners where the list speaks of scans, or is called after it.
    """
    texts = (file_name, title, description)
    scans = any("scan" in text.lower() for text in texts)
    owner = next(filter(None, map(scanner_owner, texts if scans else (file_name,))), None)
    if owner:
        return ContextKind.SCANNER, owner
    for text in texts:
        lowered = text.lower()
        for word, kind, network_owner in NETWORKS:
            if word in lowered:
                return kind, network_owner or title or file_name
    return (ContextKind.SCANNER if scans else ContextKind.OTHER), title or file_name
