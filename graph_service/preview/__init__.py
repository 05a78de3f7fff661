"""What an import would do, value by value, without doing it."""

from graph_service.preview.told import Preview
from graph_service.preview.trial import preview_import

__all__ = ["Preview", "preview_import"]
