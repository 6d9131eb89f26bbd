from pathlib import Path

import pytest

import vedette.assets.live.languages as package
from vedette.assets.live.languages import LANGUAGES

HELPERS = {"__init__", "interface", "frameworks", "jar_contents"}


def test_the_registry_holds_every_language_of_the_folder():
    folder = Path(package.__file__).parent
    assert {path.stem for path in folder.glob("*.py")} - HELPERS == set(LANGUAGES)


@pytest.mark.parametrize("name", LANGUAGES)
def test_every_language_has_its_name_and_passes_over_a_process_that_is_none_of_it(name, scene):
    assert LANGUAGES[name].name == name
    assert LANGUAGES[name].examine(scene({"/proc/42/exe": "#!/bin/sh"}, executable="/bin/sh")) is None
    assert LANGUAGES[name].examine(scene()) is None
