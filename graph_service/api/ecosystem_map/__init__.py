"""The ecosystem map in the API: nodes and links that a front-end draws, computed once a version."""
