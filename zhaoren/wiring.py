"""The only place that names implementations: two roots, one for answering and one for syncing.

What only one of them needs is imported where it is made: the answering process never loads pandas, connectors or
the catalog's writing half unless it is asked to.
"""

from __future__ import annotations

import threading
import time
import weakref
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from schemas.errors import SourceError
from schemas.source_settings import SecretReference, SourceSettings
from zhaoren.access.policy import NO_POLICY, Policy, parse_policy
from zhaoren.foundation.clock import system_clock
from zhaoren.foundation.errors import BadInput, ZhaorenError
from zhaoren.foundation.logs import hide_secrets, logger
from zhaoren.foundation.secret_references import secret_references
from zhaoren.foundation.settings import Settings
from zhaoren.foundation.staleness import is_stale
from zhaoren.language.lexicon import DEFAULT, Lexicon, LexiconMistake, parse_additions
from zhaoren.people_search.directory import PeopleDirectory
from zhaoren.search_index.port import SearchEngine
from zhaoren.stewardship.failed_questions import FailedQuestions

if TYPE_CHECKING:
    from connectors.folder_guessing import FolderGuess
    from schemas.records import Connector
    from zhaoren.catalog.catalog import Catalog
    from zhaoren.catalog.failed_questions import FailedQuestionStore
    from zhaoren.pipeline.alarms import Teller
    from zhaoren.pipeline.run_desk import RunDesk
    from zhaoren.stewardship.review_desk import ReviewDesk

FRESHNESS_S = 30.0  # how old the times of the last readings may be in an answer
PATIENCE_S = 60.0  # a node is back within half a minute of its restart
POLICY_S = 2.0  # how soon a changed policy file counts


def open_directory(
    settings: Settings, engine: SearchEngine | None = None, *, keep_failed: bool = True
) -> PeopleDirectory:
    """The answering root.

    Args:
        keep_failed: note questions that find nobody, as the settings say.

    Raises:
        BadInput: policy or lexicon file has a mistake.
    """
    policy = WatchedPolicy(settings)
    policy()  # a mistake is told at the start, not with the first question
    freshness = _Freshness(settings)
    return PeopleDirectory(
        engine or open_engine(settings),
        policy=policy,
        today=lambda: system_clock().astimezone().date().isoformat(),
        freshness=freshness,
        stale=freshness.stale,
        lexicon=load_lexicon(settings),
        record=_failed_questions(settings) if keep_failed else None,
        successor=freshness.successor,
    )


def _failed_questions(settings: Settings) -> FailedQuestions:
    catalog: list[Catalog] = []

    def store() -> FailedQuestionStore | None:
        if not catalog and not _catalog_exists(settings):
            return None  # asking makes no catalog
        if not catalog:
            catalog.append(open_catalog(settings))
        return catalog[0].journal.failed_questions

    return FailedQuestions(store, system_clock, keep_days=settings.questions.keep_failed_days)


def _catalog_exists(settings: Settings) -> bool:
    return settings.catalog.url is not None or (settings.data_path / "catalog.db").exists()


def open_engine(settings: Settings, *, to_publish: bool = False) -> SearchEngine:
    """The configured engine.

    Args:
        to_publish: wait for a cluster that is busy or starts anew; who answers questions says so at once.

    Raises:
        BadInput: its settings cannot be.
    """
    index = settings.index
    if index.engine == "tantivy":
        from zhaoren.search_index.tantivy_engine import TantivyEngine

        return TantivyEngine(settings.data_path / "index")
    if not index.url:
        raise BadInput("zhaoren.toml: index", "engine 'elasticsearch' needs url", 'add url = "https://…:9200"')
    from zhaoren.search_index.elastic_engine import ElasticEngine
    from zhaoren.search_index.elastic_wire import ElasticAddress

    address = ElasticAddress(
        urls=tuple(url.strip() for url in index.url.split(",")),
        api_key=read_secret(settings, index.api_key, "index: api_key") if index.api_key else None,
        user=index.user,
        password=read_secret(settings, index.password, "index: password") if index.password else None,
        ca_file=settings.base_folder / index.ca_file if index.ca_file else None,
    )
    try:
        return ElasticEngine(address, index.prefix, patience_s=PATIENCE_S if to_publish else 0.0)
    except ValueError as wrong:
        raise BadInput("zhaoren.toml: index", str(wrong)) from None


