"""Hosts and the services that listen on them: inventory formats."""
