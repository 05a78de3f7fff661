"""From files to statements."""
