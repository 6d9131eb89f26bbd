"""The steps of the investigation, one file each; `vedette.investigate.registry` has them in order."""
