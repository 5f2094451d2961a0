"""People (and, if wanted, groups as units) out of a SCIM 2.0 service. Reads only; never writes."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Mapping
from pathlib import Path
from typing import Any, Final

from connectors.http_wire import HttpRefused, Patience, PlaceForgotten
from connectors.json_values import at_pointer
from connectors.rest_asking import RestAsking
from connectors.rest_service import RestConnector
from connectors.scim_users import GROUP, USER, adapted_user, lowered, members_of
from schemas.errors import SourceError
from schemas.records import Checkpoint, CheckStep, ReadOutcome, SourceEvent, SourceReport
from schemas.rest_settings import RestPaging, RestTable, Scalar
from schemas.source_settings import RestSource, ScimSource
from schemas.vocabulary import RecordKind

_CHANGED: Final = "meta.lastModified"
_LOST_CURSOR: Final = frozenset(("expiredcursor", "invalidcursor"))
_CHECK_PATIENCE_S = 3.0


class ScimConnector:
    """Reads one SCIM service.

    Args:
        settings: of the source.
        base_folder: the configuration file's folder; certificate and secret files are relative to it.
        sleep: how the connector waits when it is told to.
    """

    def __init__(self, settings: ScimSource, base_folder: Path, *, sleep: Callable[[float], None] = time.sleep) -> None:
        self.name = settings.name
        self.settings = settings
        self._base_folder = base_folder
        self._sleep = sleep
        self._groups_of: dict[str, list[str]] = {}

    def check(self) -> SourceReport:
        """Try reach, sign-in, what the service says it can, users, and ten of them."""
        report = RestConnector(self._as_rest({}), self._base_folder, sleep=self._sleep).check()
        if not any(step.name == "sign-in" and step.passed for step in report.steps):
            return report
        try:
            offers = self._offers(_CHECK_PATIENCE_S)
        except SourceError as wrong:
            return SourceReport(self.name, (*report.steps[:2], CheckStep("offers", passed=False, message=str(wrong))))
        offered = CheckStep("offers", passed=True, message=_in_words(offers))
        inner = RestConnector(self._as_rest(offers), self._base_folder, sleep=self._sleep, adapt=self._adapt).check()
        steps = (*inner.steps[:2], offered, *inner.steps[2:])
        return SourceReport(self.name, steps, inner.sample)

    def read(self, since: Checkpoint | None) -> Generator[SourceEvent, None, ReadOutcome]:
        """Yield every user, or where the service can filter only those that changed since.

        Whom the service no longer lists is missing after a whole reading; `active: false` is a value like others.

        Raises:
            SourceBusy: no answer now, or the service has forgotten where we were.
            SourceRefused: address, sign-in or rights must be mended.
        """
        self._groups_of.clear()
        offers = self._offers(self.settings.patience_s)
        rest = RestConnector(self._as_rest(offers), self._base_folder, sleep=self._sleep, adapt=self._adapt)
        try:
            return (yield from rest.read(since))
        except HttpRefused as refused:
            if str(at_pointer(refused.body, "/scimType")).lower() in _LOST_CURSOR:
                raise PlaceForgotten(refused.where, refused.what, "read again") from None
            raise

    def _adapt(self, kind: RecordKind, row: Any) -> Any:
        if kind is RecordKind.UNIT:
            for member in members_of(row):
                self._groups_of.setdefault(member, []).append(str(lowered(row).get("id", "")))
            return lowered(row)
        return adapted_user(row, self._groups_of)

    def _offers(self, patience_s: float) -> dict[str, Any]:
        """What the service says it can (RFC 7643, 5); nothing where it does not say."""
        asking = RestAsking(self._as_rest({}), self._base_folder, Patience(patience_s, self._sleep))
        with asking.wire:
            try:
                told = asking.ask("GET", asking.address("ServiceProviderConfig"), {}).json
            except HttpRefused:
                return {}  # optional in practice; asking by index needs no promise
        return told if isinstance(told, dict) else {}

    def _as_rest(self, offers: dict[str, Any]) -> RestSource:
        """The same service in the words of any other."""
        settings = self.settings
        paging = self._paging(offers)
        more = _lowered_mapping(settings.people.fields)
        filters = at_pointer(offers, "/filter/supported") is True and not settings.groups_are_units
        base: dict[str, Scalar] = {"filter": settings.filter} if settings.filter else {}
        also = f"({settings.filter}) and " if settings.filter else ""
        users = RestTable(
            path="Users",
            key=settings.people.key or USER.key,
            fields={**USER.fields, **more},
            constants=settings.people.constants,
            values=settings.people.values,
            split=settings.people.split,
            parameters=base,
            rows="/Resources",
            paging=paging,
            changed=_CHANGED.lower() if filters else "",
            changed_name="filter" if filters else "",
            changed_as=f'{also}{_CHANGED} ge "{{time}}"',
        )
        groups = RestTable(
            path="Groups",
            key=GROUP.key,
            fields=GROUP.fields,
            constants=GROUP.constants,
            rows="/Resources",
            paging=paging,
        )
        shared = settings.model_dump(
            include={
                "name",
                "company",
                "priority",
                "url",
                "timeout_s",
                "patience_s",
                "most_megabytes",
                "overlap_minutes",
            }
        )
        return RestSource(
            **shared,
            kind="rest_service",
            auth=settings.auth,
            ca_file=settings.ca_file,
            headers={"Accept": "application/scim+json, application/json"},
            people=(users,),
            units=(groups,) if settings.groups_are_units else (),
        )

    def _paging(self, offers: dict[str, Any]) -> RestPaging:
        """By cursor where that is announced (RFC 9865), else by index from 1 (RFC 7644, 3.4.2.4)."""
        by_index = RestPaging(
            style="offset",
            position="startIndex",
            first=1,
            ends_at_total=True,
            size=self._page_size(offers),
            size_name="count",
            total="/totalResults",
        )
        if at_pointer(offers, "/pagination/cursor") is not True:
            return by_index
        how = {"style": "cursor", "position": "cursor", "next": "/nextCursor", "starts_empty": True}
        return by_index.model_copy(update=how)

    def _page_size(self, offers: dict[str, Any]) -> int:
        most = [at_pointer(offers, "/filter/maxResults"), at_pointer(offers, "/pagination/maxPageSize")]
        return min([self.settings.page_size, *(number for number in most if isinstance(number, int) and number > 0)])


def _lowered_mapping(fields: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Paths in small letters, as the rows are."""
    return {field: tuple(path.lower() for path in paths) for field, paths in fields.items()}


def _in_words(offers: dict[str, Any]) -> str:
    if not offers:
        return "the service does not say what it can; it is read by index, whole each time"
    filters = at_pointer(offers, "/filter/supported") is True
    cursor = at_pointer(offers, "/pagination/cursor") is True
    return ("pages by cursor" if cursor else "pages by index") + (
        "; can tell what changed" if filters else "; cannot filter, so it is read whole each time"
    )
