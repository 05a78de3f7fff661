"""Large files are read by a process of their own, beside the one that puts them into the store."""
