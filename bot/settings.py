"""Every setting once: name, type, default, help. Read once, frozen; nothing else reads the environment."""

import sys
from datetime import timedelta
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.conversation.errors import BadConfiguration

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
    orders: OrderSettings = OrderSettings()
    actions: ActionSettings = ActionSettings()

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
        return Settings(**{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]
    except ValidationError as error:
        problems = (f"{'.'.join(map(str, e['loc']))}: {e['msg'].lower()}" for e in error.errors())
        raise BadConfiguration(*problems) from error