def open_catalog(settings: Settings) -> Catalog:
    """The system of record.

    Raises:
        BadInput: its address cannot be.
    """
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    from zhaoren.catalog.catalog import Catalog

    if settings.catalog.url is None:
        settings.data_path.mkdir(parents=True, exist_ok=True)
    try:
        url = make_url(settings.catalog_url)
    except ArgumentError:
        raise BadInput(
            "zhaoren.toml: catalog: url", "this is no SQLAlchemy address", "write sqlite:/// or postgresql+psycopg://"
        ) from None
    if settings.catalog.password is not None:
        url = url.set(password=read_secret(settings, settings.catalog.password, "catalog: password"))
    return Catalog(url)


@dataclass(frozen=True, slots=True)
class Desks:
    """Where administrators work: the queue of reviews, and the runs of the sources."""

    reviews: ReviewDesk
    runs: RunDesk


@contextmanager
def open_desks(settings: Settings) -> Iterator[Desks]:
    """The desks over one catalog; what is decided at them is applied by a process of its own."""
    from zhaoren.pipeline.run_desk import RunDesk
    from zhaoren.stewardship.applying import ApplyingProcess
    from zhaoren.stewardship.review_desk import ReviewDesk

    applying = ApplyingProcess(["reviews", "apply", "--config", str(settings.file)], settings.base_folder)
    opened: list[Catalog] = []
    opening = threading.Lock()

    def catalog() -> Catalog:
        with opening:
            if not opened:
                opened.append(open_catalog(settings))
            return opened[0]

    def apply() -> Literal["soon"]:
        applying.start()
        return "soon"

    try:
        yield Desks(
            ReviewDesk(catalog, apply), RunDesk(settings, catalog, lambda source: open_source(settings, source), apply)
        )
    finally:
        applying.close()
        for one in opened:
            one.close()


def open_source(settings: Settings, source: SourceSettings) -> Connector:
    """The connector of one source; nothing is read yet. From now on its secrets are cut out of every message."""
    from connectors.opening import open_connector

    hide_secrets(secrets_in(settings, source))
    return open_connector(source, settings.base_folder)


def guess_sources(path: Path, base_folder: Path, company: str) -> FolderGuess:
    """How a staff list, or a folder of lists, is probably meant, with the reason for each column.

    Raises:
        SourceRefused: it cannot be read, or nothing in it looks like a list of people.
    """
    from connectors.folder_guessing import guess_sources as guess

    return guess(path, base_folder, company)


def read_secret(settings: Settings, reference: SecretReference, where: str) -> str:
    """What a secret reference stands for; a file counts from the folder of `zhaoren.toml`.

    Raises:
        SourceRefused: it is not there.
    """
    from connectors.secrets import read_secret as read

    secret = read(reference, f"zhaoren.toml: {where}", settings.base_folder)
    hide_secrets([secret])
    return secret


def secrets_in(settings: Settings, part: object) -> Iterator[str]:
    """Every secret that a part of the configuration refers to; those that are not there are left out."""
    for reference in secret_references(part):
        with suppress(SourceError):
            yield read_secret(settings, reference, "")


def open_tellers(settings: Settings) -> list[Teller]:
    """Who is told of alarms.

    Raises:
        SourceRefused: a secret is not there.
        BadInput: the webhook has no address.
    """
    from zhaoren.pipeline.telling import tellers_of

    return tellers_of(settings.alarm, settings.base_folder, partial(read_secret, settings))


def read_policy(settings: Settings) -> Policy:
    """The policy as its file says now.

    Raises:
        BadInput: the file is missing or has a mistake.
    """
    return WatchedPolicy(settings)()


