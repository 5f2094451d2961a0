"""One settings object, read from `zhaoren.toml` and the environment (`ZHAOREN_…` wins)."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from schemas.source_settings import SecretReference, SourceSettings, unknown_fields
from zhaoren.foundation.errors import BadInput


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class CatalogSettings(_Section):
    """Where the system of record lives. Without `url` it is `catalog.db` in the data folder."""

    url: Annotated[str | None, Field(description="SQLAlchemy address without password; SQLite or PostgreSQL")] = None
    password: SecretReference | None = None


class IndexSettings(_Section):
    """Which engine answers. Tantivy needs no server."""

    engine: Literal["tantivy", "elasticsearch"] = "tantivy"
    url: Annotated[str | None, Field(description="Address of Elasticsearch; several nodes separated by commas")] = None
    prefix: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,40}$")] = "zhaoren"
    user: str | None = None
    password: SecretReference | None = None
    api_key: SecretReference | None = None
    ca_file: Path | None = None


class GuardSettings(_Section):
    """When a run stops before it writes: past the percentage *and* the count. 100 percent switches it off."""

    removals_percent: Annotated[float, Field(ge=0, le=100)] = 10.0
    removals_count: Annotated[int, Field(ge=0)] = 5
    changes_percent: Annotated[float, Field(ge=0, le=100)] = 50.0
    changes_count: Annotated[int, Field(ge=0)] = 20
    unit_percent: Annotated[float, Field(ge=0, le=100, description="Of one unit's people, that are gone")] = 50.0
    unit_count: Annotated[int, Field(ge=0)] = 20


class ServeSettings(_Section):
    """Where the page listens. Until sign-in exists only loopback addresses are accepted."""

    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8765


class QuestionSettings(_Section):
    """Questions that found nobody are kept, masked, to show which words the lexicon lacks."""

    keep_failed_days: Annotated[int, Field(ge=0, le=3650, description="0 keeps none")] = 30


class MailSettings(_Section):
    """A mail server that takes alarms."""

    host: str
    port: Annotated[int, Field(ge=1, le=65535)] = 587
    security: Literal["starttls", "tls", "none"] = "starttls"
    ca_file: Path | None = None
    user: str | None = None
    password: SecretReference | None = None
    sender: Annotated[str, Field(pattern=r"^[^\s@]+@[^\s@]+$")]
    receivers: Annotated[tuple[Annotated[str, Field(pattern=r"^[^\s@]+@[^\s@]+$")], ...], Field(min_length=1)]


class WebhookSettings(_Section):
    """A service that takes alarms as JSON. Where the address itself is the secret, name it by `secret_url`."""

    url: Annotated[str | None, Field(pattern=r"^https?://")] = None
    secret_url: SecretReference | None = None
    token: Annotated[SecretReference | None, Field(description="Sent as a bearer token")] = None


class AlarmSettings(_Section):
    """Who is told of stale sources, held runs and an index that lags behind."""

    mail: MailSettings | None = None
    webhook: WebhookSettings | None = None
    again_every_hours: Annotated[float, Field(gt=0, description="While a fault lasts")] = 24.0


class Settings(BaseSettings):
    """Everything that an administrator decides. Relative paths count from the folder of `zhaoren.toml`."""

    model_config = SettingsConfigDict(
        extra="forbid",
        frozen=True,
        env_prefix="ZHAOREN_",
        env_nested_delimiter="__",
        nested_model_default_partial_update=True,
    )

    group_name: Annotated[str, Field(description="Name of the group, shown on the page")] = ""
    data_folder: Path = Path("data")
    policy_file: Annotated[
        Path | None, Field(description="Who sees what; without one only the local administrator")
    ] = None
    lexicon_file: Annotated[Path | None, Field(description="Words of your own: titles, functions, duties")] = None
    catalog: CatalogSettings = CatalogSettings()
    index: IndexSettings = IndexSettings()
    guard: GuardSettings = GuardSettings()
    serve: ServeSettings = ServeSettings()
    alarm: AlarmSettings = AlarmSettings()
    questions: QuestionSettings = QuestionSettings()
    sources: tuple[SourceSettings, ...] = ()
    schedule: Annotated[str, Field(description="When sources are read: a cron line in local time")] = "7 * * * *"
    parallel_sources: Annotated[int, Field(ge=1, le=32, description="How many sources are read at once")] = 4
    joining_processes: Annotated[
        int | None,
        Field(ge=1, le=32, description="Processes that join and publish people; one for each core when not set"),
    ] = None

    _base: Path = PrivateAttr(default=Path())
    _file: Path = PrivateAttr(default=Path("zhaoren.toml"))

    @classmethod
    def settings_customise_sources(  # the library's own signature
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment wins over the file; nothing else is read."""
        return env_settings, init_settings

    @property
    def base_folder(self) -> Path:
        """The folder that relative paths count from."""
        return self._base

    @property
    def file(self) -> Path:
        """The file that these settings were read from, absolute."""
        return self._base.absolute() / self._file

    @property
    def data_path(self) -> Path:
        """The data folder, absolute."""
        return (self._base / self.data_folder).absolute()

    @property
    def catalog_url(self) -> str:
        """SQLAlchemy address of the catalog."""
        return self.catalog.url or f"sqlite:///{self.data_path / 'catalog.db'}"

    def source(self, name: str) -> SourceSettings:
        """One source by name.

        Raises:
            BadInput: there is none of that name.
        """
        for source in self.sources:
            if source.name == name:
                return source
        known = ", ".join(source.name for source in self.sources) or "none"
        raise BadInput("zhaoren.toml", f"no source is called '{name}'", f"the sources are: {known}")


