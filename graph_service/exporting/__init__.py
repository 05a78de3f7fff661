"""Parts of the graph as files of other programs: one file a format, streamed."""
