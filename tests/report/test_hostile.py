"""Nothing that a client writes becomes markup in a report, and all of it is shown."""

import json
import shutil
import subprocess
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from example_report import ACTION, EVIDENCE, FACTS, PLAN, RECORD, VULNERABILITY
from hostile import CANARY, PAYLOADS, poisoned
from markdown_it import MarkdownIt

from vedette.model.investigation import Moment
from vedette.model.visible import printable
from vedette.report.compose import compose
from vedette.report.html import page
from vedette.report.interface import Raw, place_of
from vedette.report.markdown import Markdown

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def facts_with(payload):
    """The facts with the payload in every text."""
    steps = tuple(replace(s, title=payload, record=poisoned(s.record, payload)) for s in FACTS.steps)
    evidence = poisoned(EVIDENCE, payload)
    return replace(
        FACTS,
        alert=poisoned(FACTS.alert, payload),
        changes=poisoned(FACTS.changes, payload),
        steps=steps,
        not_carried=(payload,),
        raws={place_of(evidence): Raw(None, None, None, payload)},
        plan=poisoned(FACTS.plan, payload),
        version=payload,
    )


class Census(HTMLParser):
    """Elements with their attributes' names, and the text."""

    def __init__(self, text):
        super().__init__()
        self.elements, self.attributes, self.parts = Counter(), Counter(), []
        self.feed(text)
        self.close()
        self.text = "".join(self.parts)

    def handle_starttag(self, tag, attrs):
        self.elements[tag] += (tag, ("class", "esc")) != (tag, *attrs[:1])
        self.attributes.update(name for name, value in attrs if (name, value) != ("class", "esc"))

    def handle_data(self, data):
        self.parts.append(data)


PLAIN = Census(page(compose(facts_with("x"))))


def test_there_are_more_than_two_hundred_payloads():
    assert len(PAYLOADS) > 200


@pytest.mark.parametrize("payload", PAYLOADS, ids=lambda p: ascii(p)[:40])
def test_a_page_has_the_same_elements_whatever_the_text_and_shows_the_text(payload):
    found = Census(page(compose(facts_with(payload))))
    assert found.elements == PLAIN.elements
    assert found.attributes == PLAIN.attributes
    assert found.text.count(printable(payload)) >= PLAIN.text.count("x") // 4 or not payload.strip()
    assert all(c.isprintable() or c == "\n" for c in found.text)


def structure(report):
    """The blocks of a rendering, and the text within them without spaces."""
    tokens = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).parse(report)
    inline = [child for token in tokens for child in token.children or ()]
    text = "".join(t.content for t in (*tokens, *inline) if t.type in {"fence", "text", "code_inline"})
    return [t.type for t in tokens], Counter(t.type for t in inline), "".join(text.split())


BLOCKS, _, _ = structure(Markdown().render(compose(facts_with("x"))).decode())


@pytest.mark.parametrize("payload", PAYLOADS, ids=lambda p: ascii(p)[:40])
def test_markdown_renders_to_the_same_blocks_without_links_or_html(payload):
    blocks, inline, text = structure(Markdown().render(compose(facts_with(payload))).decode())
    assert blocks == BLOCKS
    assert inline.keys() <= {
        "text",
        "softbreak",
        "code_inline",
        "strong_open",
        "strong_close",
        "em_open",
        "em_close",
    }
    assert "".join(printable(payload).split()) in text


def crowded():
    """Facts in which each payload has a place of its own in every list, and all stand in every single field."""
    each = [p for p in PAYLOADS if len(p) < 300]
    everything = facts_with(" ".join(each))
    evidence = tuple(replace(poisoned(EVIDENCE, p), line=n) for n, p in enumerate(each))
    record = replace(
        everything.steps[0].record,
        findings=tuple(poisoned(RECORD.findings[0], p) for p in each),
        missing=tuple(each),
        checked=tuple(each),
        timeline=tuple(Moment(EVIDENCE.time, EVIDENCE.time, p, p, 1) for p in each),
    )
    actions = tuple(poisoned(ACTION, p) for p in each)
    return replace(
        everything,
        alert=replace(
            everything.alert,
            evidence=evidence,
            vulnerabilities=tuple(poisoned(VULNERABILITY, p) for p in each),
        ),
        steps=(replace(everything.steps[0], record=record),),
        changes=tuple(poisoned(FACTS.changes[0], p) for p in each),
        plan=replace(PLAN, steps=(replace(PLAN.steps[0], actions=actions),)),
    )


def browsed(text, folder):
    """The document as Chromium has it after a while, and the log of its network."""
    (folder / "page.html").write_text(text, "utf-8", "backslashreplace")
    done = subprocess.run(
        [
            CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run",
            "--allow-file-access-from-files", "--virtual-time-budget=4000", f"--user-data-dir={folder / 'profile'}",
            "--host-resolver-rules=MAP * ~NOTFOUND", f"--log-net-log={folder / 'net.json'}", "--dump-dom",
            f"file://{folder / 'page.html'}",
        ],
        capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip
    return done.stdout, (folder / "net.json").read_text("utf-8", "replace")


@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="needs chromium (Debian: apt install chromium)")
def test_chromium_runs_nothing_of_a_page_even_without_its_policy(tmp_path):
    text = page(compose(crowded()))
    policy = next(line for line in text.splitlines() if "Content-Security-Policy" in line)
    document, net = browsed(text.replace(policy, ""), tmp_path)
    assert CANARY not in net
    assert f"<title>{CANARY}" not in document
    found = Census(document)
    assert found.elements.keys() <= PLAIN.elements.keys() | {"tbody"}
    assert found.attributes.keys() <= PLAIN.attributes.keys()


@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="needs chromium (Debian: apt install chromium)")
def test_chromium_would_have_told_of_a_request_and_of_a_script(tmp_path):
    document, net = browsed(
        f"<img src=http://{CANARY}/x><script>document.title='{CANARY}'</script>", tmp_path
    )
    assert CANARY in net
    assert f"<title>{CANARY}" in document


def test_the_policy_of_the_page_forbids_all_but_its_own_style():
    text = page(compose(FACTS))
    assert "default-src 'none'; style-src 'unsafe-inline'; img-src data:" in text
    assert "<script" not in text
    assert "http://" not in text.replace("http://www.w3.org/2000/svg", "")
    assert json.dumps(text).isascii()
