"""A policy file: viewers, the units each may look into, the layers each may read.

    [[viewers]]
    id = "li.ming"
    units = ["*"]                      # or codes of units: ["HNKY", "NG-03"]
    layers = ["open", "internal"]
    hidden = false                     # may find people whom a source asks to hide

    [layers]
    city = "open"                      # moves a field to another layer

A viewer who is not named finds nobody. Without a policy file only the local administrator finds anybody.
"""

from __future__ import annotations

import tomllib
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from schemas.expressions import EVERYTHING, NOTHING, AllOf, AnyOf, Expression, Term
from schemas.fields import FIELDS
from schemas.viewer import Audience, Viewer
from schemas.vocabulary import Layer, RecordKind
from zhaoren.access.attributes import AUDIENCE_FIELD, HIDDEN, OPEN, UNIT_FIELD, code_token
from zhaoren.foundation.errors import BadInput


class _Rule(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ViewerRule(_Rule):
    """What one viewer may see. Nothing is inherited; what is not said is closed."""

    id: Annotated[str, Field(min_length=1, max_length=200)]
    units: tuple[Annotated[str, Field(min_length=1)], ...] = ()
    layers: tuple[Layer, ...] = (Layer.OPEN,)
    hidden: bool = False


class Policy(_Rule):
    """The whole file."""

    viewers: tuple[ViewerRule, ...] = ()
    layers: dict[str, Layer] = Field(default_factory=dict)

    @field_validator("layers")
    @classmethod
    def _known_fields(cls, layers: dict[str, Layer]) -> dict[str, Layer]:
        unknown = sorted(layers.keys() - FIELDS[RecordKind.PERSON].keys())
        if unknown:
            raise ValueError(
                f"a person has no field '{unknown[0]}'; the fields are {', '.join(FIELDS[RecordKind.PERSON])}"
            )
        return layers

    @field_validator("viewers")
    @classmethod
    def _each_once(cls, viewers: tuple[ViewerRule, ...]) -> tuple[ViewerRule, ...]:
        ids = [rule.id for rule in viewers]
        for id_ in ids:
            if ids.count(id_) > 1:
                raise ValueError(f"viewer '{id_}' is named twice; one rule each")
        return viewers

    def layer_of(self, field: str) -> Layer:
        """The layer of a person's field; SECRET for a field that nobody defined."""
        moved = self.layers.get(field)
        if moved is not None:
            return moved
        spec = FIELDS[RecordKind.PERSON].get(field)
        return spec.layer if spec is not None else Layer.SECRET


NO_POLICY = Policy()


def parse_policy(text: str, where: str) -> Policy:
    """Read a policy file.

    Raises:
        BadInput: one sentence with the place of the mistake. Nobody sees anything by a policy that was not understood.
    """
    try:
        return Policy.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as broken:
        raise BadInput(where, f"not TOML: {broken}", "mend that line") from None
    except ValidationError as wrong:
        raise BadInput(where, "; ".join(_sentence(error) for error in wrong.errors())) from None


def _sentence(error: Any) -> str:
    place = [f"viewer {part + 1}" if isinstance(part, int) else str(part) for part in error["loc"]]
    return ": ".join([*place, str(error["msg"]).removeprefix("Value error, ")])


def audience_of(policy: Policy, viewer: Viewer) -> Audience:
    """What this viewer may find and read, as conditions. Unknown viewers, unknown units: nothing."""
    if viewer.local_administrator:
        return Audience(EVERYTHING, tuple((layer, EVERYTHING) for layer in Layer))
    rule = next((rule for rule in policy.viewers if rule.id == viewer.id), None)
    if rule is None:
        return Audience(NOTHING, ())
    find = AllOf((_not_hidden(rule), _within(rule)))
    return Audience(find, tuple((layer, find) for layer in Layer if layer in rule.layers))


def _not_hidden(rule: ViewerRule) -> Expression:
    flags = (OPEN, HIDDEN) if rule.hidden else (OPEN,)
    return AnyOf(tuple(Term(AUDIENCE_FIELD, flag) for flag in flags))


def _within(rule: ViewerRule) -> Expression:
    if "*" in rule.units:
        return EVERYTHING
    return AnyOf(tuple(Term(UNIT_FIELD, code_token(unit)) for unit in rule.units))
