"""The vocabulary: what a connection, an indicator, a service, a vulnerability and an alert are. No input or output."""
