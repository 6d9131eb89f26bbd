"""Bundles: feeds, advisories and databases of places in one signed file, for a machine that has no way out."""
