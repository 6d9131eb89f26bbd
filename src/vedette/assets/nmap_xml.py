"""Nmap's XML output (`-oX`), best with version detection (`-sV`): the open ports of machines, as seen from outside.

What Nmap calls a version is a banner: patches that a distribution backported do not show in it. A document type that
names more than itself, an entity, or anything external is refused (CWE-611, CWE-776); of a document that breaks off,
the hosts before the break are read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Final
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from vedette.assets.parts import Machine, Notes, Place, claimed
from vedette.model.claim import Claim, Rank
from vedette.model.errors import MalformedInput
from vedette.model.inventory import Inventory
from vedette.model.service import Service

_DOCTYPE: Final = b"<!DOCTYPE"
_ALLOWED: Final = b"<!DOCTYPE nmaprun>"
"""All that Nmap itself writes there."""
_PROTOCOLS: Final = {
    "https": "http",
    "http-proxy": "http",
    "http-alt": "http",
    "ssl/http": "http",
    "domain": "dns",
}
"""Nmap's names of services that Vedette calls otherwise."""


@dataclass(frozen=True, slots=True)
class NmapXml:
    """Nmap XML."""

    name: str = "nmap_xml"
    title: str = "Nmap XML"

    def sniff(self, head: bytes) -> float:
        """The root element."""
        return 1.0 if b"<nmaprun" in head else 0.0

    def read(self, data: bytes, path: str) -> Inventory:
        """One service for each open port."""
        doctype = data.find(_DOCTYPE)
        if doctype >= 0 and not data.startswith(_ALLOWED, doctype):
            raise MalformedInput(
                path, "declares a document type that Nmap does not write: refused", offset=doctype
            )
        notes = Notes(path)
        services = [
            service
            for host in _hosts(data, path, notes)
            for service in _services(host, f"Nmap XML {path}", notes)
        ]
        return Inventory(services=tuple(services), notes=notes.told())


def _hosts(data: bytes, path: str, notes: Notes) -> Iterator[Element]:
    """The elements of hosts, each whole; what was read of it is let go before the next."""
    root: Element | None = None
    read = 0
    try:
        for event, element in iterparse(BytesIO(data), events=("start", "end"), forbid_dtd=False):
            if root is None:
                root = element
                if root.tag != "nmaprun":
                    raise MalformedInput(path, f"is no Nmap output: its root is <{root.tag[:40]}>")
            if event == "end" and element.tag == "host":
                read += 1
                yield element
                root.clear()
    except DefusedXmlException as error:
        raise MalformedInput(
            path, f"holds what Nmap does not write: {type(error).__name__}: refused"
        ) from None
    except ParseError as error:
        if not read:
            raise MalformedInput(path, f"is no well-formed XML: {error}") from None
        notes.leave_out(f"{path}:{error.position[0]}", f"rest of a document that breaks off ({error})")


def _services(host: Element, source: str, notes: Notes) -> Iterator[Service]:
    machine = _machine(host)
    if machine is None:
        notes.leave_out("a host", "host without an address")
        return
    for port in host.iterfind("ports/port"):
        state = port.find("state")
        if state is None or state.get("state") != "open":
            continue
        number, transport = port.get("portid", ""), port.get("protocol", "")
        if not (number.isascii() and number.isdigit() and int(number) <= 65535) or transport not in {
            "tcp",
            "udp",
        }:
            notes.leave_out(f"host {machine.host}", f"port {number[:10]}/{transport[:10]} that is none")
            continue
        yield _service(machine, port.find("service"), Place(int(number), transport), source)


def _machine(host: Element) -> Machine | None:
    addresses = [a.get("addr", "") for a in host.iterfind("address") if a.get("addrtype") in {"ipv4", "ipv6"}]
    names = sorted(host.iterfind("hostnames/hostname"), key=lambda h: h.get("type") != "user")
    known = [name for name in (h.get("name") for h in names) if name] + [a for a in addresses if a]
    if not known:
        return None
    platform = next((s.get("ostype") for s in host.iterfind("ports/port/service") if s.get("ostype")), None)
    return Machine(known[0][:512], tuple(dict.fromkeys(addresses)), platform)


def _service(machine: Machine, found: Element | None, place: Place, source: str) -> Service:
    if found is None:
        return claimed(machine, Claim(source, Rank.PORT, f"port {place.port}", None), place)
    named = found.get("name") or f"port {place.port}"
    product = found.get("product")
    cpes = [c.text for c in found.iterfind("cpe") if c.text and c.text.startswith("cpe:/a:")]
    claim = Claim(
        source=source,
        rank=Rank.PORT if product is None else Rank.BANNER,
        product=product or named,
        version=found.get("version") or None,
        cpe=cpes[0] if cpes else None,
    )
    protocol = None if product is None and found.get("method") != "probed" else _PROTOCOLS.get(named, named)
    return claimed(machine, claim, place, protocol=protocol)
