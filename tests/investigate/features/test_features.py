"""What vulnerabilities need, on machines that have it and on others."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from vedette.assets.live.tree import Tree
from vedette.investigate import features
from vedette.investigate.features import FEATURES, feature_of
from vedette.investigate.features.interface import Reachable
from vedette.investigate.posture.ground import Ground
from vedette.model.service import Service, VersionSource

NGINX, APACHE, SSHD, REDIS = (
    "/etc/nginx/nginx.conf", "/etc/apache2/apache2.conf", "/etc/ssh/sshd_config", "/etc/redis/redis.conf",
)  # fmt: skip
CASES = [
    ("CVE-2021-23017", "nginx", NGINX, "http { resolver 192.0.2.53; }", Reachable.YES),
    ("CVE-2021-23017", "nginx", NGINX, "http { }", Reachable.NO),
    ("CVE-2017-7529", "nginx", NGINX, "http { server { location / { proxy_cache one; } } }", Reachable.YES),
    ("CVE-2017-7529", "nginx", NGINX, "http { server { proxy_cache off; } }", Reachable.NO),
    ("CVE-2023-44487", "nginx", NGINX, "http { server { listen 443 ssl http2; } }", Reachable.YES),
    ("CVE-2023-44487", "nginx", NGINX, "http { server { listen 443 ssl; } }", Reachable.NO),
    ("CVE-2019-11043", "php", NGINX, "http { fastcgi_split_path_info ^(.+)(/.+)$; }", Reachable.YES),
    ("CVE-2021-41773", "apache-httpd", APACHE, "Listen 80", Reachable.YES),
    (
        "CVE-2021-42013",
        "apache-httpd",
        APACHE,
        "<Directory />\nRequire all denied\n</Directory>",
        Reachable.NO,
    ),
    ("CVE-2021-40438", "apache-httpd", APACHE, "ProxyPass /a http://127.0.0.1:1/", Reachable.YES),
    ("CVE-2021-40438", "apache-httpd", APACHE, "ProxyPass /a !", Reachable.NO),
    ("CVE-2024-38475", "apache-httpd", APACHE, "RewriteRule ^/(.*)$ /$1", Reachable.YES),
    ("CVE-2024-38475", "apache-httpd", APACHE, "RewriteRule ^/(.*)$ /srv/$1", Reachable.NO),
    ("CVE-2023-44487", "apache-httpd", APACHE, "Protocols h2 http/1.1", Reachable.YES),
    ("CVE-2024-6387", "openssh", SSHD, "LoginGraceTime 0", Reachable.NO),
    ("CVE-2024-6387", "openssh", SSHD, "LoginGraceTime 30", Reachable.YES),
    ("CVE-2024-6387", "openssh", SSHD, "", Reachable.YES),
    ("CVE-2022-0543", "redis", REDIS, 'rename-command EVAL ""\nrename-command EVALSHA ""', Reachable.NO),
    ("CVE-2022-0543", "redis", REDIS, 'rename-command EVAL ""', Reachable.YES),
    ("CVE-2021-44228", "solr", SSHD, "", Reachable.UNKNOWN),
]


def service(product, port=80):
    return Service(
        f"web-1/{product}:{port}/tcp", "web-1", (), None, port, "tcp", None, product, "1", VersionSource.DECLARED,
        None, None, (), (),
    )  # fmt: skip


@pytest.mark.parametrize(("cve", "product", "path", "text", "reachable"), CASES)
def test_the_configuration_says_whether_it_can_be_used(tmp_path, cve, product, path, text, reachable):
    place = tmp_path / path[1:]
    place.parent.mkdir(parents=True)
    place.write_text(text)
    found = feature_of(cve, service(product), Ground(Tree(tmp_path), (), datetime.now(UTC)))
    assert found.reachable is reachable
    if reachable is not Reachable.UNKNOWN:
        assert found.evidence[0].source == path


@pytest.mark.parametrize("cve", sorted({cve for product in FEATURES.values() for cve in product.judges}))
def test_without_a_configuration_nothing_is_claimed(tmp_path, cve):
    name = next(name for name, product in FEATURES.items() if cve in product.judges)
    found = feature_of(cve, service(name.replace("_", "-")), Ground(Tree(tmp_path), (), datetime.now(UTC)))
    assert found.reachable is Reachable.UNKNOWN
    assert found.says


def test_what_is_not_known_is_null(tmp_path):
    assert (
        feature_of("CVE-1999-0001", service("nginx"), Ground(Tree(tmp_path), (), datetime.now(UTC))) is None
    )


def test_the_registry_is_the_folder():
    modules = {path.stem for path in Path(features.__file__).parent.glob("*.py")} - {"__init__", "interface"}
    assert set(FEATURES) == modules
    assert all(product.name == name for name, product in FEATURES.items())
