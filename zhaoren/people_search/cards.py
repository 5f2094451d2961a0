"""From an index card to what this viewer may read of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from schemas.answers import PersonCard
from schemas.directory import Person, Post, Role
from schemas.published import PUBLISHED_PERSON, PublishedPerson
from schemas.vocabulary import EmploymentStatus, Layer, Rank, RelationKind
from zhaoren.access.attributes import AUDIENCE_FIELD, UNIT_FIELD
from zhaoren.access.redaction import layers_for, redact
from zhaoren.people_search.disagreements import disagreements_of
from zhaoren.people_search.snapshot import Snapshot

_READ_KEPT = 4096
_MOST_MANAGERS = 5


@lru_cache(maxsize=_READ_KEPT)
def read_person(card: bytes) -> PublishedPerson:
    """The person in an index card; the same people answer many questions, and reading one costs 0.1 ms."""
    return PUBLISHED_PERSON.validate_json(card)


def current_posts(person: Person, today: str) -> Iterator[Post]:
    """The posts that count on this day; none of somebody who left."""
    if person.status is EmploymentStatus.LEFT:
        return
    for post in person.posts:
        if is_current(post, today):
            yield post


def is_current(post: Post, today: str) -> bool:
    """Whether a post has begun and is not over, by its dates and by its own title."""
    begun = not post.starts_on or post.starts_on[:10] <= today
    over = bool(post.ends_on) and post.ends_on[:10] < today
    return begun and not over and not post.former


def past_posts(person: Person, today: str) -> list[Post]:
    """The posts that are over on this day, the latest first; those that have not begun are not among them."""
    left = person.status is EmploymentStatus.LEFT
    over = [post for post in person.posts if left or post.former or (post.ends_on and post.ends_on[:10] < today)]
    return sorted(over, key=lambda post: (post.ends_on, post.starts_on, post.id), reverse=True)


def best_rank(post: Post) -> Rank:
    """The highest rank that a post's title gives."""
    return min((role.rank for role in post.roles), default=Rank.UNKNOWN)


def best_role(post: Post) -> Role | None:
    """The role of that rank."""
    return min(post.roles, key=lambda role: role.rank, default=None)


def readable_layers(published: PublishedPerson, snapshot: Snapshot) -> frozenset[Layer]:
    """The layers of this person that this viewer may read."""
    tokens = [(AUDIENCE_FIELD, token) for token in published.aud] + [(UNIT_FIELD, token) for token in published.units]
    return layers_for(snapshot.audience, frozenset(tokens))


def person_card(published: PublishedPerson, snapshot: Snapshot) -> PersonCard:
    """The person as this viewer may see him, posts by seniority with their units' names."""
    seen, withheld = redact(published.person, snapshot.policy, readable_layers(published, snapshot))
    posts = sorted(current_posts(seen, snapshot.today), key=lambda post: (best_rank(post), not post.primary, post.id))
    labels = {post.id: snapshot.organisation.label(post.unit_id or post.company_id) for post in seen.posts}
    past = [post for post in past_posts(seen, snapshot.today) if labels[post.id] is not None or post.company_id is None]
    sources = sorted({record.source for record in seen.records})
    return PersonCard(
        person=seen,
        posts=tuple((post, labels[post.id]) for post in posts),
        past_posts=tuple((post, labels[post.id]) for post in past),
        manager=manager_of(seen, snapshot),
        withheld=withheld,
        as_of=tuple((source, snapshot.freshness[source]) for source in sources if source in snapshot.freshness),
        stale=tuple(source for source in sources if source in snapshot.stale),
        disagreements=disagreements_of(seen, posts),
    )


def fetch_managers(people: Iterable[Person], snapshot: Snapshot) -> None:
    """Make ready at once whom these people report to, before their cards are made one by one."""
    snapshot.people([target for person in people for target in _reports_to(person)])


def _reports_to(person: Person) -> list[str]:
    return [r.target_id for r in person.relations if r.kind is RelationKind.REPORTS_TO][:_MOST_MANAGERS]


def manager_of(person: Person, snapshot: Snapshot) -> tuple[str, str] | None:
    """Id and name of the person he reports to, when this viewer may find that person."""
    targets = _reports_to(person)
    cards = snapshot.people(targets)
    for target in targets:
        if target in cards:
            return target, read_person(cards[target]).person.name.text
    return None
