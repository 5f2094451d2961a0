"""The posts of a person: from records of posts and from the titles on his own records, told once each, dated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from schemas.directory import Origin, Post, Role, Value
from schemas.records import RecordRef
from schemas.vocabulary import EmploymentStatus, Engagement, Rank, UnitType
from zhaoren.language.titles import TitleReading, read_title
from zhaoren.unification.coded_words import read_engagement, read_yes
from zhaoren.unification.dates import read_date
from zhaoren.unification.golden_status import engagement_of_record
from zhaoren.unification.organisation import Organisation
from zhaoren.unification.places import Placing, place_of
from zhaoren.unification.preparation import PreparedPerson
from zhaoren.unification.read_records import ReadRecord, key_variants

LONGEST_TITLE = 300  # characters that are read; the rest of a longer title is a wrong column


@dataclass(frozen=True, slots=True)
class _Told:
    """One post as one record tells it, the most trusted record first in any list of them."""

    post: Post
    said_primary: bool
    from_post_record: bool


def roles_of(title: str, unit_name: str, unit_type: UnitType | None) -> tuple[tuple[Role, ...], bool, bool]:
    """What a title says: its roles; whether the whole is held for the time being; whether it is over."""
    company = None if unit_type is None else unit_type in (UnitType.COMPANY, UnitType.GROUP, UnitType.EXECUTIVE)
    readings = read_title(title[:LONGEST_TITLE], unit_name, company)
    roles: dict[Role, None] = {}
    for reading in readings:
        roles[_role(reading)] = None
        for function in reading.in_charge_of:
            if function is not reading.function:
                roles[Role(function, reading.rank, deputy=reading.deputy, acting=reading.acting, in_charge=True)] = None
    held = bool(readings)
    return tuple(roles), held and all(r.acting for r in readings), held and all(r.former for r in readings)


def _role(reading: TitleReading) -> Role:
    return Role(
        reading.function,
        reading.rank,
        deputy=reading.deputy,
        acting=reading.acting,
        in_charge=reading.function in reading.in_charge_of,
        designate=reading.designate,
    )


def post_of_record(record: ReadRecord, organisation: Organisation, holder_id: str | None) -> Post:
    """The seat that a record of a post speaks of."""
    placing = organisation.place(place_of(record))
    post = _shaped(record, organisation, placing, holder_id, f"post-{record.record_id}", record.all("title"))
    acting = read_yes(record.first("acting"))
    return replace(
        post,
        primary=read_yes(record.first("primary")) is True,
        acting=post.acting if acting is None else acting,
        starts_on=read_date(record.first("start_date")),
        ends_on=read_date(record.first("end_date")),
    )


def posts_of_person(
    person_id: str,
    records: Sequence[ReadRecord],
    prepared: Mapping[RecordRef, PreparedPerson],
    post_records: Sequence[ReadRecord],
    organisation: Organisation,
    status: EmploymentStatus,
    companies_left: Mapping[str, str],
) -> tuple[Post, ...]:
    """All his posts, the main one first. The same post told by several records is one, with all their origins.

    Args:
        companies_left: company -> last day there or nothing. What records without dates tell of him there is over.
    """
    left = [prepared[r.ref].left_on for r in records if prepared[r.ref].left_on]
    told = [
        _Told(post_of_record(r, organisation, person_id), read_yes(r.first("primary")) is True, from_post_record=True)
        for r in post_records
    ]
    told += [
        _Told(
            _ended(_begun(post, _begins(r, prepared[r.ref], left)), companies_left),
            said_primary=False,
            from_post_record=False,
        )
        for r in records
        if r.all("title", "department", "unit_key", "company") or prepared[r.ref].placing.unit_id
        for post in _own_posts(r, prepared[r.ref], organisation, person_id)
    ]
    merged: list[_Told] = []
    for one in told:
        at = next((at for at, other in enumerate(merged) if _one_post(one, other, organisation)), None)
        if at is None:
            merged.append(one)
        else:
            merged[at] = _joined(merged[at], one, organisation)
    posts = [one.post for one in merged]
    if status is EmploymentStatus.LEFT:
        posts = [replace(post, former=post.former or not post.ends_on) for post in posts]
    return _with_one_primary(posts)


def _ended(post: Post, companies_left: Mapping[str, str]) -> Post:
    last = companies_left.get(post.company_id or "")
    if last is None or _is_over(post) or post.engagement is not Engagement.REGULAR:
        return post
    return replace(post, ends_on=last, former=post.former or not last)


def _begun(post: Post, day: str) -> Post:
    return post if post.starts_on == day else replace(post, starts_on=day)


def _begins(record: ReadRecord, person: PreparedPerson, left: Sequence[str]) -> str:
    """The day before which he cannot have held what his own record tells; empty where that says nothing.

    The first day of who was announced before he came, who was transferred or who came back is that of the post, and so
    is that of a post held beside another, which has a record of its own.
    Of anybody else it is when he joined the company, which may be long before he was given this post.

    Args:
        left: last days that his records name, by which other employments are over.
    """
    first = person.hired_on
    if engagement_of_record(record) is not Engagement.REGULAR:
        return first
    announced = bool(record.first_read_at) and first > record.first_read_at[:10]
    after_another = any(day <= first for day in left if day != person.left_on)
    changed_since = record.since.get("title", "")[:10] > max(first, record.first_read_at[:10])
    return first if (announced or after_another) and not changed_since else ""


def _own_posts(
    record: ReadRecord, person: PreparedPerson, organisation: Organisation, person_id: str
) -> Iterator[Post]:
    """The posts that a person's own record tells by titles and units, the main one first.

    A directory entry that names several units names its titles in their order, the last one for all units that are
    left; where it names more titles than units they are roles of one post.
    """
    titles, units = record.all("title"), record.all("unit_key")
    if not (titles and len(set(units)) > 1 and len(units) >= len(titles)):
        yield _dated(
            _shaped(record, organisation, person.placing, person_id, f"post-{record.record_id}", titles), person
        )
        return
    of_unit: dict[str, list[str]] = {}
    for number, unit in enumerate(units):
        of_unit.setdefault(unit, []).append(titles[min(number, len(titles) - 1)])
    here = place_of(record)
    for number, (key, said) in enumerate(of_unit.items()):
        place = here._replace(unit_keys=key_variants(key, record.ref.key), department="")
        placing = organisation.place(place) if number else person.placing
        if number == 0 or placing.unit_id is not None:
            post_id = f"post-{record.record_id}" + (f"-{number}" if number else "")
            post = _shaped(record, organisation, placing, person_id, post_id, said)
            node = organisation.unit(placing.unit_id) if number else None
            yield _dated(replace(post, department=node.name.text) if node is not None else post, person)


def _dated(post: Post, person: PreparedPerson) -> Post:
    """Whoever left holds none of the posts that his own record tells."""
    if person.status is EmploymentStatus.LEFT or person.left_on:
        return replace(post, ends_on=person.left_on, former=post.former or not person.left_on)
    return post


def _shaped(
    record: ReadRecord,
    organisation: Organisation,
    placing: Placing,
    holder_id: str | None,
    post_id: str,
    said: Sequence[str],
) -> Post:
    unit = organisation.unit(placing.unit_id)
    engagement = engagement_of_record(record)
    # Several titles of one place are one post with several roles.
    titles = list(dict.fromkeys(said))
    roles: dict[Role, None] = {}
    marks: list[tuple[bool, bool]] = []
    for title in titles:
        read, acting, former = roles_of(
            title, unit.name.text if unit else record.first("department"), unit.type if unit else None
        )
        roles.update(dict.fromkeys(read))
        marks.append((acting, former))
    said_by = next((f for f in ("title", "unit_key", "department", "company") if record.first(f)), "name")
    return Post(
        id=post_id,
        unit_id=placing.unit_id,
        company_id=placing.company_id,
        holder_id=holder_id,
        title=Value("、".join(titles), (record.origin(said_by),)),
        roles=tuple(roles),
        acting=bool(marks) and all(acting for acting, _ in marks),
        former=bool(marks) and all(former for _, former in marks),
        department=record.first("department") or (unit.name.text if unit and unit.id != placing.company_id else ""),
        engagement=next((e for e in map(read_engagement, said) if e is not Engagement.REGULAR), engagement),
    )


def _one_post(one: _Told, other: _Told, organisation: Organisation) -> bool:
    """Whether two records tell of one post: one place (or one above the other), equal roles or no title, one time."""
    a, b = one.post, other.post
    if one.from_post_record and other.from_post_record and (a.starts_on, a.ends_on) != (b.starts_on, b.ends_on):
        return False
    if _is_over(a) != _is_over(b) or a.company_id != b.company_id:
        return False
    if a.unit_id != b.unit_id and not (
        organisation.above(a.unit_id, b.unit_id) or organisation.above(b.unit_id, a.unit_id)
    ):
        return False
    if a.unit_id is None and b.unit_id is None and a.department != b.department and a.department and b.department:
        return False
    if not a.title.text or not b.title.text:
        return True
    return a.title.text == b.title.text or _roles_meet(a.roles, b.roles)


def _is_over(post: Post) -> bool:
    return post.former or bool(post.ends_on)


def _roles_meet(a: tuple[Role, ...], b: tuple[Role, ...]) -> bool:
    known = [{(r.function, r.rank, r.deputy) for r in roles if r.rank is not Rank.UNKNOWN} for roles in (a, b)]
    return bool(known[0]) and known[0] == known[1]


def _joined(kept: _Told, other: _Told, organisation: Organisation) -> _Told:
    """The first told one, made finer by the other: a deeper unit, a title where it had none, dates.

    The title's origins are the records that say a title of these roles; one that only places him in the unit says none.
    """
    a, b = kept.post, other.post
    deeper = b if organisation.above(a.unit_id, b.unit_id) or a.unit_id is None else a
    titled = a if a.title.text else b
    said = [post.title for post in (titled, a, b) if post.title.text or not titled.title.text]
    origins: dict[Origin, None] = dict.fromkeys(origin for title in said for origin in title.origins)
    post = replace(
        a,
        unit_id=deeper.unit_id,
        company_id=a.company_id or b.company_id,
        title=Value(titled.title.text, tuple(origins)),
        roles=titled.roles,
        primary=a.primary or b.primary,
        acting=a.acting or (b.acting and not kept.from_post_record),
        engagement=b.engagement if a.engagement is Engagement.REGULAR else a.engagement,
        starts_on=a.starts_on or b.starts_on,
        ends_on=a.ends_on or b.ends_on,
        department=deeper.department or a.department or b.department,
    )
    return _Told(post, kept.said_primary or other.said_primary, kept.from_post_record or other.from_post_record)


def _with_one_primary(posts: list[Post]) -> tuple[Post, ...]:
    """The main post first: the one that is said to be, else the first that is not over."""
    if not posts:
        return ()
    order = sorted(range(len(posts)), key=lambda at: (_is_over(posts[at]), not posts[at].primary, at))
    primary = [at == order[0] and not posts[at].former for at in order]
    ordered = [posts[at] for at in order]
    return tuple(
        one if one.primary is said else replace(one, primary=said) for one, said in zip(ordered, primary, strict=True)
    )
