"""Industry chains: who provides which stage of which segment, and where they break."""
