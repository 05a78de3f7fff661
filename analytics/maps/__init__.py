"""Maps: as much of the graph as can be drawn, and what was left out of it."""
