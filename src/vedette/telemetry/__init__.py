"""Connection sources: one file a format, all yielding the table of `vedette.model.connection`."""
