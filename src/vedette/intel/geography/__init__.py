"""Where an address is and who runs its network, from databases that the user brings; unknown stays unknown.

Imports nothing: `vedette.intel.geography.mmdb_child` is run as a program of its own, and must start at once.
"""
