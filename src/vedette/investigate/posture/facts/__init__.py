"""Facts of a machine that several checks ask for: rules, listeners, processes."""
