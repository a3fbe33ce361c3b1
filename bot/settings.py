"""The service's settings, read from environment variables that begin with ONRAMP_; a secret may stand in a file that one names."""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterable, Mapping
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Literal, Self, TypeVar

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.errors import SettingsError
from knowledge.errors import describe
from knowledge.models import Role
from knowledge.wording import languages

PREFIX = "ONRAMP_"
SECRETS = frozenset({"app_password", "database_url", "vectors_url"})  # each may stand in a file, and is never shown
_FILE = "_FILE"
_ACTIVITIES_PER_MINUTE = 60  # a search from the compose box sends several


_CONFIG = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, extra="forbid", frozen=True)


class IndexSettings(BaseSettings):
    """What commands need that answer from an index alone.

    vectors_url: of the PostgreSQL database that holds the vectors, for an index that replicas share.
    """

    model_config = _CONFIG

    vectors_url: SecretStr = SecretStr("")


class StorageSettings(BaseSettings):
    """What commands need that work on the database alone.

    database_url: where everything is kept, an SQLite file or a PostgreSQL database. keep_days: how long answers given and ratings are kept.
    """

    model_config = _CONFIG

    database_url: SecretStr = SecretStr("sqlite:///.onramp/onramp.sqlite3")
    keep_days: int = Field(default=180, ge=1, le=3650)


class Settings(StorageSettings, IndexSettings):
    """What can be set, each by the variable ONRAMP_ and its name in capitals; what StorageSettings and IndexSettings hold is among it.

    app_id, app_password, tenant_id, app_type: the bot's registration; a managed identity has no password.
    local: serve without authentication, on the loopback address alone, for development.
    metrics_port: where metrics are collected, apart from what the channel reaches; none are when it is not set. metrics_host: its address.
    cloud: where the bot is registered. openid_metadata_url: where the channel's signing keys are described, when not the cloud's own.
    index: the folder of the index to answer from; index_check_s: how often to look whether another version of it is the current one.
    replica: the name of this process among several, the same after a restart; replicas: how many there are.
    sends: whether this process posts what is owed, as at least one must.
    lead_minutes: from a checkpoint's card to its meeting, for series that are planned from now on.
    administrators: directory ids of those who may do all, parted by commas. tenants: those that may use the bot, likewise; blank for all.
    activities_per_minute: how much one person may send to this process, 0 for any amount; when not set, 60, or any amount when local.
    remind_after_minutes: from a checkpoint's card to its one reminder, 0 for none; late_after_minutes: how late a card may be posted.
    default_role: who is taken to ask until they say otherwise. follow_up_minutes: how long a conversation's thread is remembered.
    language: what the bot says and understands, one that there are texts in.
    body_limit_kb: the largest request read, in KiB; body_within_s: how long it may take to arrive.
    typing_after_s: how long an answer may take before the bot shows that it is typing.
    """

    app_id: str = ""
    app_password: SecretStr = SecretStr("")
    tenant_id: str = ""
    app_type: Literal["single_tenant", "managed_identity"] = "single_tenant"
    cloud: Literal["public", "us_government"] = "public"
    openid_metadata_url: str = ""
    local: bool = False
    host: str = "127.0.0.1"
    port: int = Field(default=3978, ge=0, le=65535)
    index: Path = Path(".onramp/index")
    index_check_s: float = Field(default=2.0, ge=0.05, le=3600)
    replica: str = "onramp-1"
    replicas: int = Field(default=1, ge=1, le=100)
    sends: bool = True
    administrators: Annotated[frozenset[str], NoDecode] = frozenset()
    lead_minutes: int = Field(default=0, ge=0, le=7 * 24 * 60)
    tenants: Annotated[frozenset[str], NoDecode] = frozenset()
    activities_per_minute: int | None = Field(default=None, ge=0, le=10_000)
    remind_after_minutes: int = Field(default=20 * 60, ge=0, le=7 * 24 * 60)
    late_after_minutes: int = Field(default=4 * 60, ge=1, le=7 * 24 * 60)
    default_role: Role = Role.CUSTOMER
    language: str = "en"
    metrics_host: str = "127.0.0.1"
    metrics_port: int | None = Field(default=None, ge=0, le=65535)
    follow_up_minutes: int = Field(default=30, ge=1, le=24 * 60)
    body_limit_kb: int = Field(default=256, ge=16, le=4096)
    body_within_s: float = Field(default=10.0, gt=0, le=60)
    typing_after_s: float = Field(default=1.0, ge=0, le=10)

    @field_validator("administrators", mode="before")
    @classmethod
    def _parted(cls, given: object) -> object:
        return [name.strip() for name in given.split(",") if name.strip()] if isinstance(given, str) else given

    @field_validator("tenants", mode="before")
    @classmethod
    def _lower(cls, given: object) -> object:
        return [name.strip().lower() for name in given.split(",") if name.strip()] if isinstance(given, str) else given

    @field_validator("language")
    @classmethod
    def _spoken(cls, given: str) -> str:
        if given not in languages():
            raise ValueError(f"give a language that there are texts in: {', '.join(languages())}")
        return given

    @model_validator(mode="after")
    def _registered_or_local(self) -> Self:
        if self.local:
            if not is_loopback(self.host):
                raise ValueError(f"ONRAMP_LOCAL serves without authentication, so ONRAMP_HOST must be 127.0.0.1; found {self.host!r}")
            return self
        if not self.app_id.strip():
            raise ValueError("ONRAMP_APP_ID is blank; give the bot's app id, or set ONRAMP_LOCAL=1 to try the bot on this machine alone")
        if self.app_type == "single_tenant":
            for name, value in (("ONRAMP_APP_PASSWORD", self.app_password.get_secret_value()), ("ONRAMP_TENANT_ID", self.tenant_id)):
                if not value.strip():
                    raise ValueError(f"{name} is blank; a single-tenant bot needs it, or set ONRAMP_APP_TYPE=managed_identity")
        return self

    @property
    def person_limit(self) -> int:
        """`activities_per_minute` as it holds."""
        if self.activities_per_minute is None:
            return 0 if self.local else _ACTIVITIES_PER_MINUTE
        return self.activities_per_minute


