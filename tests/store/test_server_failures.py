"""What a server or its driver raises becomes a sentence with the remedy."""

from __future__ import annotations

import ssl

import pytest
from neo4j.exceptions import (
    ConfigurationError,
    ConnectionAcquisitionTimeoutError,
    Neo4jError,
    ServiceUnavailable,
    SessionExpired,
)

from graph_service.store.neo4j.failures import Unreachable, failure
from graph_service.store.port import DeadlineExceeded, StoreError

URL = "bolt://db:7687"


def error_of(code, message="What the server says."):
    return Neo4jError._hydrate_neo4j(code=code, message=message)


@pytest.mark.parametrize(
    ("code", "kind", "words"),
    [
        ("Neo.ClientError.Security.Unauthorized", StoreError, "Set NEO4J_USERNAME"),
        ("Neo.ClientError.Security.AuthenticationRateLimit", StoreError, "Set NEO4J_USERNAME"),
        ("Neo.ClientError.Security.CredentialsExpired", StoreError, "Set NEO4J_USERNAME"),
        ("Neo.ClientError.Security.TokenExpired", StoreError, "Set NEO4J_USERNAME"),
        ("Neo.ClientError.Security.Forbidden", StoreError, "Give it the rights"),
        ("Neo.ClientError.Database.DatabaseNotFound", StoreError, "Set NEO4J_DATABASE"),
        ("Neo.TransientError.General.DatabaseUnavailable", Unreachable, "not available now"),
        ("Neo.ClientError.General.WriteOnReadOnlyAccessDatabase", StoreError, "read-only"),
        ("Neo.ClientError.General.ForbiddenOnReadOnlyDatabase", StoreError, "read-only"),
        ("Neo.ClientError.Cluster.NotALeader", StoreError, "read-only"),
        ("Neo.TransientError.General.MemoryPoolOutOfMemoryError", StoreError, "more memory"),
        ("Neo.TransientError.Transaction.MaximumTransactionLimitReached", StoreError, "later"),
        ("Neo.TransientError.Transaction.DeadlockDetected", StoreError, "Try again"),
        ("Neo.TransientError.Transaction.Terminated", StoreError, "its operator"),
        ("Neo.ClientError.Transaction.TransactionTimedOut", DeadlineExceeded, "too long"),
        (
            "Neo.ClientError.Transaction.TransactionTimedOutClientConfiguration",
            DeadlineExceeded,
            "too long",
        ),
        ("Neo.TransientError.Transaction.LockAcquisitionTimeout", DeadlineExceeded, "too long"),
        ("Neo.DatabaseError.Transaction.TransactionLogError", StoreError, "disk may be full"),
        ("Neo.DatabaseError.Transaction.TransactionStartFailed", StoreError, "restart it"),
        ("Neo.ClientError.Schema.ConstraintValidationFailed", StoreError, "refused: What the"),
        ("Neo.Something.That.IsNew", StoreError, r"What the server says \(Neo.Something"),
    ],
)
def test_each_code_is_a_sentence_with_a_remedy(code, kind, words):
    told = failure(error_of(code), URL)

    assert type(told) is kind
    assert str(told).startswith(URL)
    assert str(told).endswith(".")
    with pytest.raises(kind, match=words):
        raise told


@pytest.mark.parametrize(
    "code", ["Neo.ClientError.Statement.SyntaxError", "Neo.ClientError.Statement.ParameterMissing"]
)
def test_a_statement_that_should_not_have_been_sent_is_a_fault_of_the_program(code):
    error = error_of(code)

    assert failure(error, URL) is error


@pytest.mark.parametrize(
    ("cause", "words"),
    [
        (ConnectionRefusedError(111, "refused"), "nothing listens there"),
        (TimeoutError(), "did not accept the connection in time"),
        (ssl.SSLError("eof"), "does not speak TLS"),
        (ssl.SSLCertVerificationError("self-signed"), "certificate is not trusted"),
        (OSError("No data"), "the connection broke"),
        (None, "the connection broke"),
    ],
)
@pytest.mark.parametrize("kind", [ServiceUnavailable, SessionExpired])
def test_a_broken_connection_says_what_broke_it(kind, cause, words):
    error = kind("Couldn't connect to db:7687 (resolved to ...):\n[Errno ...]")
    error.__cause__ = cause

    told = failure(error, URL)

    assert isinstance(told, Unreachable)
    assert words in str(told)
    assert "\n" not in str(told)


def test_other_failures_of_the_driver_are_sentences_too():
    assert "in use" in str(failure(ConnectionAcquisitionTimeoutError("60 s"), URL))
    assert str(failure(ConfigurationError("Bad URI."), URL)) == f"{URL} cannot be used: Bad URI."
    assert isinstance(failure(TimeoutError(), URL), DeadlineExceeded)
    assert "cannot be stored" in str(failure(OverflowError("too big"), URL))
    for mine in (StoreError("Mine."), KeyError("mine")):
        assert failure(mine, URL) is mine
