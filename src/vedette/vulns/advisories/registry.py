"""The advisory formats that Vedette reads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from vedette.vulns.advisories.apache_httpd import ApacheHttpd
from vedette.vulns.advisories.csaf import Csaf
from vedette.vulns.advisories.cve5 import Cve5
from vedette.vulns.advisories.debian_dsa import DebianDsa
from vedette.vulns.advisories.debian_tracker import DebianTracker
from vedette.vulns.advisories.endoflife import EndOfLife
from vedette.vulns.advisories.epss import Epss
from vedette.vulns.advisories.interface import AdvisoryFormat
from vedette.vulns.advisories.kev import Kev
from vedette.vulns.advisories.nginx import Nginx
from vedette.vulns.advisories.nvd1 import Nvd1
from vedette.vulns.advisories.nvd2 import Nvd2
from vedette.vulns.advisories.openssl import Openssl
from vedette.vulns.advisories.osv import Osv
from vedette.vulns.advisories.oval import Oval
from vedette.vulns.advisories.postgresql import Postgresql
from vedette.vulns.advisories.secdb import Secdb
from vedette.vulns.advisories.tomcat import Tomcat
from vedette.vulns.advisories.ubuntu_tracker import UbuntuTracker

FORMATS: Final[Mapping[str, AdvisoryFormat]] = {
    "apache_httpd": ApacheHttpd(),
    "csaf": Csaf(),
    "cve5": Cve5(),
    "debian_dsa": DebianDsa(),
    "debian_tracker": DebianTracker(),
    "endoflife": EndOfLife(),
    "epss": Epss(),
    "kev": Kev(),
    "nginx": Nginx(),
    "nvd1": Nvd1(),
    "nvd2": Nvd2(),
    "openssl": Openssl(),
    "osv": Osv(),
    "oval": Oval(),
    "postgresql": Postgresql(),
    "secdb": Secdb(),
    "tomcat": Tomcat(),
    "ubuntu_tracker": UbuntuTracker(),
}


def recognise(head: bytes) -> AdvisoryFormat | None:
    """The format that a document starts like; null where none is sure enough."""
    best = max(FORMATS.values(), key=lambda form: form.sniff(head))
    return best if best.sniff(head) > 0 else None
