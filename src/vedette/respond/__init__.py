"""What to do about an alert: the five steps of a resolution as a plan, and the rails that no action may break."""