def is_loopback(host: str) -> bool:
    """Whether `host`, a name or an address, can only mean this machine."""
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def load_settings(**given: object) -> Settings:
    """The settings that the process's environment and `given` (which wins) make.

    Raises SettingsError with one sentence per fault, which names the variable, what was found and what is allowed.
    """
    return _load(Settings, given)


def load_storage_settings(**given: object) -> StorageSettings:
    """As `load_settings`, for commands that need no registration."""
    return _load(StorageSettings, given)


def load_index_settings(**given: object) -> IndexSettings:
    """As `load_settings`, for commands that need neither a registration nor a database of their own."""
    return _load(IndexSettings, given)


S = TypeVar("S", bound=BaseSettings)


def _load(kind: type[S], given: Mapping[str, object]) -> S:
    misspelt = _misspelt(os.environ)
    if misspelt:
        raise SettingsError(misspelt)
    try:
        return kind(**{**_from_files(os.environ, kind), **given})  # type: ignore[arg-type]  # validated right here
    except ValidationError as fault:
        raise SettingsError([_sentence(error) for error in fault.errors()]) from None


def _from_files(environment: Mapping[str, str], kind: type[BaseSettings]) -> dict[str, str]:
    """The secrets whose file is named by the variable of their own name and _FILE, such as a mounted one. Raises SettingsError."""
    found: dict[str, str] = {}
    for secret in SECRETS & kind.model_fields.keys():
        name = PREFIX + secret.upper()
        file = environment.get(name + _FILE, "")
        if not file:
            continue
        if environment.get(name):
            raise SettingsError([f"{name} and {name}{_FILE} are both set; give one of them"])
        try:
            found[secret] = Path(file).read_text(encoding="utf-8").strip()
        except (OSError, ValueError) as fault:
            raise SettingsError([f"{name}{_FILE}: {file!r} cannot be read ({type(fault).__name__}); name a file that holds it"]) from None
        if not found[secret]:
            raise SettingsError([f"{name}{_FILE}: {file!r} is empty; name a file that holds it"])
    return found


def _misspelt(names: Iterable[str]) -> list[str]:
    """Variables that are no setting but look like one: a misspelt name would silently leave the default."""
    known = [PREFIX + name.upper() for name in Settings.model_fields]
    known += [PREFIX + name.upper() + _FILE for name in SECRETS]
    unknown = [name for name in names if name.startswith(PREFIX) and name not in known]
    near = {name: difflib.get_close_matches(name, known, n=1, cutoff=0.85) for name in unknown}
    return [f"{name}: there is no such setting; did you mean {match[0]}?" for name, match in near.items() if match]


def _sentence(error: object) -> str:
    details = dict(error)  # type: ignore[call-overload]
    told = str(details["msg"]).removeprefix("Value error, ")
    if not details["loc"]:
        return told
    name = str(details["loc"][0])
    if name not in Settings.model_fields:
        return describe(error)
    found = "a secret" if name in SECRETS else repr(details["input"])
    return f"{PREFIX}{name.upper()}: found {found}; {told}"
