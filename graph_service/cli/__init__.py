"""The command ``graph-service``."""

from graph_service.cli.command import main

__all__ = ["main"]
