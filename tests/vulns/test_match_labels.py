"""Labels that people gave to matches of Grype, held against our verdicts.

A label names an image, a package, its version and a vulnerability, and says whether it holds (TP) or not (FP). Neither
the kind of package nor the bill of materials is in the data: the kind is taken from the version and the image, or from
an advisory of a language's ecosystem about a package of that name. Most labels are about vulnerabilities of which no
advisory is in the data, or about packages of distributions whose own advisories are not: they are counted apart.
"""

import gzip
import json
import tomllib
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import re2
import yaml

from vedette.assets.merge import merge
from vedette.assets.packages import system_purl
from vedette.model.claim import Rank
from vedette.model.ecosystems import language_purl
from vedette.model.inventory import Inventory, Opinion, Package
from vedette.model.purl import DISTRIBUTION_TYPES, parse_purl
from vedette.model.vulnerability import State
from vedette.run.check import as_service
from vedette.vulns.advisories.interface import PackageStatement
from vedette.vulns.advisories.load import load
from vedette.vulns.judgement import Judgement

MISSES = Path(__file__).with_name("match_label_misses.toml")


@dataclass(frozen=True)
class Judged:
    """A label and what we say."""

    scheme: str
    label: str
    state: State | None
    """Null where no advisory about the vulnerability is in the data."""
    package: str
    version: str
    vulnerability: str
    purl: str | None
    """Null where nothing tells of which kind the package is."""

    @property
    def open_because(self):
        """Why nobody can say, in the words of the file of misses; null where somebody can."""
        if self.state is None:
            return "no advisory at hand"
        if self.state is not State.UNKNOWN:
            return None
        if self.purl is None:
            return "no kind of package"
        purl = parse_purl(self.purl)
        carried = purl.type in DISTRIBUTION_TYPES or purl.distro is not None
        return "a distribution's package without its advisories" if carried else "nothing to compare"

    @property
    def wrong(self):
        """Whether the label contradicts a definite answer."""
        if self.label == "TP":
            return self.state in {State.FIXED, State.NOT_AFFECTED}
        return self.label == "FP" and self.state is State.AFFECTED


KINDS = (
    (r" .*\.amzn\d", "rpm/amazon"),
    (r" .*(\.el\d|module.*el\d)", "rpm/redhat"),
    (r".*chainguard.* .*-r\d+$", "apk/chainguard"),
    (r" .*-r\d+$", "apk/alpine"),
    (r".*suse.* .*-\d", "rpm/suse"),
    (r".*centos.* .*-\d", "rpm/redhat"),
    (r" .*-\d.*ubuntu", "deb/ubuntu"),
    (r".*ubuntu.* .*-\d", "deb/ubuntu"),
    (r" .*[+~]deb\d", "deb/debian"),
    (r".*(debian|postgres|python|node|ghost|neo4j|cloudbees).* .*-\d", "deb/debian"),
)
"""Type and namespace of the distribution by image and version; the first that fits."""


def distribution(label):
    """Type and namespace of the distribution that built the package, and its release; null where it is none."""
    text = f"{label['image'].partition('@')[0]} {label['version']}"
    kind = next((kind for pattern, kind in KINDS if re2.search(pattern, text)), None)
    release = re2.search(r"el(\d+)|[+~]deb(\d+)", label["version"])
    return kind and (kind, next(filter(None, release.groups())) if release else None)


def language(label, record):
    """The package URL of a language's package of that name, where an advisory about the vulnerability names one."""
    wanted = label["package"].lower().replace("_", "-")
    for _, statement in record.statements() if record is not None else ():
        if not isinstance(statement, PackageStatement) or "/" in statement.package.type:
            continue
        if statement.package.name.rpartition("/")[2].lower().replace("_", "-") == wanted:
            return language_purl(statement.package.type, statement.package.name, label["version"])
    return None


def package(label, record):
    built = distribution(label)
    if built is None:
        purl = language(label, record)
    else:
        kind, release = built
        distro = f"{kind.partition('/')[2]}-{release}" if release else None
        purl = system_purl(kind, label["package"], label["version"], distro=distro)
    return Package(label["image"], label["package"], label["version"], purl, "labels", Rank.SBOM)


