"""An update of a feed, from its document to a decision, and to the version that it makes where it is accepted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from vedette.files.documents import read_document
from vedette.intel.gate.decision import Decision, Verdict, counts_of, examine, verdict_on
from vedette.intel.gate.interface import Candidate, Case, Firmness, Objection
from vedette.intel.gate.reading import Profile, read_list
from vedette.intel.gate.settings import GateSettings
from vedette.intel.gate.surroundings import surroundings
from vedette.intel.provenance import Provenance
from vedette.intel.store import disk
from vedette.intel.store.folder import FeedFolder
from vedette.intel.store.history import withdrawn
from vedette.intel.store.seen import NOTHING_SEEN, Seen, see
from vedette.intel.store.version import Record, Version, make_version, sha256, stored
from vedette.intel.vetting import vet
from vedette.model.addresses import Addresses
from vedette.model.errors import InputError


@dataclass(frozen=True, slots=True)
class Update:
    """What is offered for a feed."""

    feed: Profile
    document: bytes
    """As it was fetched, compressed or not."""
    provenance: Provenance
    at: datetime
    """When it is offered."""
    force: str | None
    """Why soft objections are to be overridden; null where they are not."""


@dataclass(frozen=True, slots=True)
class _Read:
    """The document of an update, read."""

    decoded: bytes
    candidate: Candidate


@dataclass(frozen=True, slots=True)
class _Before:
    """The version in use, which an update is compared with."""

    version: Version | None
    candidate: Candidate | None
    """Null where there is none, or where it is damaged."""
    seen: Seen
    damage: tuple[Objection, ...]
    """Why it could not be read, where it is damaged."""


@dataclass(frozen=True, slots=True)
class Gatekeeper:
    """Decides on updates, and writes what comes of them. The folder must be locked."""

    settings: GateSettings
    own: tuple[str, ...]
    """Our own networks and hosts; the private ranges where empty."""
    clients: Addresses | None
    """Distinct clients of the last runs."""

    def offer(self, folder: FeedFolder, update: Update) -> Decision:
        """Decide on an update, and put it into use where it is accepted."""
        name, digest = update.feed.name, sha256(update.document)
        current = folder.current()
        if current is not None and _is_same(current, digest, update.feed):
            same = standing(name, Verdict.UNCHANGED, update.at, current, digest, update.provenance)
            return record(folder, same)
        try:
            read = self._read(folder, update)
        except InputError as error:
            said = Objection("document", Firmness.HARD, error.reason)
            refused = standing(name, Verdict.REFUSED, update.at, current, digest, update.provenance, (said,))
            return record(folder, refused)
        return self._decide(folder, update, read, self._before(update.feed, current))

    def _read(self, folder: FeedFolder, update: Update) -> _Read:
        """Decompress, parse and vet, all within bounds."""
        fetched = folder.path / ".document"
        disk.write(fetched, update.document)
        try:
            decoded = read_document(fetched, self.settings.most_mib)
        finally:
            disk.remove(fetched)
        vetted = vet(read_list(decoded, update.feed, str(folder.path / "document")))
        return _Read(decoded, Candidate(vetted, update.provenance, len(update.document), len(decoded)))

    def _before(self, feed: Profile, current: Version | None) -> _Before:
        """What is in use. Where it is damaged, it is as if there were nothing: a good update must mend it."""
        if current is None:
            return _Before(None, None, NOTHING_SEEN, ())
        try:
            return _Before(current, current.candidate(feed, self.settings.most_mib), current.seen(), ())
        except InputError as error:
            note = Objection("damage", Firmness.NOTE, f"not compared with the version in use: {error}")
            return _Before(current, None, NOTHING_SEEN, (note,))

    def _decide(self, folder: FeedFolder, update: Update, read: _Read, before: _Before) -> Decision:
        around = surroundings(self.own, self.clients, before.candidate, self.settings.sampled)
        objections = (
            *before.damage,
            *_again(folder, update),
            *examine(Case(read.candidate, before.candidate, around), self.settings),
        )
        verdict = verdict_on(objections, forced=update.force is not None)
        old = None if before.version is None else before.version.number
        number = max([*folder.numbers(), old or 0], default=0) + 1
        decision = Decision(
            feed=update.feed.name,
            verdict=verdict,
            at=update.at,
            version=number if verdict is Verdict.ACCEPTED else old,
            sha256=sha256(update.document),
            objections=objections,
            counts=counts_of(read.candidate, self.own),
            provenance=update.provenance,
            reason=update.force,
        )
        if verdict is Verdict.REFUSED:
            disk.remove(folder.refused)
            self._make(folder.refused, number, update, read, before.seen)
            return record(folder, decision)
        self._make(folder.place(number), number, update, read, before.seen)
        folder.put_into_use(decision)
        folder.prune(self.settings.versions_kept)
        return decision

    def _make(self, place: Path, number: int, update: Update, read: _Read, before: Seen) -> None:
        """Write the version that the update makes."""
        candidate = read.candidate
        document, compressed = stored(update.document, decoded=read.decoded)
        made = Record(
            number=number,
            sha256=sha256(update.document),
            fetched_at=update.at,
            fetched_bytes=candidate.fetched_bytes,
            decoded_bytes=candidate.decoded_bytes,
            format=candidate.vetted.feed.format,
            compressed=compressed,
            provenance=candidate.provenance,
            counts=counts_of(candidate, self.own),
        )
        make_version(place, document, made, see(before, candidate.vetted, update.at, self.settings))


def _is_same(current: Version, digest: str, feed: Profile) -> bool:
    """Whether it is the document in use, to be read as it was: one that is configured otherwise is read anew."""
    return current.record.sha256 == digest and feed.format in {None, current.record.format}


def record(folder: FeedFolder, decision: Decision) -> Decision:
    """Add to the history a decision that changes nothing."""
    folder.history.append(decision)
    return decision


def standing(
    feed: str,
    verdict: Verdict,
    at: datetime,
    current: Version | None,
    digest: str,
    provenance: Provenance,
    objections: tuple[Objection, ...] = (),
) -> Decision:
    """A decision after which the same version is in use as before."""
    return Decision(
        feed=feed,
        verdict=verdict,
        at=at,
        version=None if current is None else current.number,
        sha256=digest,
        objections=objections,
        provenance=provenance,
    )


def _again(folder: FeedFolder, update: Update) -> tuple[Objection, ...]:
    """That the document was rolled back, where it was."""
    before = withdrawn(folder.history.read()).get(sha256(update.document))
    if before is None:
        return ()
    return (
        Objection("withdrawn", Firmness.SOFT, f"was rolled back on {before.at:%Y-%m-%d}: {before.reason}"),
    )
