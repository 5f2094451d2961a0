"""What is new in a set of files beside an earlier reading, and what may be concluded from reading it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from connectors.file_set import FileSet, KnownFile, Standing, digest_of, known_after, read_file_set, standing_of
from connectors.file_store import FileStore, NotAllowed, StoredFile
from schemas.errors import SourceBusy, SourceRefused
from schemas.records import Checkpoint, ReadOutcome
from schemas.source_settings import FileTable
from schemas.vocabulary import RecordKind


@dataclass(frozen=True, slots=True)
class FoundFile:
    """One file that a table of the settings reads."""

    kind: RecordKind
    settings: FileTable
    file: StoredFile

    @property
    def table(self) -> str:
        """The table's name in a checkpoint."""
        return f"{self.kind} {self.settings.path}"


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why a kind does not count as read whole."""

    kind: RecordKind
    why: str


class FileNews:
    """One look at all files.

    Args:
        found: every file of every table.
        store: where they lie.
        since: what an earlier reading knew.
        of: fingerprint of the settings.
        source: the source's name for errors.

    Raises:
        SourceRefused: none of the files may be read.
        SourceBusy: a file changed while it was fetched.
    """

    def __init__(
        self, found: Sequence[FoundFile], store: FileStore, since: Checkpoint | None, of: str, source: str
    ) -> None:
        self._found, self._since, self._source = found, since, source
        self._before = read_file_set(since, of)
        self._known = self._before.files if self._before else {}
        self._of = of
        self._doubts: list[Doubt] = []
        self._files = {each.file.name: each.file for each in found}
        self._digests: dict[str, str] = {}
        self._standings = {name: self._looked_at(file, store) for name, file in self._files.items()}
        self._vanished = self._note_vanished()
        self._note_standings()
        unread = (Standing.DENIED, Standing.OLDER)
        self.to_read = [each for each in found if self._standings[each.file.name] not in unread]
        if found and not self.to_read and Standing.DENIED in self._standings.values():
            raise SourceRefused(
                f"{source}: {found[0].file.name}",
                "the file may not be read",
                "give the account that runs zhaoren the right to read it",
            )

    @property
    def nothing_new(self) -> bool:
        """Whether reading would tell nothing that the last readings did not, and there is nothing to complain of."""
        before = self._before
        if before is None or before.again > 0 or self._doubts:
            return False
        return _contents(before.files) == _contents(self._after({}))

    def unchanged(self) -> ReadOutcome:
        """The outcome of not reading."""
        before, count = self._before, len(self._files)
        assert before is not None
        return ReadOutcome(
            complete=False,
            # The same text unless the store has new versions of the same contents.
            checkpoint=replace(before, files=self._after({})).checkpoint(),
            as_of=self._as_of(),
            notes=(f"nothing new: {count} file{'s are' if count != 1 else ' is'} as read before",),
        )

    def outcome(self, doubts: Mapping[str, Doubt]) -> ReadOutcome:
        """The outcome of having read everything that may be read.

        Args:
            doubts: file name -> why its content does not count as whole. Such a file stays news.
        """
        before, after = self._before, self._after(doubts)
        same = before is not None and _contents(before.files) == _contents(after)
        # A first reading has nothing to miss.
        again = 0 if self._since is None else max(0, before.again - 1) if same and before is not None else 1
        by_kind: dict[RecordKind, str] = {}
        for doubt in (*self._doubts, *doubts.values()):
            by_kind.setdefault(doubt.kind, doubt.why)
        return ReadOutcome(
            complete=bool(self._found) and not by_kind,
            kinds=frozenset(each.kind for each in self._found) - by_kind.keys(),
            why_incomplete="; ".join(dict.fromkeys(by_kind.values())) if self._found else "no table is configured",
            checkpoint=FileSet(self._of, after, again).checkpoint() if self._found else None,
            as_of=self._as_of(),
            everything=True,
        )

    def refuse_unfinished(self, quiet_s: float) -> None:
        """Raises SourceBusy when a file with news was written a moment ago."""
        for name, file in self._files.items():
            news = self._standings[name] in (Standing.NEW, Standing.CHANGED, Standing.REPEATED)
            if news and quiet_s and file.modified_at is not None:
                age = (datetime.now(UTC) - file.modified_at).total_seconds()
                if age < quiet_s:
                    what = f"written {max(0, round(age))} s ago, less than the {quiet_s:g} s of `quiet_s`"
                    raise SourceBusy(f"{self._source}: {name}", what, "try again when it is written whole")

    def _looked_at(self, file: StoredFile, store: FileStore) -> Standing:
        known = self._known.get(file.name)
        if known is not None and file.version and file.version == known.version:
            self._digests[file.name] = known.digest
            return Standing.SAME
        try:
            self._digests[file.name] = digest_of(store.local(file))
        except NotAllowed:
            return Standing.DENIED
        except OSError as error:
            what = f"reading stopped: {error.strerror or error}"
            raise SourceBusy(f"{self._source}: {file.name}", what, "try again") from None
        return standing_of(file, self._digests[file.name], known)

    def _note_vanished(self) -> dict[str, KnownFile]:
        """Files that were read before and are not there, of tables that do not allow that."""
        present = {(each.table, each.file.name) for each in self._found}
        kept: dict[str, KnownFile] = {}
        for each in {each.table: each for each in self._found}.values():
            if each.settings.may_vanish:
                continue
            for name, known in self._known.items():
                if each.table not in known.tables or (each.table, name) in present:
                    continue
                newest = each.settings.take == "newest"
                if newest and name < each.file.name:
                    continue
                kept[name] = known
                if newest:
                    why = f"{name}, which was read before, is gone, and {each.file.name} is an older one"
                else:
                    why = f"{name}, which was read before, is not there any more"
                self._doubts.append(
                    Doubt(each.kind, f"{why}: its records stay (`may_vanish`, or a full sync, lets go)")
                )
        return kept

    def _note_standings(self) -> None:
        for each in self._found:
            name, known = each.file.name, self._known.get(each.file.name)
            match self._standings[name]:
                case Standing.DENIED:
                    self._doubts.append(Doubt(each.kind, f"{name} may not be read"))
                case Standing.OLDER:
                    assert known is not None
                    why = (
                        f"{name} was written before the one that was read ({known.at[:16]}): an old delivery, not read"
                    )
                    self._doubts.append(Doubt(each.kind, why))
                case Standing.REPEATED:
                    why = f"{name} has the content of an earlier delivery: what it lacks is not taken for gone"
                    self._doubts.append(Doubt(each.kind, why))

    def _after(self, doubts: Mapping[str, Doubt]) -> dict[str, KnownFile]:
        """What is known from now on."""
        after = dict(self._vanished)
        for name, file in self._files.items():
            known = self._known.get(name)
            if name in doubts or self._standings[name] in (Standing.DENIED, Standing.OLDER):
                if known is not None:
                    after[name] = known
                continue
            tables = [each.table for each in self._found if each.file.name == name]
            after[name] = known_after(file, self._digests[name], tables, known)
        return after

    def _as_of(self) -> datetime | None:
        return max((file.modified_at for file in self._files.values() if file.modified_at is not None), default=None)


def _contents(files: Mapping[str, KnownFile]) -> dict[str, tuple[str, tuple[str, ...]]]:
    return {name: (known.digest, known.tables) for name, known in files.items()}
