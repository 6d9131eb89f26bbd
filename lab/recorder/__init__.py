"""Records a small incident: a server, its crowd of clients, and the attacks among them, in network namespaces."""
