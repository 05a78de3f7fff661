"""Analytics in the API: hand-written fields over `analytics`, computed once a graph version."""
