"""Where the graph is kept: the ports and their adapters."""

from graph_service.store.open import open_store, open_trial

__all__ = ["open_store", "open_trial"]
