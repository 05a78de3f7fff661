"""Who is who: pairs that people should look at, and what speaks for and against each."""
