"""Every setting once: name, type, default, help. Read once, frozen; nothing else reads the environment."""

import difflib
import os
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.conversation.errors import BadConfiguration
from bot.credentials import read_credentials

_ROOT = Path(__file__).resolve().parent.parent


class OrderSettings(BaseModel):
    """Where orders are looked up: the demo order book, or a shop's own REST service."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    url: str | None = Field(default=None, description="URL with {number} and {email}; empty for the demo order book")
    token: SecretStr | None = Field(default=None, description="sent as a bearer token")
    fields: dict[str, str] = Field(
        default_factory=dict,
        description="our field → dotted path in the answer: number, email, status, carrier, tracking, expected_on",
    )
    statuses: dict[str, str] = Field(default_factory=dict, description="the shop's word for a status → ours")


class ActionSettings(BaseModel):
    """Where actions run."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    module: str | None = Field(
        default=None, description="Python module with rasa-sdk actions of your own, run in process"
    )
    remote: dict[str, str] = Field(
        default_factory=dict, description="action name → URL of the rasa-sdk action server that runs it"
    )
    time_limit: timedelta = Field(
        default=timedelta(seconds=8), description="longest that the actions of one turn may take"
    )


class MessengerSettings(BaseModel):
    """The Messenger channel: on as soon as a page, the app's secret and the verify token are given."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    app_secret: SecretStr | None = Field(default=None, description="secret of the Meta app; signs what it sends us")
    app_secret_before: SecretStr | None = Field(
        default=None, description="the secret that it replaces; both are good until this one is taken away"
    )
    app_id: str | None = Field(default=None, description="id of the Meta app; tells our own words from other apps'")
    verify_token: SecretStr | None = Field(default=None, description="word of your choice that Meta verifies with")
    page_id: str | None = Field(default=None, description="id of the page; Meta is asked for it where it is missing")
    page_access_token: SecretStr | None = Field(default=None, description="access token of the page")
    pages: dict[str, SecretStr] = Field(default_factory=dict, description="more pages: id → access token")
    graph_url: str = Field(default="https://graph.facebook.com", description="origin of the Graph API")
    attachment_hosts: str = Field(
        default="", description="host:port of file servers that may speak http or lie in your own network; for tests"
    )
    agent_picture: str | None = Field(
        default=None, description="address of a picture that stands beside agents' names; without it the page speaks"
    )
    login_url: str | None = Field(
        default=None,
        description="address of the page on which customers log in, such as https://…/messenger/link of this server; "
        "where it is given, who asks for an order is offered to log in instead of saying who they are",
    )

    @model_validator(mode="before")
    @classmethod
    def _without_empty(cls, given: object) -> object:
        """Take an empty variable for one that is not there."""
        return {name: value for name, value in given.items() if value != ""} if isinstance(given, dict) else given

    @model_validator(mode="after")
    def _well_formed(self) -> Self:
        """Refuse what cannot be meant; a secret is named by its setting, never shown."""
        ids = {"page_id": self.page_id, "app_id": self.app_id, **{f"pages.{name}": name for name in self.pages}}
        secrets = {
            "app_secret": self.app_secret,
            "app_secret_before": self.app_secret_before,
            "verify_token": self.verify_token,
            "page_access_token": self.page_access_token,
            **{f"pages.{name}": token for name, token in self.pages.items()},
        }
        wrong = [f"{name} must be a number" for name, value in ids.items() if value and not value.isdecimal()]
        wrong += [f"{name} has spaces in it" for name, value in secrets.items() if value and _has_space(value)]
        wrong += [f"{name} is empty" for name, value in secrets.items() if value is not None and not value]
        if not _is_address(self.graph_url, "http", "https"):
            wrong.append("graph_url must be an address such as https://graph.facebook.com")
        if self.agent_picture and not _is_address(self.agent_picture, "https"):
            wrong.append("agent_picture must be an address that begins with https://")
        if self.login_url and not _is_address(self.login_url, "https"):
            wrong.append("login_url must be an address that begins with https://")
        if self.page_id in self.pages:
            wrong.append("page_id stands in pages too")
        if wrong:
            raise ValueError("; ".join(wrong))
        return self

    @property
    def is_on(self) -> bool:
        """The channel is set up.

        Raises:
            BadConfiguration: it is set up in part; names what is missing.
        """
        wanted = {
            "app_secret": self.app_secret,
            "verify_token": self.verify_token,
            "page_access_token": self.page_access_token or (self.pages and not self.page_id) or None,
        }
        missing = [name for name, value in wanted.items() if value is None]
        if len(missing) == len(wanted) and not self.page_id and not self.page_access_token:
            return False
        if missing:
            raise BadConfiguration(
                *(f"messenger: {name} is missing (BATON_MESSENGER__{name.upper()})" for name in missing)
            )
        return True

    def tokens(self) -> dict[str, str]:
        """Return the access token of each page."""
        tokens = {page: token.get_secret_value() for page, token in self.pages.items()}
        if self.page_id and self.page_access_token:
            tokens[self.page_id] = self.page_access_token.get_secret_value()
        return tokens

    @property
    def nameless(self) -> str | None:
        """The access token of a page whose id is not known."""
        return self.page_access_token.get_secret_value() if self.page_access_token and not self.page_id else None

    def secrets(self) -> tuple[str, ...]:
        """Return the app's secrets that are good."""
        return tuple(s.get_secret_value() for s in (self.app_secret, self.app_secret_before) if s)


