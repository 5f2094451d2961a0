"""A small group about which the joining has questions."""

from __future__ import annotations

from pathlib import Path

from schemas.records import RecordRef
from tests.pipeline.said import Said, SaidCatalog, files_source, person
from zhaoren.catalog.reviews import Review, ReviewKind, ReviewState
from zhaoren.pipeline.unify import UnifyReport, unify

SOURCES = (files_source("hr", 90, "甲山矿业有限公司"), files_source("ldap", 60), files_source("sheet", 20))
WEI = {"name": "王伟", "company": "甲山矿业有限公司"}
GROUP: Said = {
    # One phone and one name, two dates of birth: nobody but a person can say.
    person("hr", "77"): {**WEI, "employee_number": "1077", "mobile": "13900001234", "birth_date": "1980-01-11"},
    person("ldap", "wangwei3"): {**WEI, "employee_number": "1077", "login": "wangwei3", "phone": "0898-1234567"},
    person("sheet", "5"): {**WEI, "mobile": "+86 139 0000 1234", "birth_date": "1980-10-11", "title": "会计"},
    person("sheet", "6"): {**WEI, "mobile": "13911112222", "title": "出纳"},
    person("hr", "80"): {"name": "李娜", "company": "甲山矿业有限公司", "mobile": "13900005678", "gender": "女"},
    person("sheet", "7"): {"name": "李娜", "company": "甲山矿业", "mobile": "13900005678", "gender": "男"},
}  # fmt: skip


class AskedGroup(SaidCatalog):
    """Its records, its people and its questions."""

    @classmethod
    def told(cls, folder: Path, said: Said = GROUP, url: str = "") -> AskedGroup:
        """Read and joined once."""
        group = cls(folder, url=url)
        group.say(said)
        group.unify()
        return group

    def unify(self, *, full: bool = False) -> UnifyReport:
        """Join what is new, or everybody."""
        return unify(self.catalog, SOURCES, full=full)

    def open_reviews(self) -> list[Review]:
        """What is asked now, the most valuable first."""
        return self.catalog.reviews.newest([ReviewKind.PEOPLE], [ReviewState.OPEN], limit=100)

    def review_of(self, one: RecordRef, other: RecordRef) -> Review:
        """The open review about the people of these two records."""
        ids = {self.person_of(one).id, self.person_of(other).id}
        return next(review for review in self.open_reviews() if {review.left_id, review.right_id} == ids)

    def ids(self) -> dict[int, str]:
        """Record id -> person id."""
        return dict(self.catalog.clusters.all())

    def everything(self) -> dict[str, tuple[int, bytes | None, str | None]]:
        """Every person that ever was: number, content and what he became."""
        known = {*self.ids().values(), *(event for event in self._ever())}
        found = self.catalog.entities.get_many("person", known)
        return {id_: (one.number, one.body, one.redirect_to) for id_, one in found.items()}

    def _ever(self) -> set[str]:
        people = set(self.ids().values())
        events = [event for person_id in people for event in self.catalog.identity_events.of_person(person_id)]
        return {id_ for event in events for id_ in (event.person_id, event.other_id) if id_ is not None}
