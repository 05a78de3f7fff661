"""An identity provider on this machine: keys of its own, and its JWKS over HTTP."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

ISSUER, AUDIENCE = "https://login.example.org", "ecosystem-graph"
NOW = datetime(2023, 12, 31, 8, tzinfo=UTC)
CLAIMS = {
    "iss": ISSUER,
    "aud": AUDIENCE,
    "exp": int(NOW.timestamp()) + 3_600,
    "preferred_username": "张三",
    "role": "analyst",
}


def new_key(algorithm: str) -> Any:
    """A private key that can sign so."""
    if algorithm.startswith(("RS", "PS")):
        return rsa.generate_private_key(public_exponent=65_537, key_size=2_048)
    if algorithm == "EdDSA":
        return ed25519.Ed25519PrivateKey.generate()
    curves = {"ES256": ec.SECP256R1(), "ES384": ec.SECP384R1(), "ES512": ec.SECP521R1()}
    return ec.generate_private_key(curves[algorithm])


def jwk(private: Any, algorithm: str, kid: str, **more: Any) -> dict[str, Any]:
    """What is published of a key."""
    kinds = {"R": jwt.algorithms.RSAAlgorithm, "P": jwt.algorithms.RSAAlgorithm}
    kinds |= {"E": jwt.algorithms.ECAlgorithm}
    maker = jwt.algorithms.OKPAlgorithm if algorithm == "EdDSA" else kinds[algorithm[0]]
    told = maker.to_jwk(private.public_key(), as_dict=True)
    # What is not said is not known of a key.
    told.pop("key_ops", None)
    return {**told, "kid": kid, **more}


@dataclass
class Provider:
    """Signs tokens and publishes keys.

    Attributes
    ----------
    published : list
        JWKs, as they are sent.
    body : bytes or None
        What is sent instead.
    asked : int
        How often they were asked for.
    """

    address: str = ""
    private: dict[str, tuple[Any, str]] = field(default_factory=dict)
    published: list[dict[str, Any]] = field(default_factory=list)
    body: bytes | None = None
    asked: int = 0

    def add(self, kid: str, algorithm: str = "RS256", **more: Any) -> None:
        """Publish a new key."""
        private = new_key(algorithm)
        self.private[kid] = private, algorithm
        self.published.append(jwk(private, algorithm, kid, **more))

    def token(self, kid: str, *, algorithm: str = "", headers: Any = None, **claims: Any) -> str:
        """Sign a token; a claim that is None is left out."""
        private, usual = self.private[kid]
        told = {name: value for name, value in {**CLAIMS, **claims}.items() if value is not None}
        named = {"kid": kid} if headers is None else headers
        return jwt.encode(told, private, algorithm=algorithm or usual, headers=named)


@contextmanager
def identity_provider() -> Iterator[Provider]:
    """Publish keys until the block ends."""
    provider = Provider()

    class Handler(BaseHTTPRequestHandler):
        """Sends the keys."""

        def do_GET(self) -> None:
            provider.asked += 1
            body = provider.body or json.dumps({"keys": provider.published}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments: Any) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    provider.address = f"http://127.0.0.1:{server.server_port}/jwks"
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
