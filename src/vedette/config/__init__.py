"""Configuration: where things stand on this machine, and what `config.toml` says."""
