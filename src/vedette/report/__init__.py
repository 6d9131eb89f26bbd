"""Reports on an alert: what a manager reads first, and all that an auditor needs to check it."""
