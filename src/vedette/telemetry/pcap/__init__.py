"""Packet captures as connections: flows, and the HTTP requests in them.

From the file upward: `container`, `pcapng` (frames), `links`, `packets`, `fragments`, `tunnels` (segments), `table`,
`flows`, `states`, `streams` (flows in order), `first_lines`, `messages`, `content`, `http` (exchanges), `protocols`,
`names`, `services` (what else is said), `rows`, `capture` (the format).
"""

from vedette.telemetry.pcap.capture import Pcap

__all__ = ["Pcap"]
