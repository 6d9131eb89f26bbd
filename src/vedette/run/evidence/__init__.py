"""Evidence files: all that an alert rests on in one file, which another machine can check."""
