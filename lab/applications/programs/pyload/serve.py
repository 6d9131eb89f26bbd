"""Starts pyLoad with its web interface on a port of every address: serve.py PORT."""

import sys
from pathlib import Path

from pyload.core import Core
from pyload.webui.webserver_thread import WebServerThread

USER = Path("/var/log/pyload")


def main(port: int) -> None:
    """Make the settings, say where to listen, and start."""
    core = Core(str(USER), str(USER / "tmp"), str(USER / "storage"))
    core.config.set("webui", "host", "::")
    core.config.set("webui", "port", port)
    core.webserver = WebServerThread(core)
    core.start()


if __name__ == "__main__":
    main(int(sys.argv[1]))
