"""From text to a document: parsed, measured, validated, in this order."""

from __future__ import annotations

from functools import cached_property
from hashlib import sha256

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    OverlappingFieldsCanBeMergedRule,
    get_introspection_query,
    parse,
    specified_rules,
    validate,
)

from graph_service.api.documents.document import Document, Fault, FaultKind, Operation
from graph_service.api.documents.limits import Limits, Size, check_reflected, check_size
from graph_service.api.documents.measuring import Measure
from graph_service.api.documents.merging import merging
from graph_service.api.errors import ApiError, ErrorCode

__all__ = ["Reader", "digest_of", "not_registered"]

_MOST_ERRORS = 10
_MOST_PAIRS = 2_000
_MERGE = OverlappingFieldsCanBeMergedRule
_RULES = tuple(rule for rule in specified_rules if rule is not _MERGE)


def digest_of(text: str) -> str:
    """Return the SHA-256 of a document's text, hexadecimal."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def not_registered(digest: str) -> Document:
    """Return a refused document, of which only the digest was sent."""
    message = "No document of this digest was registered; send the document itself, as `query`."
    refusal = ApiError(message, ErrorCode.FORBIDDEN)
    return Document("", digest, fault=_refused(FaultKind.NOT_ALLOWED, refusal))


class Reader:
    """Reads documents for a schema.

    Parameters
    ----------
    schema : GraphQLSchema
    limits : Limits
    allowed : frozenset of str or None
        The digests of the only documents that are answered; all are if None.
    """

    def __init__(
        self, schema: GraphQLSchema, limits: Limits, allowed: frozenset[str] | None
    ) -> None:
        self._schema = schema
        self._limits = limits
        self._allowed = allowed
        self._measure = Measure(schema)

    def read(self, text: str) -> Document:
        """Read a document, with its fault if it is refused."""
        document = Document(text, digest_of(text))
        document.fault = self._unwanted(document)
        if document.fault is None:
            try:
                ast = parse(text, max_tokens=self._limits.tokens)
            except GraphQLSyntaxError as error:
                document.fault = _unread(error)
            else:
                self._check(document, ast)
        return document

    @cached_property
    def _most_reflected(self) -> int:
        """What tools ask of the schema itself."""
        whole = get_introspection_query(
            specified_by_url=True,
            directive_is_repeatable=True,
            schema_description=True,
            input_value_deprecation=True,
            one_of=True,
        )
        ((_, measured),) = self._measure.operations(parse(whole))
        return measured.size.reflected

    def _unwanted(self, document: Document) -> Fault | None:
        if self._allowed is not None and document.digest not in self._allowed:
            return _refused(
                FaultKind.NOT_ALLOWED,
                ApiError(
                    "This service answers only documents that were registered with it.",
                    ErrorCode.FORBIDDEN,
                ),
            )
        length, limit = len(document.text), self._limits.characters
        if length > limit:
            message = f"The document has {length} characters; the limit is {limit}."
            return _refused(FaultKind.LIMIT, ApiError(message, ErrorCode.LIMIT_EXCEEDED))
        return None

    def _check(self, document: Document, ast: DocumentNode) -> None:
        operations = []
        for node, (size, cost) in self._measure.operations(ast):
            operations.append(Operation(node, size, cost))
        try:
            check_size(Size.of_all(operation.size for operation in operations), self._limits)
            for operation in operations:
                if operation.size.reflected:
                    check_reflected(operation.size, self._most_reflected)
        except ApiError as error:
            document.fault = _refused(FaultKind.LIMIT, error)
            return
        document.fault = self._invalid(ast)
        if document.fault is None:
            document.ast, document.operations = ast, tuple(operations)

    def _invalid(self, ast: DocumentNode) -> Fault | None:
        errors = validate(self._schema, ast, _RULES, max_errors=_MOST_ERRORS)
        if not errors:
            # Only now are there no fragments in circles, and fields are few.
            same, pairs = merging(ast, self._schema)
            if same:
                return None
            if pairs > _MOST_PAIRS:
                message = (
                    "Too many fields have the name of another one beside them; give different"
                    " fields different aliases, and ask for the same field once."
                )
                return _refused(FaultKind.LIMIT, ApiError(message, ErrorCode.LIMIT_EXCEEDED))
            errors = validate(self._schema, ast, [_MERGE], max_errors=_MOST_ERRORS)
        return _refused(FaultKind.INVALID, *map(_light, errors)) if errors else None


def _unread(error: GraphQLSyntaxError) -> Fault:
    if "Parsing aborted" in error.message:
        refusal = ApiError(error.message, ErrorCode.LIMIT_EXCEEDED)
        return _refused(FaultKind.LIMIT, refusal)
    return _refused(FaultKind.SYNTAX, error)


def _refused(kind: FaultKind, *errors: GraphQLError) -> Fault:
    # A traceback would keep whatever was read.
    return Fault(kind, tuple(error.with_traceback(None) for error in errors))


def _light(error: GraphQLError) -> GraphQLError:
    """Return an error that does not keep the document's nodes."""
    return GraphQLError(error.message, source=error.source, positions=error.positions)
