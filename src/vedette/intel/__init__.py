"""Threat intelligence: feed formats, vetting, scoring, the reputation set."""
