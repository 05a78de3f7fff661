"""Tokens of single sign-on: real signatures, keys fetched from a provider on this machine."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
from datetime import timedelta

import pytest
from api_client import serving_store
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from given_clock import GivenClock
from identity_provider import AUDIENCE, CLAIMS, ISSUER, NOW, Provider, identity_provider
from stores import MEMORY

from graph_service.identity.caller import Caller, Refusal
from graph_service.identity.callers import Callers
from graph_service.identity.key_ring import KeyRing
from graph_service.identity.key_sets import KeySet
from graph_service.identity.roles import Role
from graph_service.identity.tokens import Tokens, Trust
from graph_service.settings import SettingsError, load_settings

EXP = CLAIMS["exp"]


@pytest.fixture(scope="module")
def keys():
    """A provider with a key of each kind, made once: they take long."""
    with identity_provider() as provider:
        for algorithm in ("RS256", "ES256", "ES384", "ES512", "EdDSA"):
            provider.add(algorithm, algorithm)
        yield provider


class Door:
    """A service that believes a provider."""

    def __init__(self, provider: Provider, role_claim: str = "role", place: str = "") -> None:
        self.clock = GivenClock(NOW, timedelta())
        key_set = KeySet(place or provider.address, tick=self.clock.tick)
        tokens = Tokens(Trust(ISSUER, AUDIENCE, role_claim), key_set, clock=self.clock)
        self.callers = Callers(KeyRing(None), tokens=tokens, clock=self.clock)

    async def ask(self, token: str) -> Caller | Refusal:
        return await self.callers.of(f"Bearer {token}")

    async def status(self, token: str) -> int:
        told = await self.ask(token)
        return 200 if isinstance(told, Caller) else told.status.value


def part(told: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(told).encode()).rstrip(b"=").decode()


@pytest.mark.parametrize(
    ("kid", "algorithm"),
    [
        ("RS256", "RS256"), ("RS256", "RS512"), ("RS256", "PS256"),
        ("ES256", "ES256"), ("ES384", "ES384"), ("ES512", "ES512"), ("EdDSA", "EdDSA"),
    ],
)  # fmt: skip
async def test_who_has_a_token_that_is_signed_in_order_is_who_it_says(keys, kid, algorithm):
    caller = await Door(keys).ask(keys.token(kid, algorithm=algorithm))

    assert caller == Caller(Role.ANALYST, "张三")


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://elsewhere.example.org"}, {"iss": None},
        {"aud": "another service"}, {"aud": None},
        {"exp": None}, {"exp": EXP - 3_600 - 31}, {"exp": True}, {"exp": "tomorrow"},
        {"nbf": EXP - 3_600 + 31}, {"nbf": "soon"},
        {"role": None}, {"role": "root"}, {"role": "anonymous"}, {"role": []}, {"role": {"a": 1}},
        {"preferred_username": None}, {"preferred_username": " "},
    ],
)  # fmt: skip
async def test_a_token_that_is_not_for_us_or_says_too_little_opens_nothing(keys, claims):
    assert await Door(keys).status(keys.token("ES256", **claims)) == 401


@pytest.mark.parametrize(
    ("claims", "role"),
    [
        ({"role": ["viewer", "editor", "nonsense", 7]}, Role.EDITOR),
        ({"role": "ADMIN"}, Role.ADMIN),
        ({"aud": ["another", AUDIENCE]}, Role.ANALYST),
        ({"exp": EXP - 3_600 - 29, "nbf": EXP - 3_600 + 29}, Role.ANALYST),
        ({"preferred_username": None, "sub": "x"}, Role.ANALYST),
    ],
)
async def test_what_tokens_may_say_in_other_words(keys, claims, role):
    assert (await Door(keys).ask(keys.token("ES256", **claims))).role is role


async def test_the_role_may_be_deep_in_the_token(keys):
    door = Door(keys, "realm_access.roles")
    token = keys.token("ES256", role=None, realm_access={"roles": ["offline", "viewer"]})

    assert (await door.ask(token)).role is Role.VIEWER
    assert await door.status(keys.token("ES256", realm_access="viewer")) == 401


async def test_an_unsigned_token_opens_nothing(keys):
    for algorithm in ("none", "None", "NONE", ""):
        token = f"{part({'alg': algorithm, 'kid': 'RS256'})}.{part(CLAIMS)}."
        asked = keys.asked
        assert await Door(keys).status(token) == 401
        # Nobody has the provider asked by that.
        assert keys.asked == asked


async def test_a_public_key_is_not_taken_for_a_secret(keys):
    public = keys.private["RS256"][0].public_key()
    pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    for algorithm, hashed in (("HS256", hashlib.sha256), ("HS512", hashlib.sha512)):
        said = f"{part({'alg': algorithm, 'kid': 'RS256'})}.{part(CLAIMS)}"
        mark = base64.urlsafe_b64encode(hmac.digest(pem, said.encode(), hashed)).rstrip(b"=")
        assert await Door(keys).status(f"{said}.{mark.decode()}") == 401


async def test_a_shared_secret_in_the_set_is_no_key():
    with identity_provider() as provider:
        secret = base64.urlsafe_b64encode(b"x" * 32).rstrip(b"=").decode()
        provider.published.append({"kty": "oct", "kid": "s", "k": secret, "alg": "HS256"})
        said = f"{part({'alg': 'HS256', 'kid': 's'})}.{part(CLAIMS)}"
        mark = base64.urlsafe_b64encode(hmac.digest(b"x" * 32, said.encode(), "sha256"))
        assert await Door(provider).status(f"{said}.{mark.rstrip(b'=').decode()}") == 401


async def test_a_changed_token_opens_nothing(keys):
    head, body, mark = keys.token("ES256").split(".")
    other = part({**CLAIMS, "role": "admin"})
    door = Door(keys)

    for token in (f"{head}.{other}.{mark}", f"{head}.{body}.{mark[::-1]}", f"{head}.{body}", "a.b.c",
                  "x" * 9_000, keys.token("ES256", headers={}),
                  keys.token("ES256", headers={"kid": "RS256"})):  # fmt: skip
        assert await door.status(token) == 401


async def test_a_key_is_good_for_what_its_set_says_alone():
    with identity_provider() as provider:
        provider.add("one", "RS256", alg="RS256")
        provider.add("two", "RS256", use="enc")
        door = Door(provider)
        assert await door.status(provider.token("one")) == 200
        assert await door.status(provider.token("one", algorithm="PS256")) == 401
        assert await door.status(provider.token("two")) == 401


async def test_a_new_key_of_the_provider_is_found_and_one_withdrawn_is_not_believed_for_long():
    with identity_provider() as provider:
        provider.add("one", "ES256")
        door = Door(provider)
        for _ in range(20):
            assert await door.status(provider.token("one")) == 200
        assert provider.asked == 1
        provider.add("two", "ES256")
        # Nobody makes us ask the provider again and again.
        for _ in range(20):
            assert await door.status(provider.token("two")) == 401
        assert provider.asked == 1
        door.clock.forward(seconds=10)
        assert await door.status(provider.token("two")) == 200
        assert provider.asked == 2

        del provider.published[0]
        old = provider.token("one", preferred_username="李")
        door.clock.forward(seconds=299)
        assert await door.status(old) == 200
        door.clock.forward(seconds=61)
        assert await door.status(old) == 401
        assert provider.asked == 3


async def test_all_who_come_together_wait_for_one_answer_of_the_provider():
    with identity_provider() as provider:
        provider.add("one", "ES256")
        door = Door(provider)
        tokens = [provider.token("one", preferred_username=str(n)) for n in range(20)]
        callers = await asyncio.gather(*map(door.ask, tokens))
        assert [caller.name for caller in callers] == [str(n) for n in range(20)]
        assert provider.asked == 1


async def test_a_token_that_was_verified_ends_all_the_same(keys):
    door, token = Door(keys), keys.token("ES256", exp=EXP - 3_600 + 20)
    assert await door.status(token) == 200
    door.clock.forward(seconds=49)
    assert await door.status(token) == 200
    door.clock.forward(seconds=1)
    assert await door.status(token) == 401


@pytest.mark.parametrize("body", [b"not JSON", b"[]", b'{"keys": 1}', b'"' + b"x" * 1_000_001])
async def test_who_cannot_be_recognised_is_told_to_come_again(body):
    with identity_provider() as provider:
        provider.add("one", "ES256")
        provider.body = body
        door = Door(provider)
        # Nor is anybody taken for a stranger until the provider is asked again.
        assert [await door.status(provider.token("one")) for _ in range(2)] == [503, 503]
        assert provider.asked == 1
        provider.body = None
        door.clock.forward(seconds=10)
        assert await door.status(provider.token("one")) == 200


async def test_a_provider_that_is_away_is_no_reason_to_believe_anybody(keys):
    assert await Door(keys, place="http://127.0.0.1:9/jwks").status(keys.token("ES256")) == 503


async def test_keys_may_lie_in_a_file_and_open_the_service_over_http(keys, tmp_path):
    file = tmp_path / "jwks.json"
    file.write_text(json.dumps({"keys": keys.published}), encoding="utf-8")
    chosen = {"jwt_issuer": ISSUER, "jwt_audience": AUDIENCE, "jwt_keys": str(file)}
    async with MEMORY.new() as store:
        from graph_service.clock import utc_now

        exp = int(utc_now().timestamp()) + 60
        async with serving_store(store, **chosen) as api:
            api.use_token(keys.token("ES256", role="editor", exp=exp))
            viewer = (await api.data("{ viewer { role name } }"))["viewer"]
            assert viewer == {"role": "EDITOR", "name": "张三"}
            assert (await api.http.get("/imports")).status_code == 200
            api.use_token(keys.token("ES256", role="editor", exp=exp - 3_600))
            answer = await api.http.post("/graphql", json={"query": "{ __typename }"})
            assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
            assert "out of date" in answer.json()["errors"][0]["message"]


def test_half_of_single_sign_on_is_refused():
    with pytest.raises(SettingsError, match="together"):
        load_settings(jwt_issuer=ISSUER)
