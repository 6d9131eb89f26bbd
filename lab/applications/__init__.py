"""Records single applications that really have a known hole, each beside its repaired release, under attack."""
