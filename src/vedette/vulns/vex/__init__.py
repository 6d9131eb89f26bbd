"""VEX: what makers of products say of vulnerabilities in them; one file a format."""
