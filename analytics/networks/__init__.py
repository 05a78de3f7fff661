"""Networks of organisations: who works with whom, how centrally, in which groups, with what change."""
