"""Where the graph is kept: the ports and their adapters."""