def load_lexicon(settings: Settings) -> Lexicon:
    """The shipped words and the administrator's own.

    Raises:
        BadInput: the lexicon file is missing or has a mistake.
    """
    if settings.lexicon_file is None:
        return DEFAULT
    file = settings.base_folder / settings.lexicon_file
    try:
        return DEFAULT.with_additions(parse_additions(_text(file, "lexicon_file"), str(file)))
    except LexiconMistake as mistake:
        raise BadInput(mistake.where, mistake.what, mistake.what_to_do) from None


class WatchedPolicy:
    """The policy as its file says now; a changed file counts within POLICY_S seconds.

    A file that has become unreadable or wrong keeps nobody's old rights: nobody but the local administrator sees
    anybody until it is mended.
    """

    def __init__(self, settings: Settings) -> None:
        self._file: Path | None = settings.base_folder / settings.policy_file if settings.policy_file else None
        self._policy = NO_POLICY
        self._stamp: tuple[int, int] | None = None
        self._looked_at = float("-inf")

    def __call__(self) -> Policy:
        """The policy of this moment.

        Raises:
            BadInput: the file is missing or has a mistake.
        """
        if self._file is None or time.monotonic() - self._looked_at < POLICY_S:
            return self._policy
        try:
            state = self._file.stat()
        except OSError:
            self._policy, self._stamp = NO_POLICY, None
            raise BadInput(
                str(self._file), "the policy file cannot be read", "mend policy_file in zhaoren.toml"
            ) from None
        stamp = (state.st_mtime_ns, state.st_size)
        if stamp != self._stamp:
            self._policy, self._stamp = NO_POLICY, None
            self._policy = parse_policy(_text(self._file, "policy_file"), str(self._file))
            self._stamp = stamp
        self._looked_at = time.monotonic()
        return self._policy


class _Freshness:
    """When each source was last read well, from the catalog; what was known last where it cannot be reached."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._catalog: Catalog | None = None
        self._known: Mapping[str, str] = {}
        self._read_at = float("-inf")

    def __call__(self) -> Mapping[str, str]:
        if time.monotonic() - self._read_at < FRESHNESS_S:
            return self._known
        self._read_at = time.monotonic()
        if not _catalog_exists(self._settings):
            return self._known
        try:
            self._known = self._read()
        except ZhaorenError as wrong:
            # An answer without its date is worth more than none.
            logger("wiring").warning("the catalog cannot say how fresh the sources are", why=str(wrong))
        return self._known

    def stale(self) -> frozenset[str]:
        """Sources that were not read well for longer than their settings allow; a source never read is none."""
        now, known = system_clock(), self()
        return frozenset(
            source.name
            for source in self._settings.sources
            if source.enabled and source.name in known and is_stale(source, known[source.name], now)
        )

    def successor(self, person_id: str) -> str | None:
        """The person that an id leads to since a merge; None where the catalog does not know it or is away."""
        if not _catalog_exists(self._settings):
            return None
        try:
            found = self._opened().entities.get("person", person_id)
        except ZhaorenError as wrong:
            logger("wiring").warning("the catalog cannot say what an id has become", why=str(wrong))
            return None
        return found.id if found is not None else None

    def _opened(self) -> Catalog:
        if self._catalog is None:
            self._catalog = open_catalog(self._settings)
            weakref.finalize(self, self._catalog.close)
        return self._catalog

    def _read(self) -> Mapping[str, str]:
        runs = self._opened().journal.runs
        times = {source.name: runs.times_of(source.name) for source in self._settings.sources}
        return {name: known.last_good for name, known in times.items() if known is not None}


def _text(file: Path, setting: str) -> str:
    try:
        return file.read_text("utf-8-sig")
    except FileNotFoundError:
        raise BadInput(f"zhaoren.toml: {setting}", f"there is no file {file}", "mend the path") from None
    except UnicodeDecodeError as broken:
        raise BadInput(str(file), f"not UTF-8 at byte {broken.start}", "save it as UTF-8") from None
    except OSError as broken:
        raise BadInput(str(file), f"it cannot be read: {broken.strerror}", "check the file's rights") from None