def load_settings(file: Path) -> Settings:
    """Read and check a configuration file.

    Raises:
        BadInput: the file is missing, is not TOML, or a value in it cannot be; all mistakes in one sentence each line.
    """
    try:
        data = tomllib.loads(file.read_text("utf-8-sig"))
    except FileNotFoundError:
        raise BadInput(str(file), "there is no such file", "`zhaoren init` writes one") from None
    except IsADirectoryError:
        raise BadInput(str(file), "this is a folder", "name the file itself") from None
    except PermissionError:
        raise BadInput(str(file), "it may not be read", "check the file's rights") from None
    except UnicodeDecodeError as broken:
        raise BadInput(str(file), f"not UTF-8 at byte {broken.start}", "save it as UTF-8") from None
    except tomllib.TOMLDecodeError as broken:
        raise BadInput(str(file), f"not TOML: {broken}", "mend that line") from None
    return settings_from(data, file)


def settings_schema() -> dict[str, Any]:
    """The JSON Schema of `zhaoren.toml`, for editors and for services that write one."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **Settings.model_json_schema()}


def settings_from(data: dict[str, Any], file: Path) -> Settings:
    """Check what a file says.

    Raises:
        BadInput: one line for each mistake.
    """
    try:
        settings = Settings(**data)
    except ValidationError as wrong:
        raise BadInput(str(file), "; ".join(_sentence(error, data) for error in wrong.errors())) from None
    mistakes = [sentence for source in settings.sources for sentence in unknown_fields(source)]
    names = [source.name for source in settings.sources]
    mistakes += [f"two sources are called '{name}'" for name in sorted({n for n in names if names.count(n) > 1})]
    if mistakes:
        raise BadInput(str(file), "; ".join(mistakes))
    settings._base = file.absolute().parent
    settings._file = Path(file.name)
    return settings


def _sentence(error: Any, data: dict[str, Any]) -> str:
    """`source 'hr': people: 1: key: field required`; never the value itself, which may be a secret."""
    place = [str(part) for part in error["loc"]]
    if len(place) > 1 and place[0] == "sources" and place[1].isdigit():
        try:
            name = str(data["sources"][int(place[1])].get("name", f"number {int(place[1]) + 1}"))
        except (AttributeError, IndexError, KeyError, TypeError):
            name = f"number {int(place[1]) + 1}"
        place = [f"source '{name}'", *place[3:]]
    return ": ".join([*place, str(error["msg"]).removeprefix("Value error, ")])
