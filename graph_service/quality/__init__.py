"""Data quality: what is missing, contradictory, old or doubtful in a graph, counted and listed."""
