"""What vulnerabilities need to be enabled, product by product. A new product is a file here and a line below."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from vedette.investigate.features.aiohttp import AiohttpFeatures
from vedette.investigate.features.apache_httpd import ApacheHttpdFeatures
from vedette.investigate.features.interface import Feature, Features
from vedette.investigate.features.log4j import Log4jFeatures
from vedette.investigate.features.nginx import NginxFeatures
from vedette.investigate.features.openssh import OpenSshFeatures
from vedette.investigate.features.redis import RedisFeatures
from vedette.investigate.features.vite import ViteFeatures
from vedette.investigate.posture.ground import Ground
from vedette.model.products import find_product
from vedette.model.service import Service

FEATURES: Final[Mapping[str, Features]] = {
    "apache_httpd": ApacheHttpdFeatures(),
    "nginx": NginxFeatures(),
    "openssh": OpenSshFeatures(),
    "redis": RedisFeatures(),
    "aiohttp": AiohttpFeatures(),
    "vite": ViteFeatures(),
    "log4j": Log4jFeatures(),
}
"""The products of which it is known."""


def feature_of(vulnerability: str, service: Service, ground: Ground) -> Feature | None:
    """What the configuration says of a vulnerability; null where it is not known what it needs."""
    product = find_product(service.product)
    own = (product.id if product else "").replace("-", "_")
    known = [f for f in FEATURES.values() if vulnerability in f.judges]
    if len(known) > 1:  # one flaw of many products, as of HTTP/2
        known = [f for f in known if f.name == own]
    return known[0].judges[vulnerability](service, ground) if known else None
