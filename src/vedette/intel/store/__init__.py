"""Feeds on disk: the versions that were accepted, which of them is in use, and every decision that led there."""
