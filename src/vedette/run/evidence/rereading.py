"""What evidence points at, read again from its sources: whole lines, and packets with those around them."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from vedette.files.compression import DAMAGE, reason
from vedette.investigate.files import is_named
from vedette.model.alert import Evidence
from vedette.model.errors import InputError
from vedette.report.interface import Place, Raw, place_of
from vedette.run.evidence.lines import whole_lines
from vedette.run.evidence.packets import Packets, packets_around
from vedette.telemetry.pcap.container import is_classic
from vedette.telemetry.pcap.pcapng import is_pcapng
from vedette.telemetry.source import Source

GONE: Final = "the source is no longer there"
_NOT_THERE: Final = "nothing stands there any more"


@dataclass(frozen=True, slots=True)
class Reread:
    """All that was read again."""

    lines: Mapping[Place, bytes]
    """Whole lines without their ends."""
    packets: Mapping[str, Packets]
    """By the name of the capture."""
    problems: Mapping[Place, str]
    """Why the rest could not be read."""

    def raw(self, evidence: Evidence) -> Raw:
        """What stands where the evidence points."""
        place = place_of(evidence)
        line = self.lines.get(place)
        if line is not None:
            agrees = evidence.excerpt in line.decode("utf-8", "backslashreplace")
            return Raw(hashlib.sha256(line).hexdigest(), len(line), agrees)
        capture = self.packets.get(place.source)
        packet = None if capture is None or place.offset is None else capture.at.get(place.offset)
        if packet is not None:
            return Raw(hashlib.sha256(packet).hexdigest(), len(packet), None)
        return Raw(None, None, None, None if _is_whole(place) else self.problems.get(place, _NOT_THERE))


def _is_whole(place: Place) -> bool:
    """Whether it is a source as a whole, the inventory or a file without a line: there is nothing to read again."""
    return place[1:] == (None, None)


def reread(evidence: Sequence[Evidence], read: Sequence[str], client: str | None) -> Reread:
    """Read the sources again. read: the files that the scan read, absolute; client: whose packets are kept."""
    lines: dict[Place, bytes] = {}
    packets: dict[str, Packets] = {}
    problems: dict[Place, str] = {}
    for name, named in _by_source(evidence).items():
        places = [place for place in named if not _is_whole(place)]
        if not places:
            continue
        path = _path(name, read)
        if path is None:
            problems |= dict.fromkeys(places, GONE)
            continue
        source = Source(name, path)
        try:
            head = source.head()
            if is_classic(head) or is_pcapng(head):
                packets[name] = packets_around(
                    source, {p.offset for p in places if p.offset is not None}, client
                )
            else:
                lines |= whole_lines(source, places)
        except InputError as error:
            problems |= dict.fromkeys(places, error.reason)
        except DAMAGE as error:
            problems |= dict.fromkeys(places, reason(error))
    return Reread(lines, packets, problems)


def raws(evidence: Iterable[Evidence], again: Reread) -> dict[Place, Raw]:
    """What stands where each points."""
    return {place_of(one): again.raw(one) for one in evidence}


def _by_source(evidence: Sequence[Evidence]) -> Mapping[str, list[Place]]:
    found: dict[str, list[Place]] = defaultdict(list)
    for one in evidence:
        found[one.source].append(place_of(one))
    return found


def _path(name: str, read: Sequence[str]) -> Path | None:
    """The file that a source's name means: one that the scan read, else where the name itself leads from the root."""
    return next((path for path in _candidates(name, read) if path.is_file()), None)


def _candidates(name: str, read: Sequence[str]) -> Iterator[Path]:
    yield from (Path(path) for path in read if is_named(path, name))
    if Path(name).is_absolute():
        yield Path(name)
