"""Partners: whom an organisation could work with next, and how well that foretells."""
