"""Settings of the service: from options, the environment and a file, in this order."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, Self

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from graph_service.identity.roles import Role
from graph_service.store.access import Access, check_address

__all__ = ["SETTINGS_FILE", "Settings", "SettingsError", "load_settings"]

SETTINGS_FILE = "graph-service.toml"
"""The settings file that is read from the working folder if ``GRAPH_SETTINGS`` names none."""

_VARIABLES = {
    "store_url": ("GRAPH_STORE",),
    "host": ("GRAPH_HOST", "HOST"),
    "port": ("GRAPH_PORT", "PORT"),
    "neo4j_user": ("GRAPH_NEO4J_USER", "NEO4J_USERNAME"),
    "neo4j_password": ("GRAPH_NEO4J_PASSWORD", "NEO4J_PASSWORD"),
    "neo4j_database": ("GRAPH_NEO4J_DATABASE", "NEO4J_DATABASE"),
}


_ORIGIN = re.compile(r"https?://[^/\s,?#@]+", re.ASCII)
_SECRETS = frozenset({"neo4j_password"})


class SettingsError(ValueError):
    """A setting is unknown or has no meaning; the message is a sentence for its author."""


class Settings(BaseSettings):
    """What an operator can decide.

    Attributes
    ----------
    store_url : str
        ``file:PATH``, ``:memory:``, or a Neo4j server: ``bolt://HOST:7687``, ``neo4j://HOST`` for
        a cluster, either with ``+s`` for TLS; variable ``GRAPH_STORE``.
    pack : str
        Name of a shipped regional pack, or the path of a TOML file.
    host, port : str and int
        Where the service listens; variables ``GRAPH_HOST`` or ``HOST``, ``GRAPH_PORT`` or
        ``PORT``.
    today : date or None
        The day that answers speak of by default; the current day if None.
    region : str or None
        Prefix of the district codes that are local; the pack's if None.
    read_only : bool
        Whether the store is opened for reading only.
    request_timeout : float
        Seconds after which a request is given up.
    graphiql : bool
        Whether a browser that asks for the endpoint gets the query editor.
    access_log : bool
        Whether the running service writes a line of JSON to stderr for each GraphQL request.
    cors_origins : tuple of str
        Origins (``https://map.example.org``) whose pages may ask; ``*`` for all. In a variable
        they are separated by commas.
    live_connections, live_connections_each : int
        How many WebSockets and event streams may be open: of all together, none if 0, and of
        each key, or address where no key is sent.
    plain_statuses : bool
        Whether GraphQL answers have 200 and 400 where the specification has 294 and 422, for
        proxies that do not pass these on.
    sample : bool
        Whether the data is invented sample data, which answers then say.
    answers_bytes : int
        How many bytes of answers are kept until the graph changes; none are if 0.
    allowed_documents : str
        A file of digests, or a folder of ``.graphql`` files: the only GraphQL documents that are
        answered; all are if ``""``.
    anonymous : bool
        Whether who does not say who they are may read what is public.
    jwt_issuer, jwt_audience, jwt_keys : str
        Single sign-on: who signs tokens, whom they are for (this service), and the address or the
        file of the signer's public keys (JWKS). All three or none are set.
    jwt_role_claim : str
        The claim of a token that holds the role or a list of them; dots lead into objects.
    rate_anonymous, rate_viewer, rate_analyst, rate_editor, rate_admin : int
        Cost that one client of the role (a key; an address without one) may ask for in a minute;
        without end if 0.
    uploads : str
        Folder for files that are sent to be imported; beside the store's file, or ``var/uploads``
        for a store on a server, if ``""``.
    upload_max_bytes : int
        How long the files of one request may be together.
    jobs_waiting : int
        How many imports may wait.
    neo4j_user, neo4j_password, neo4j_database : str, SecretStr or None, str
        Credentials for a server and the database on it, the user's home database if ``""``;
        variables ``GRAPH_NEO4J_USER`` or ``NEO4J_USERNAME``, ``GRAPH_NEO4J_PASSWORD`` or
        ``NEO4J_PASSWORD``, ``GRAPH_NEO4J_DATABASE`` or ``NEO4J_DATABASE``. The password is in no
        message.
    neo4j_read_timeout, neo4j_write_timeout : float
        Seconds after which the server gives up a query or a writing transaction.
    """

    model_config = SettingsConfigDict(extra="forbid", frozen=True)

    store_url: str = "file:var/graph.db"
    pack: str = "wenzhou-2021"
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=1, le=65_535)
    today: date | None = None
    region: str | None = None
    read_only: bool = False
    request_timeout: float = Field(default=10.0, gt=0)
    graphiql: bool = True
    access_log: bool = True
    cors_origins: tuple[str, ...] = ()
    live_connections: int = Field(default=500, ge=0, le=100_000)
    live_connections_each: int = Field(default=50, ge=1, le=100_000)
    plain_statuses: bool = False
    sample: bool = False
    answers_bytes: int = Field(default=64 * 2**20, ge=0)
    allowed_documents: str = ""
    anonymous: bool = True
    jwt_issuer: str = ""
    jwt_audience: str = ""
    jwt_keys: str = ""
    jwt_role_claim: str = "role"
    rate_anonymous: int = Field(default=30_000_000, ge=0)
    rate_viewer: int = Field(default=60_000_000, ge=0)
    rate_analyst: int = Field(default=60_000_000, ge=0)
    rate_editor: int = Field(default=120_000_000, ge=0)
    rate_admin: int = Field(default=120_000_000, ge=0)
    uploads: str = ""
    upload_max_bytes: int = Field(default=256 * 2**20, ge=1)
    jobs_waiting: int = Field(default=10, ge=1, le=1_000)
    neo4j_user: str = "neo4j"
    neo4j_password: SecretStr | None = None
    neo4j_database: str = ""
    neo4j_read_timeout: float = Field(default=30.0, gt=0)
    neo4j_write_timeout: float = Field(default=300.0, gt=0)

    def access(self, *, patient: bool = False) -> Access:
        """How to get into the store, if it is on a server; `patient` as there."""
        password = self.neo4j_password
        return Access(
            user=self.neo4j_user,
            password=password.get_secret_value() if password else "",
            database=self.neo4j_database,
            read_timeout=self.neo4j_read_timeout,
            write_timeout=self.neo4j_write_timeout,
            patient=patient,
        )

    def budgets(self) -> dict[Role, int]:
        """What a client of each role may ask for in a minute."""
        return {role: getattr(self, f"rate_{role.word}") for role in Role}

    @model_validator(mode="after")
    def _sign_on_is_whole(self) -> Self:
        given = [self.jwt_issuer, self.jwt_audience, self.jwt_keys]
        if any(given) and not all(given):
            raise ValueError("jwt_issuer, jwt_audience and jwt_keys are set together or not at all")
        return self

    @field_validator("store_url")
    @classmethod
    def _possible_address(cls, url: str) -> str:
        check_address(url)
        return url

    @field_validator("cors_origins", mode="before")
    @classmethod
    def _separated_by_commas(cls, given: object) -> object:
        if isinstance(given, str):
            return [origin.strip() for origin in given.split(",") if origin.strip()]
        return given

    @field_validator("cors_origins")
    @classmethod
    def _possible_origins(cls, origins: tuple[str, ...]) -> tuple[str, ...]:
        for origin in origins:
            if origin != "*" and not _ORIGIN.fullmatch(origin):
                raise ValueError(f"{origin!r} is no origin, such as https://map.example.org")
        return origins

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Options come first, then the environment, then the file."""
        del env_settings, dotenv_settings, file_secret_settings
        return (init_settings, _Environment(settings_cls, os.environ), _File(settings_cls))


def load_settings(**options: object) -> Settings:
    """Read the settings.

    Parameters
    ----------
    **options
        What the caller decides, by attribute; None leaves it to the environment and the file.

    Returns
    -------
    Settings

    Raises
    ------
    SettingsError
        If a setting is unknown or has no meaning, or the file cannot be read.
    """
    try:
        return Settings(**{name: value for name, value in options.items() if value is not None})  # type: ignore[arg-type]
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        name = ".".join(str(part) for part in first["loc"])
        if first["type"] == "extra_forbidden":
            known = ", ".join(Settings.model_fields)
            raise SettingsError(f"There is no setting {name!r}; settings are {known}.") from None
        if name == "store_url" and first["type"] == "value_error":
            # The address may hold a password.
            raise SettingsError(str(first["ctx"]["error"])) from None
        given = "" if name in _SECRETS else f" = {first['input']!r}"
        raise SettingsError(
            f"Setting {name}{given} ({' or '.join(_variables(name))}) is not possible: {first['msg']}."
        ) from None


class _Environment(PydanticBaseSettingsSource):
    """Settings that the environment names."""

    def __init__(self, settings_cls: type[BaseSettings], environ: Mapping[str, str]) -> None:
        super().__init__(settings_cls)
        self._environ = environ

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        """Return the value of the first variable that is set."""
        del field
        values = (self._environ.get(variable) for variable in _variables(field_name))
        return next((value for value in values if value), None), field_name, False

    def __call__(self) -> dict[str, Any]:
        """Return all values that are set."""
        values = {
            name: self.get_field_value(field, name)[0]
            for name, field in self.settings_cls.model_fields.items()
        }
        return {name: value for name, value in values.items() if value is not None}


class _File(PydanticBaseSettingsSource):
    """Settings that a TOML file names."""

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        """Return what the file says about a field."""
        del field
        return self().get(field_name), field_name, False

    def __call__(self) -> dict[str, Any]:
        """Return everything the file says, so that unknown names are noticed."""
        named = os.environ.get("GRAPH_SETTINGS")
        path = Path(named or SETTINGS_FILE)
        if not named and not path.is_file():
            return {}
        try:
            return tomllib.loads(path.read_text(encoding="utf-8"))
        except OSError as error:
            raise SettingsError(
                f"The settings file {path} cannot be read: {error.strerror}."
            ) from None
        except ValueError as error:
            raise SettingsError(f"The settings file {path} is not TOML: {error}.") from None


def _variables(name: str) -> tuple[str, ...]:
    return _VARIABLES.get(name, (f"GRAPH_{name.upper()}",))
