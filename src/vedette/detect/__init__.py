"""Detection: the kernel that joins connections, reputation and exposures, and what it makes of them."""
