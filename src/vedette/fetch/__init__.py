"""Fetching over HTTP from servers that are not trusted: where may be connected to, how much and how long is bounded.

`Client` does it; `Fetched`, `NotModified` and `FetchFailed` are what may come of it.
"""

from vedette.fetch.client import Client
from vedette.fetch.interface import MOST_BYTES, Fetched, Limits, Manner, NotModified, Validators
from vedette.model.errors import FetchFailed

__all__ = ["MOST_BYTES", "Client", "FetchFailed", "Fetched", "Limits", "Manner", "NotModified", "Validators"]
