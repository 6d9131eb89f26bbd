"""Advisories: one format a module, and the index of all that was loaded. `load.load` is the way in."""
