"""The compositions: what a command does, from inputs to result."""