def _has_space(secret: SecretStr) -> bool:
    return any(letter.isspace() for letter in secret.get_secret_value())


def _is_address(url: str, *schemes: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in schemes and bool(parts.hostname)


class Settings(BaseSettings):
    """Every setting; from `BATON_…` in the environment (nested with `__`) or from a command's options."""

    model_config = SettingsConfigDict(
        env_prefix="BATON_",
        env_nested_delimiter="__",
        frozen=True,
        extra="forbid",
        nested_model_default_partial_update=True,
    )

    host: str = Field(default="127.0.0.1", description="address to listen on")
    port: int = Field(default=8080, ge=0, le=65535, description="port to listen on; 0 takes a free one")
    public_url: str | None = Field(
        default=None, pattern=r"^https?://[^/?#\s]+/?$", description="origin under which people reach this server"
    )
    data: Path = Field(default=Path(".baton"), description="folder of everything that the server writes")
    database: str | None = Field(default=None, description="sqlite:///FILE; by default baton.db in the data folder")
    training_data: Path = Field(default=_ROOT / "training_data", description="intents, policy, texts")
    model: Path = Field(default=_ROOT / "models" / "default", description="folder of the trained heads")
    encoder: str | None = Field(
        default=None,
        min_length=1,
        description="Hugging Face encoder, by name or folder; the one that comes with Baton unless given",
    )
    adapter: Path = Field(
        default=_ROOT / "models" / "encoder", description="folder of what the packaged encoder was taught besides"
    )
    exports: Path = Field(
        default=Path(sys.prefix) / "share" / "baton" / "encoders",
        description="folder of exported encoders; each is made once per Python environment",
    )
    threads: int = Field(default=1, ge=1, description="threads of one encoder pass")
    offer_lasts: timedelta = Field(
        default=timedelta(seconds=30), description="how long an agent may think about an offer"
    )
    turn_lasts: timedelta = Field(
        default=timedelta(seconds=30), description="after this a turn that died is taken again"
    )
    rest_token: SecretStr | None = Field(default=None, description="bearer token that the REST channel asks for")
    log_level: str = Field(
        default="info", pattern="^(debug|info|warning|error)$", description="least level that is logged"
    )
    credentials: Path | None = Field(
        default=None,
        description="Rasa's credentials.yml, for what is missing in messenger",
    )
    orders: OrderSettings = OrderSettings()
    actions: ActionSettings = ActionSettings()
    messenger: MessengerSettings = MessengerSettings()

    @property
    def database_file(self) -> Path:
        """The SQLite file.

        Raises:
            BadConfiguration: the URL names something else.
        """
        if self.database is None:
            return self.data / "baton.db"
        scheme, separator, path = self.database.partition("///")
        if scheme != "sqlite:" or not separator or not path:
            raise BadConfiguration(f"database: `{self.database}` must be sqlite:///FILE; PostgreSQL is not there yet")
        return Path(path)


def read_settings(**given: object) -> Settings:
    """Return the settings, those given before those of the environment.

    Raises:
        BadConfiguration: with every mistake at once.
    """
    try:
        settings = Settings(**{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]
        return settings if settings.credentials is None else _with_credentials(settings, settings.credentials)
    except ValidationError as error:
        # Without the error itself, which holds the values: some are secret.
        raise BadConfiguration(*_problems(error)) from None


def _problems(error: ValidationError) -> Iterator[str]:
    for one in error.errors(include_input=False):
        where, what = ".".join(map(str, one["loc"])), one["msg"].lower()
        if one["type"] == "extra_forbidden":
            holder = Settings.model_fields[str(one["loc"][0])].annotation if len(one["loc"]) > 1 else Settings
            known = holder.model_fields if isinstance(holder, type) and issubclass(holder, BaseModel) else ()
            close = difflib.get_close_matches(str(one["loc"][-1]), known, n=1)
            what = "there is no such setting" + (f"; did you mean `{close[0]}`?" if close else "")
        elif one["type"] == "value_error":
            yield from (f"{where}.{each}" for each in str(one["ctx"]["error"]).split("; "))
            continue
        yield f"{where}: {what}"


def _with_credentials(settings: Settings, file: Path) -> Settings:
    """Return the settings with those of Messenger that only the file has."""
    given = settings.messenger.model_dump(exclude_none=True, exclude_defaults=True)
    messenger = MessengerSettings(**{**read_credentials(file, os.environ).messenger, **given})
    return settings.model_copy(update={"messenger": messenger})
