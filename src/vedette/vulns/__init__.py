"""Vulnerabilities: advisory formats, version schemes, matching against services."""
