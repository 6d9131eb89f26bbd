"""What was recognised in lists, inventories and advisories: one survey a file, whatever becomes of the others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from vedette.assets import registry as assets
from vedette.files.documents import read_document
from vedette.files.naming import named_files
from vedette.intel.loading import read_feed
from vedette.intel.vetting import vet
from vedette.model.errors import InputError
from vedette.run.survey import FileSurvey, Role, Sample, by_count
from vedette.vulns.advisories.load import load as load_advisories


def survey_lists(role: Role, names: Iterable[str]) -> Iterator[FileSurvey]:
    """What is known of each file that the names mean. Raises UnreadableInput at a name that leads nowhere."""
    for named in named_files(names):
        try:
            yield _READERS[role](named.path)
        except InputError as error:
            yield FileSurvey(
                path=str(named.path),
                role=role,
                error=error.reason,
                problem=named.direct,
                advice=[error.hint] if error.hint else [],
            )


def _intel(path: Path) -> FileSurvey:
    feed = vet(read_feed(path))
    reasons = feed.feed.rejected + feed.dropped
    return FileSurvey(
        path=str(path),
        role=Role.INTEL,
        format=feed.feed.format,
        entries=len(feed),
        rejected=reasons.total(),
        reasons=by_count(reasons),
        first=feed.feed.listed_at,
        last=feed.feed.listed_at,
        advice=[] if len(feed) else ["no entry could be taken: is it a list of addresses?"],
    )


def _assets(path: Path) -> FileSurvey:
    _, inventory = assets.read(path)
    versions = [s.version for s in inventory.services] + [p.version for p in inventory.packages]
    form = assets.recognise(read_document(path, assets.MOST_MIB, wanted=lambda _head: False))
    unversioned = versions.count(None)
    advice = (
        [f"{unversioned} without a version: what they are vulnerable to cannot be told"]
        if unversioned
        else []
    )
    return FileSurvey(
        path=str(path),
        role=Role.ASSETS,
        format=None if form is None else form.name,
        entries=len(versions),
        advice=[*advice, *inventory.notes],
    )


def _advisories(path: Path) -> FileSurvey:
    (account,) = load_advisories([path]).accounts
    return FileSurvey(
        path=str(path),
        role=Role.ADVISORIES,
        format=account.format,
        entries=account.advisories,
        rejected=sum(account.rejected.values()),
        reasons=by_count(account.rejected),
        samples=[Sample(line=None, offset=None, reason=said, excerpt="") for said in account.samples],
    )


_READERS: Final[Mapping[Role, Callable[[Path], FileSurvey]]] = {
    Role.INTEL: _intel,
    Role.ASSETS: _assets,
    Role.ADVISORIES: _advisories,
}
"""How each role is read, connections excepted."""
