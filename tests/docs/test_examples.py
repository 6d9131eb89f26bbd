"""What the documents show works as shown: commands, rules, inventories, links."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from published import contract_of, hold

from vedette.assets.registry import read as read_inventory
from vedette.config.loading import load as load_configuration
from vedette.detect.rules.checking import faults
from vedette.intel.sources.feed import configured_feeds

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted((*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")))
BIN = Path(sys.executable).parent


def blocks(*languages):
    """The fenced blocks of these languages: document, first line, text."""
    for path in DOCUMENTS:
        lines = path.read_text("utf-8").splitlines()
        fences = [number for number, line in enumerate(lines) if line.startswith("```")]
        for start, end in zip(fences[::2], fences[1::2], strict=True):
            if lines[start][3:] in languages:
                yield f"{path.name}:{start + 1}", lines[start + 1 : end]


def commands():
    """Every command that is shown: in `sh` blocks each line, in `console` blocks what follows a `$`."""
    for place, lines in [*blocks("sh"), *blocks("console")]:
        joined = "\n".join(lines).replace("\\\n", " ").splitlines()
        shown = [
            line.removeprefix("$ ")
            for line in joined
            if not lines[0].startswith("$ ") or line.startswith("$ ")
        ]
        for line in shown:
            words = line.split()
            if words[0] == "vedette" or " vedette " in line or words[:2] == ["make", "run"]:
                yield pytest.param(" ".join(words), id=f"{place} {' '.join(words)[:60]}")


@pytest.mark.parametrize("command", list(commands()))
def test_every_command_that_is_shown_runs_as_it_stands(command, tmp_path):
    for name in ("examples", "src", "Makefile", "pyproject.toml", ".ci"):
        (tmp_path / name).symlink_to(ROOT / name)
    if command == "make run":  # in the environment that runs the tests, which is set up
        command = f"make run VENV={BIN.parent} -o {BIN.parent}/installed"
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=tmp_path,
        env={
            **os.environ,
            "PATH": f"{BIN}:{os.environ['PATH']}",
            "VEDETTE_STATE": str(tmp_path / "state"),
            "VEDETTE_CONFIG": str(tmp_path / "config.toml"),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode in {0, 3, 4}, done.stderr) == (True, done.stderr)
    assert "Traceback" not in done.stderr
    assert "not understood" not in done.stderr
    contract = contract_of(command.rpartition("&& ")[2])
    if contract is not None:
        hold(contract, done.stdout)


def is_configuration(shown):
    """Whether a block of TOML is a configuration rather than a rule."""
    return shown.startswith(("[network]", "[gate]", "[[feed]]", "[store]"))


TOML = [pytest.param("\n".join(text), id=place) for place, text in blocks("toml")]


@pytest.mark.parametrize("shown", [block for block in TOML if is_configuration(block.values[0])])
def test_every_configuration_that_is_shown_is_without_fault(shown, tmp_path):
    (tmp_path / "config.toml").write_text(shown, "utf-8")
    configuration = load_configuration(tmp_path / "config.toml")
    assert len(configured_feeds(configuration)) == len(configuration.settings.feed)
    assert configuration.origins


@pytest.mark.parametrize("shown", [block for block in TOML if not is_configuration(block.values[0])])
def test_every_rule_that_is_shown_is_without_fault(shown, tmp_path):
    ident = shown.partition('id = "')[2].partition('"')[0]
    (tmp_path / f"{ident}.toml").write_text(shown, "utf-8")
    assert faults(tmp_path / f"{ident}.toml") == []


@pytest.mark.parametrize("shown", [pytest.param("\n".join(t), id=p) for p, t in blocks("json")])
def test_every_inventory_that_is_shown_can_be_read(shown, tmp_path):
    (tmp_path / "inventory.json").write_text(shown, "utf-8")
    _, inventory = read_inventory(tmp_path / "inventory.json")
    assert inventory.services


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_within_the_documents_leads_somewhere(path):
    targets = [part.partition(")")[0] for part in path.read_text("utf-8").split("](")[1:]]
    local = [target.partition("#") for target in targets if not target.startswith("http")]
    assert [file for file, _, _ in local if file and not (path.parent / file).exists()] == []
    for file, _, anchor in local:
        if anchor:
            headings = [
                line.lstrip("# ").lower().replace(" ", "-")
                for line in (path.parent / file if file else path).read_text("utf-8").splitlines()
                if line.startswith("#")
            ]
            assert anchor in headings


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_file_of_the_project_that_is_named_is_there(path):
    named = [
        word
        for word in path.read_text("utf-8").split("`")[1::2]
        if word.startswith(("src/", "tests/", "docs/", "examples/", "lab/"))
    ]
    assert [name for name in named if " " not in name and not (ROOT / name.partition(":")[0]).exists()] == []
