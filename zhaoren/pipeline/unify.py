"""Records -> units, people, posts and documents: what changed since the last time, or everything when it must be.

    what changed?  ->  tree  ->  people (a few, or everybody)  ->  heads, documents, vacant posts  ->  mark

A few changes are one transaction; everybody is many, and the mark moves last. Killed anywhere and run again, it ends
the same; with nothing new it writes nothing. Both ways give the same people.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date

from schemas.source_settings import SourceSettings
from schemas.vocabulary import RecordKind
from zhaoren.catalog.catalog import Catalog, Snapshot, Stores, Transaction
from zhaoren.catalog.entities import PutCounts
from zhaoren.catalog.leases import Lease
from zhaoren.catalog.records import StoredRecord
from zhaoren.catalog.scope import digest_64
from zhaoren.foundation.ids import MintId
from zhaoren.pipeline.unify_clusters import judgements_since
from zhaoren.pipeline.unify_documents import DOCUMENT_KINDS, PostsTold, write_documents, write_posts
from zhaoren.pipeline.unify_kept import keep_pointing
from zhaoren.pipeline.unify_links import AUTHOR, PROJECT, PersonKeys, keys_of
from zhaoren.pipeline.unify_people import READ_AT_ONCE, join_everybody
from zhaoren.pipeline.unify_reading import SourceRules, holds
from zhaoren.pipeline.unify_report import UnifyReport, crowd_notes
from zhaoren.pipeline.unify_reviews import withdraw_all_but
from zhaoren.pipeline.unify_side import Beside, count_part
from zhaoren.pipeline.unify_touched import Touched, join_touched
from zhaoren.pipeline.unify_units import places_hold, tree_as_it_was, tree_from_everything, write_heads, write_units
from zhaoren.pipeline.unify_work import Work, batches
from zhaoren.unification.clustering import Judgement
from zhaoren.unification.match_keys import leaving_key
from zhaoren.unification.organisation import Organisation
from zhaoren.unification.places import PlaceCounts
from zhaoren.unification.scoring import ModelScorer, PairScorer

__all__ = ["UnifyReport", "unify"]

REVISION, RULES, STRUCTURE, DAY = "unified_revision", "unified_rules", "unified_structure", "unified_day"
LISTING = "unified_listing"
FEW = 5000  # changed records up to which one transaction serves; more are quicker joined with everybody
_DAYS_LOOKED_BACK = 400

Progress = Callable[[str, int], None]


@dataclass(frozen=True, slots=True)
class _News:
    """What happened since the last joining. `everything`: too much, or the rules changed."""

    up_to: int
    records: Sequence[StoredRecord]
    judgements: Sequence[Judgement]
    everything: bool
    units: bool

    @property
    def none(self) -> bool:
        return not (self.records or self.judgements or self.everything)


def unify(
    catalog: Catalog,
    sources: Iterable[SourceSettings],
    *,
    scorer: PairScorer | None = None,
    mint: MintId | None = None,
    full: bool = False,
    on_progress: Progress | None = None,
    processes: int | None = None,
) -> UnifyReport:
    """Bring the directory to what the records say now.

    Args:
        sources: as configured: their priorities and companies count.
        scorer: weighs pairs of records; the model that comes with the product when not given.
        full: look at everybody, not only at those whom changes touch.
        on_progress: called with a step's name and how many records it has done.
        processes: how many work beside this one when everybody is joined; as many as are worth it when not given.

    Raises:
        Busy: another joining is under way.
    """
    rules = SourceRules.of(sources)
    weigher = scorer or ModelScorer()
    progress = on_progress or _silent
    today = catalog.clock().date()
    if not full and _news(catalog, rules, weigher, today).none:
        return UnifyReport(catalog.marks.get(REVISION))
    with catalog.journal.leases.hold("unify") as lease:
        news = _news(catalog, rules, weigher, today)
        give_id = mint or catalog.mint
        with closing(Beside(catalog, rules, weigher, today.isoformat(), processes)) as beside:
            organisation, units = _tree(catalog, lease, rules, news, give_id, beside, progress)
            work = Work(catalog, lease, rules, organisation, weigher, give_id, today.isoformat(), progress, beside)
            work.clusters.model, work.clusters.run = weigher.version, f"unify-{news.up_to}"
            everything = full or news.everything or catalog.marks.get(STRUCTURE) != organisation.fingerprint
            # Whom a short key means in a source depends on whether that source lists people at all.
            everything = everything or catalog.marks.get(LISTING) != _listing(catalog)
            report = _everybody(work, news) if everything else _a_few(work, news)
        told = tuple(f"{unit.name.text}: {unit.why_unplaced}" for unit in organisation.unplaced)
        notes = (*organisation.notes, *crowd_notes(work.crowds))
        return replace(report, units=units + report.units, unplaced=told, notes=notes)


def _listing(stores: Stores) -> int:
    """Changes when another set of sources lists people."""
    return digest_64(*stores.records.sources_with(RecordKind.PERSON))


def _silent(_step: str, _count: int) -> None:
    return


def _news(catalog: Catalog, rules: SourceRules, scorer: PairScorer, today: date) -> _News:
    with catalog.snapshot() as seen:
        mark = seen.marks.get(REVISION)
        everything = mark == 0 or seen.marks.get(RULES) != rules.fingerprint(scorer.version)
        if everything and seen.revision == 0:
            return _News(0, (), (), everything=False, units=False)
        records: list[StoredRecord] = []
        units = everything
        for record in () if everything else seen.records.changed_since(mark):
            units = units or record.ref.kind is RecordKind.UNIT
            records.append(record)
            if len(records) > FEW:
                everything = True
                break
        if everything:
            units = True
        else:
            known = {record.id for record in records}
            records += [record for record in _leavers(seen, today) if record.id not in known]
        judged = judgements_since(seen, mark)
        units = units or any(judgement.a.kind is RecordKind.UNIT for judgement in judged)
        return _News(seen.revision, records, judged, everything, units)


def _leavers(seen: Snapshot, today: date) -> list[StoredRecord]:
    """Records whose last day has come since the last joining: nothing about them changed but the date."""
    last = seen.marks.get(DAY)
    if not last or last >= today.toordinal():
        return []
    first = max(last + 1, today.toordinal() - _DAYS_LOOKED_BACK)
    days = [date.fromordinal(day).isoformat() for day in range(first, today.toordinal() + 1)]
    ids = {i for found in seen.match_keys.records_with(map(leaving_key, days)).values() for i in found}
    return list(seen.records.by_ids(ids).values())


def _tree(
    catalog: Catalog,
    lease: Lease,
    rules: SourceRules,
    news: _News,
    mint: MintId,
    beside: Beside,
    progress: Progress,
) -> tuple[Organisation, PutCounts]:
    with catalog.snapshot() as seen:
        if not news.units:
            organisation = tree_as_it_was(seen, rules, mint)
            placed = [r for r in news.records if r.ref.kind in (RecordKind.PERSON, RecordKind.POST)]
            if places_hold(seen, organisation, [(rules.read(record), holds(record)) for record in placed]):
                return organisation, PutCounts()
        organisation = tree_from_everything(seen, rules, mint, _places(beside, seen, progress))
    return organisation, write_units(catalog, lease, organisation)


def _places(beside: Beside, seen: Snapshot, progress: Progress) -> Iterator[PlaceCounts]:
    """The places of all records of people."""
    spans = seen.records.spans(RecordKind.PERSON, READ_AT_ONCE)
    for done, part in enumerate(beside.processes(len(spans) * READ_AT_ONCE).map(count_part, spans), 1):
        progress("unify places", done * READ_AT_ONCE)
        yield part


def _everybody(work: Work, news: _News) -> UnifyReport:
    told = PostsTold()
    with work.catalog.transaction(work.lease) as writing:
        # Until all is done no rules stand for what is joined: whoever goes on after a kill looks at everybody again.
        writing.marks.set(RULES, 0)
    with work.catalog.snapshot() as seen:
        people = join_everybody(work, seen)
    documents = posts = PutCounts()
    with work.catalog.snapshot() as joined:
        keys = PersonKeys(joined)
        for batch in batches(joined.records.all((*DOCUMENT_KINDS, RecordKind.POST), ended=True), READ_AT_ONCE):
            with work.catalog.transaction(work.lease) as writing:
                papers = [record for record in batch if record.ref.kind in DOCUMENT_KINDS]
                documents += write_documents(work, writing, keys, papers)
                seats = [record for record in batch if record.ref.kind is RecordKind.POST]
                posts += write_posts(work, writing, keys, seats, told)
    with work.catalog.transaction(work.lease) as writing:
        heads = write_heads(writing, work.organisation, PersonKeys(writing))
        withdraw_all_but(writing, work.clusters.asked)
        writing.marks.set(RULES, work.rules.fingerprint(work.scorer.version))
        writing.marks.set(STRUCTURE, work.organisation.fingerprint)
        writing.marks.set(LISTING, _listing(writing))
        _set_marks(work, writing, news)
    return _report(work, news, told, _Written(people, heads, documents, posts), full=True)


def _a_few(work: Work, news: _News) -> UnifyReport:
    told = PostsTold()
    placed = [r for r in news.records if r.ref.kind in (RecordKind.PERSON, RecordKind.POST)]
    with work.catalog.transaction(work.lease) as writing:
        keep_pointing(work.rules, writing, [r for r in news.records if r.ref.kind in DOCUMENT_KINDS])
        people, touched = join_touched(work, writing, placed, news.judgements)
        keys = PersonKeys(writing)
        seats = [record for record in news.records if record.ref.kind is RecordKind.POST]
        posts = write_posts(work, writing, keys, seats, told)
        documents = write_documents(work, writing, keys, _papers(writing, touched, news.records))
        heads = write_heads(writing, work.organisation, keys) if touched.people else PutCounts()
        _set_marks(work, writing, news)
    return _report(work, news, told, _Written(people, heads, documents, posts), full=False)


def _papers(writing: Transaction, touched: Touched, changed: Sequence[StoredRecord]) -> list[StoredRecord]:
    """Documents and projects that changed, or name a person whom the changes touch, or a project that changed."""
    ids = {record.id for record in changed if record.ref.kind in DOCUMENT_KINDS}
    ids |= {i for found in writing.match_keys.records_with(touched.names).values() for i in found}
    projects = {key for r in changed if r.ref.kind is RecordKind.PROJECT for key in keys_of(r)}
    for kind, role, keys in ((RecordKind.PERSON, AUTHOR, touched.own), (RecordKind.PROJECT, PROJECT, projects)):
        ids |= {
            link.record_id
            for links in writing.record_links.pointing_at(kind, keys, role=role).values()
            for link in links
        }
    return [record for _, record in sorted(writing.records.by_ids(ids).items()) if record.ref.kind in DOCUMENT_KINDS]


def _set_marks(work: Work, writing: Transaction, news: _News) -> None:
    writing.marks.set(REVISION, news.up_to)
    writing.marks.set(DAY, date.fromisoformat(work.today).toordinal())


@dataclass(frozen=True, slots=True)
class _Written:
    people: PutCounts
    heads: PutCounts
    documents: PutCounts
    posts: PutCounts


def _report(work: Work, news: _News, told: PostsTold, written: _Written, *, full: bool) -> UnifyReport:
    clusters = work.clusters
    return UnifyReport(
        revision=news.up_to,
        full=full,
        people=written.people,
        units=written.heads,
        documents=written.documents,
        posts=written.posts,
        joined=(clusters.people, clusters.records),
        minted=clusters.minted,
        merged=clusters.merged,
        split=clusters.split,
        gone=clusters.gone,
        set_aside=tuple(sorted((kind.value, count) for kind, count in work.set_aside.items())),
        unknown_holders=told.unknown_holder,
        questions=tuple(clusters.questions),
        model=work.scorer.version,
    )
