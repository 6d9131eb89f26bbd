"""Every application that is recorded, by the name of its recording."""

from __future__ import annotations

from .application import Application
from .ejs import EJS
from .multipart import MULTIPART
from .next_js import NEXT
from .node_serialize import NODE_SERIALIZE
from .pyload import PYLOAD
from .st import ST

APPLICATIONS: dict[str, Application] = {
    each.name: each for each in (ST, EJS, NODE_SERIALIZE, PYLOAD, NEXT, MULTIPART)
}
