"""What stands between a fetched list and the set in use: every update of a feed is checked before it is believed."""
