"""What the settings of every kind of source are made of: secrets by reference, columns, mappings."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

SourceName = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$")]


class Strict(BaseModel):
    """Refuses what it does not know; never changes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def one_or_several(value: object) -> object:
    """A single table or column stands for a list of one."""
    return (value,) if isinstance(value, str | dict) else value


Columns = Annotated[tuple[str, ...], BeforeValidator(one_or_several, json_schema_input_type=str | tuple[str, ...])]


class SecretReference(Strict):
    """Where a secret is found; never the secret itself. Exactly one of these."""

    env: Annotated[str | None, Field(description="Name of an environment variable")] = None
    file: Annotated[Path | None, Field(description="A file that holds the secret alone")] = None
    connection: Annotated[
        str | None,
        Field(
            pattern=r"^[A-Za-z0-9_.-]{1,100}$",
            description="Id of an Airflow connection whose password it is; outside Airflow read from AIRFLOW_CONN_<ID>",
        ),
    ] = None

    @model_validator(mode="after")
    def _one_of_these(self) -> SecretReference:
        if sum(way is not None for way in (self.env, self.file, self.connection)) != 1:
            raise ValueError("name either env or file, or a connection")
        return self


class RecordMapping(Strict):
    """How rows or entries become records of one kind.

    Attributes:
        key: columns whose values, joined by `:` when several, are the record's key.
        fields: canonical field -> one column, or several of which all non-empty values are taken.
        constants: canonical field -> a value for every record.
        values: canonical field -> the source's code -> the word it stands for. Others stay as they are.
        split: canonical field -> separator between several values in one cell.
    """

    key: Columns = ()
    fields: dict[str, Columns] = Field(default_factory=dict)
    constants: dict[str, str] = Field(default_factory=dict)
    values: dict[str, dict[str, str]] = Field(default_factory=dict)
    split: dict[str, str] = Field(default_factory=dict)
