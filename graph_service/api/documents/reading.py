"""From text to a document: parsed, measured, validated, in this order."""

from __future__ import annotations

from hashlib import sha256

from graphql import GraphQLError, GraphQLSchema, GraphQLSyntaxError, parse, validate

from graph_service.api.documents.document import Document, Fault, FaultKind, Operation
from graph_service.api.documents.limits import Limits, check_size
from graph_service.api.documents.measuring import Measure
from graph_service.api.errors import ApiError, ErrorCode

__all__ = ["digest_of", "read_document"]


def digest_of(text: str) -> str:
    """Return the SHA-256 of a document's text, hexadecimal."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def read_document(
    text: str,
    schema: GraphQLSchema,
    measure: Measure,
    limits: Limits,
    allowed: frozenset[str] | None,
) -> Document:
    """Read a document.

    Parameters
    ----------
    text : str
    schema : GraphQLSchema
    measure : Measure
        Of the same schema.
    limits : Limits
    allowed : frozenset of str or None
        The digests of the only documents that are answered; all are if None.

    Returns
    -------
    Document
        With its fault if it is refused.
    """
    document = Document(text, digest_of(text))
    if allowed is not None and document.digest not in allowed:
        refusal = ApiError(
            "This service answers only documents that were registered with it.",
            ErrorCode.FORBIDDEN,
        )
        document.fault = Fault(FaultKind.NOT_ALLOWED, (refusal,))
        return document
    try:
        ast = parse(text, max_tokens=limits.tokens)
    except GraphQLSyntaxError as error:
        kind = FaultKind.LIMIT if "Parsing aborted" in error.message else FaultKind.SYNTAX
        document.fault = _fault(kind, error)
        return document
    operations = []
    try:
        for node, (size, cost) in measure.operations(ast):
            check_size(size, limits)
            operations.append(Operation(node, size, cost))
    except ApiError as error:
        document.fault = _fault(FaultKind.LIMIT, error)
        return document
    errors = validate(schema, ast)
    if errors:
        document.fault = _fault(FaultKind.INVALID, *errors)
        return document
    document.ast, document.operations = ast, tuple(operations)
    return document


def _fault(kind: FaultKind, *errors: GraphQLError) -> Fault:
    return Fault(kind, errors)
