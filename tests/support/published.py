"""What commands print, held to the published contracts, more strictly than these say: a contract names every field."""

import json
from importlib.resources import files

import jsonschema

from vedette.run.contracts import CONTRACTS


def published(name):
    """The file that is published."""
    return json.loads(files("vedette.run").joinpath(CONTRACTS[name].file).read_text("utf-8"))


def closed(schema):
    """The schema, with no room for fields that it does not name."""
    if isinstance(schema, list):
        return [closed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    more = {"additionalProperties": False} if "properties" in schema else {}
    return {**more, **{key: closed(value) for key, value in schema.items()}}


VALIDATORS = {name: jsonschema.Draft202012Validator(closed(published(name))) for name in CONTRACTS}


def hold(name, text):
    """What a command printed; fails where it is not of the contract."""
    document = json.loads(text)
    VALIDATORS[name].validate(document)
    return document


def contract_of(command):
    """The contract of what a command line prints; null where it prints for people, or has none."""
    words = command.split()
    wanted = (
        ("alert", words[:3] in (["vedette", "alerts", "show"], ["vedette", "alerts", "export"])),
        ("plan-check", words[:2] == ["vedette", "plan"] and "--check" in words),
        *((name, words[: len(said)] == said) for name, said in _SAID.items()),
    )
    as_json = "json" in words and words[words.index("json") - 1] in {"-o", "--output"}
    return next((name for name, meant in wanted if meant and (as_json or "export" in words)), None)


_SAID = {
    "scan": ["vedette", "scan"],
    "investigation": ["vedette", "investigate"],
    "plan": ["vedette", "plan"],
    "vulns-check": ["vedette", "vulns", "check"],
}
