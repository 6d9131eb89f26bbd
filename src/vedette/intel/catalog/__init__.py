"""The catalogue: well-known free feeds, what they list, and how far to trust them. It is data: `catalog.toml`."""

from vedette.intel.catalog.loading import CatalogEntry, catalog, entry_named

__all__ = ["CatalogEntry", "catalog", "entry_named"]
