"""The investigation of an alert: six steps, each of which looks, says what it saw, and what it could not see."""
