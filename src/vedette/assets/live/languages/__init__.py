"""The languages whose packages Vedette finds in a running process."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from vedette.assets.live.languages.go import Go
from vedette.assets.live.languages.interface import Language
from vedette.assets.live.languages.jar import Jar
from vedette.assets.live.languages.node import Node
from vedette.assets.live.languages.python import Python
from vedette.assets.live.languages.rust import Rust

INTERPRETED: Final[Mapping[str, Language]] = {"python": Python(), "node": Node(), "jar": Jar()}
"""Their programs are files that an interpreter or a virtual machine loads."""
COMPILED: Final[Mapping[str, Language]] = {"go": Go(), "rust": Rust()}
"""Their programs are in the executable: asked only where no package of the distribution owns that."""
LANGUAGES: Final[Mapping[str, Language]] = {**INTERPRETED, **COMPILED}
