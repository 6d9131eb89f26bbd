"""Where advisories are got: one file a way of getting them, and a catalogue of all sources."""
