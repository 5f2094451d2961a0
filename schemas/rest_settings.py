"""How a service with an HTTP API is asked: sign-in, paging, errors inside answers. Nothing of it is code.

Places in an answer are JSON pointers (RFC 6901): `/result/list`; the empty pointer is the whole answer.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from schemas.source_mappings import RecordMapping, SecretReference, Strict, one_or_several

Pointer = Annotated[str, Field(pattern=r"^(/[^/]*)*$", description="JSON pointer (RFC 6901)")]
Path = Annotated[str, Field(pattern=r"^[^\s#]*$", description="Below the source's url; `{each}` stands for a key")]
Scalar = str | int | bool


class RestToken(Strict):
    """A call that gives a token for a while (OAuth 2.0 client credentials, or a suite's own way).

    Attributes:
        values: sent as `send` says; `{secret}` stands for the secret.
        field: where the token stands in the answer.
        lifetime: where its seconds stand; without it a token is renewed when it is refused.
    """

    path: Path
    method: Literal["GET", "POST"] = "POST"
    send: Literal["form", "json", "query"] = "form"
    values: dict[str, str] = Field(default_factory=dict)
    field: Pointer = "/access_token"
    lifetime: Pointer = "/expires_in"


class RestAuth(Strict):
    """Who asks.

    Attributes:
        style: `bearer` sends the secret as is, `basic` with `user`, `header` and `query` under `name`; `token` fetches
            one first and sends it as a bearer token, or as the query parameter or header `name`.
    """

    style: Literal["none", "bearer", "basic", "header", "query", "token"] = "none"
    secret: SecretReference | None = None
    user: str = ""
    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9_.-]{0,100}$")] = ""
    token: RestToken | None = None
    sent_as: Literal["bearer", "header", "query"] = "bearer"

    @model_validator(mode="after")
    def _whole(self) -> RestAuth:
        if self.style != "none" and self.secret is None:
            raise ValueError(f"style '{self.style}' needs secret")
        if (self.style == "token") != (self.token is not None):
            raise ValueError("style 'token' and the table token belong together")
        place = self.sent_as if self.style == "token" else self.style
        if place in ("header", "query") and not self.name:
            raise ValueError(f"a {place} needs name")
        return self


class RestErrors(Strict):
    """Errors that come inside a good answer (`{"errcode": 45009, …}`).

    Attributes:
        code: where the code stands; an answer without it is good.
        good: codes that say all is well.
        busy: codes after which a later try helps.
        token: codes that say the token has ended.
        message: where the words stand, for the report.
    """

    code: Pointer = ""
    good: tuple[str, ...] = ("0",)
    busy: tuple[str, ...] = ()
    token: tuple[str, ...] = ()
    message: Pointer = ""


class RestPaging(Strict):
    """How the next page is asked for.

    Attributes:
        style: `offset` counts rows, `page` counts pages, `cursor` hands back what the answer gave, `link` follows the
            address in the answer (or its Link header, RFC 8288).
        position: name of the parameter that says where a page starts.
        size: rows asked for, sent as the parameter `size_name` when that is given.
        first: the first offset or page.
        next: where the next cursor or address stands.
        more: where a flag stands that says whether more follows.
        total: where the number of all rows stands; a reading that ends with another number is incomplete.
        ends_at_total: no page is asked for beyond that number; without it an empty page ends the list.
        starts_empty: ask for the first page with an empty cursor (RFC 9865) instead of none.
        inside: whether these parameters go into the address or into the JSON body.
    """

    style: Literal["none", "offset", "page", "cursor", "link"] = "none"
    position: str = ""
    size: Annotated[int, Field(ge=1, le=10_000)] = 100
    size_name: str = ""
    first: Annotated[int, Field(ge=0, le=1)] = 0
    next: Pointer = ""
    more: Pointer = ""
    total: Pointer = ""
    ends_at_total: bool = False
    starts_empty: bool = False
    inside: Literal["query", "body"] = "query"

    @model_validator(mode="after")
    def _whole(self) -> RestPaging:
        if self.style in ("offset", "page", "cursor") and not self.position:
            raise ValueError(f"style '{self.style}' needs position")
        if self.style == "cursor" and not self.next:
            raise ValueError("style 'cursor' needs next")
        return self


class RestTable(RecordMapping):
    """One list of the service. A column is a path into a row: `name.familyName`, `departments.id`.

    Attributes:
        path: below the source's url; `{each}` in path, parameters or body stands for a key, see `each`.
        rows: where the list stands in an answer.
        each: ask once for every key of this other table of the same source ("units"), or of this very table ("self",
            beginning with `start`): a tree that the service gives level by level.
        changed: path to a row's own time of change, sent as `changed_name` to get only what changed since.
        changed_as: how that parameter is worded; `{time}` stands for the time.
        gone: path to a flag; a row where it is one of `gone_values` is a deletion told by the service.
    """

    path: Path
    method: Literal["GET", "POST"] = "GET"
    parameters: dict[str, Scalar] = Field(default_factory=dict)
    body: dict[str, Scalar] = Field(default_factory=dict)
    rows: Pointer = ""
    paging: RestPaging = RestPaging()
    each: Literal["", "units", "people", "self"] = ""
    start: tuple[str, ...] = ()
    changed: str = ""
    changed_name: str = ""
    changed_as: str = "{time}"
    gone: str = ""
    gone_values: tuple[str, ...] = ("true", "1")

    @model_validator(mode="after")
    def _whole(self) -> RestTable:
        if self.each == "self" and not self.start:
            raise ValueError("each = 'self' needs start, the keys to begin with")
        if bool(self.changed) != bool(self.changed_name):
            raise ValueError("changed and changed_name belong together")
        if self.each and "{each}" not in f"{self.path}{self.parameters}{self.body}":
            raise ValueError("each is given, but {each} stands neither in path nor in parameters nor in body")
        return self


RestTables = Annotated[
    tuple[RestTable, ...],
    BeforeValidator(one_or_several, json_schema_input_type=RestTable | tuple[RestTable, ...]),
]
