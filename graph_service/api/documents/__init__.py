"""What clients ask, as text: read, checked and measured once for each document."""

from graph_service.api.documents.cache import Documents
from graph_service.api.documents.document import (
    Document,
    Fault,
    FaultKind,
    Operation,
    UnknownOperation,
)
from graph_service.api.documents.limits import Limits, Size

__all__ = [
    "Document",
    "Documents",
    "Fault",
    "FaultKind",
    "Limits",
    "Operation",
    "Size",
    "UnknownOperation",
]
