"""Files that a user names: what a path stands for, decompression, and bounded reading. Below all rooms that read."""