@pytest.fixture(scope="module")
def judged(shared_data, tmp_path_factory):
    with gzip.open(shared_data / "labelled/anchore_match_labels/labels.jsonl.gz", "rt") as lines:
        labels = [json.loads(line) for line in lines]
    secdb = tmp_path_factory.mktemp("secdb")
    for number, file in enumerate(sorted((shared_data / "vuln/vunnel").glob("*secdb*.yaml"))):
        (secdb / f"{number}.json").write_text(json.dumps(yaml.safe_load(file.read_text("utf-8"))))
    advisories = load([shared_data / "vuln", secdb])
    records = [advisories.find(one["vuln"]) or advisories.find(one["effective_cve"]) for one in labels]
    records = [record if record is not None and record.advisories else None for record in records]
    packages = [package(*pair) for pair in zip(labels, records, strict=True)]
    opinions = [
        Opinion("Grype", "labels", p.host, p.text, label["vuln"], (), "affected", None, None)
        for p, label in zip(packages, labels, strict=True)
    ]
    inventory = Inventory(packages=tuple(dict.fromkeys(packages)), opinions=tuple(opinions))
    merged = {(p.host, p.name, p.version): p for p in merge([("labels", inventory)]).packages if p.purl}
    judgement = Judgement(advisories)
    found = []
    for label, record, one in zip(labels, records, packages, strict=True):
        whole = merged.get((one.host, one.name, one.version), one)
        purl = whole.owner or whole.purl
        state = None
        if record is not None:
            state = State.UNKNOWN
            if purl is not None:
                state = judgement.judge(as_service(replace(one, purl=purl)), record.id).state
        scheme = "no kind" if one.purl is None else one.purl.removeprefix("pkg:").partition("/")[0]
        found.append(
            Judged(scheme, label["label"], state, one.name, one.version, record.id if record else "", purl)
        )
    return found


@pytest.mark.conformance
def test_no_label_contradicts_a_definite_answer(judged):
    assert [j for j in judged if j.wrong] == []


@pytest.mark.conformance
def test_every_label_that_is_left_open_is_explained(judged):
    told = {cause["name"]: cause["labels"] for cause in tomllib.loads(MISSES.read_text("utf-8"))["cause"]}
    found = defaultdict(Counter)
    for j in judged:
        if j.open_because is not None and j.label in {"TP", "FP"}:
            found[j.open_because][j.scheme] += 1
    assert {name: dict(counts) for name, counts in found.items()} == told


@pytest.mark.conformance
def test_the_figures_are_those_that_the_documents_show(judged):
    text = (Path(__file__).parents[2] / "docs/vulnerabilities.md").read_text("utf-8")
    for row in rows(judged):
        assert row in text


def rows(judged):
    """The table, a row for each scheme: labels, without an advisory, unknown, definite, precision, recall."""
    for scheme in sorted({j.scheme for j in judged}):
        of = [j for j in judged if j.scheme == scheme and j.label in {"TP", "FP"}]
        unknown = sum(j.state is State.UNKNOWN for j in of)
        right = sum(j.state is State.AFFECTED and j.label == "TP" for j in of)
        wrong = sum(j.state is State.AFFECTED and j.label == "FP" for j in of)
        missed = sum(j.label == "TP" and j.wrong for j in of)
        cleared = sum(j.label == "FP" and j.state in {State.FIXED, State.NOT_AFFECTED} for j in of)
        precision = f"{right / (right + wrong):.2f}" if right + wrong else "–"
        recall = f"{right / (right + missed):.2f}" if right + missed else "–"
        absent = sum(j.state is None for j in of)
        grype = sum(j.label == "TP" for j in of) / len(of)
        yield (
            f"| {scheme} | {len(of):,} | {absent:,} | {unknown} | {right} | {cleared} | {wrong} | {missed} "
            f"| {precision} | {recall} | {grype:.2f} |"
        )
