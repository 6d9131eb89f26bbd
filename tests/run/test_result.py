"""The published result."""

import json
from importlib.resources import files

import jsonschema

from vedette.run.result import schema


def test_the_published_schema_is_that_of_the_structs():
    """`docs/generate.py` writes it anew."""
    published = json.loads(files("vedette.run").joinpath("scan.schema.json").read_text("utf-8"))
    assert published == schema()


def test_the_schema_is_one():
    jsonschema.Draft202012Validator.check_schema(schema())
