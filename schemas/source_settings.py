"""Settings of one source each, as an administrator writes them in `zhaoren.toml`; also published as JSON Schema.

A mapping names canonical fields (`schemas.fields`) on the left and the source's columns or attributes on the right.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from schemas.fields import FIELDS
from schemas.rest_settings import RestAuth, RestErrors, RestTables
from schemas.source_mappings import Columns, RecordMapping, SecretReference, SourceName, Strict, one_or_several
from schemas.store_settings import Store
from schemas.vocabulary import RecordKind

__all__ = ["RecordMapping", "SecretReference"]  # as part of every source's settings


class LdapSearch(RecordMapping):
    """One search of a directory (or of an LDIF file). Empty members are filled by the source's preset."""

    base: str = ""
    filter: str = ""
    scope: Literal["subtree", "onelevel", "base"] = "subtree"


class DatabaseTable(RecordMapping):
    """A table, view or query. Exactly one of `table` and `query`.

    Attributes:
        changed_column: when a row last changed, or a counter that rises with each change; then only what changed is
            read between two whole readings.
        changed_overlap: how far below the last change reading starts again, for transactions that commit late:
            seconds of a time, numbers of a counter.
        keys_every_hours: between two whole readings, how often all keys are read to find rows that were deleted without
            a trace; much cheaper than reading everything. Not at all when None, each time when 0.
        gone_column: says that a row is deleted, while it is still there.
        gone_values: its values that say so; any but empty, 0, false, no and N when none are given.
        stored_as: column -> the character set of its bytes, where the database believes them to be latin1.
    """

    table: str | None = None
    query: str | None = None
    changed_column: str | None = None
    changed_overlap: Annotated[float, Field(ge=0, le=31_536_000)] = 600.0
    keys_every_hours: Annotated[float | None, Field(ge=0, le=8784)] = None
    gone_column: str | None = None
    gone_values: Columns = ()
    stored_as: dict[str, str] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _one_of_both(self) -> DatabaseTable:
        if (self.table is None) == (self.query is None):
            raise ValueError("name either table or query")
        return self


class FileTable(RecordMapping):
    """One file, or all files that a pattern below the source's folder matches.

    Attributes:
        path: relative to the source's folder; `*` and `**` are patterns, read in sorted order.
        sheet: of an Excel file, by name; the first visible one by default.
        header_rows: how many rows make up the header (2 for a merged header); found by itself when None.
        skip_rows: rows above the header; found by itself when None.
        encoding: recognised when None.
        delimiter: recognised when None.
        from_path: canonical field -> "folder" (name of the file's folder) or "stem" (file name without ending).
        take: of several files that a pattern matches all, or only the newest: the last in the order of their names.
        trailer: what the last line must look like (a regular expression); without it the file counts as half written.
            A group named `rows` in it must be the number of rows.
        may_vanish: a file that is no longer there means that its rows are gone; otherwise they stay and the reading
            says so.
    """

    path: str
    sheet: str | None = None
    header_rows: int | None = Field(default=None, ge=1, le=4)
    skip_rows: int | None = Field(default=None, ge=0, le=100)
    encoding: str | None = None
    delimiter: str | None = None
    from_path: dict[str, Literal["folder", "stem"]] = Field(default_factory=dict)
    take: Literal["all", "newest"] = "all"
    trailer: str | None = None
    may_vanish: bool = False


LdapSearches = Annotated[
    tuple[LdapSearch, ...],
    BeforeValidator(one_or_several, json_schema_input_type=LdapSearch | tuple[LdapSearch, ...]),
]
DatabaseTables = Annotated[
    tuple[DatabaseTable, ...],
    BeforeValidator(one_or_several, json_schema_input_type=DatabaseTable | tuple[DatabaseTable, ...]),
]
FileTables = Annotated[
    tuple[FileTable, ...],
    BeforeValidator(one_or_several, json_schema_input_type=FileTable | tuple[FileTable, ...]),
]


class GuardOverrides(Strict):
    """Where one source needs another guard than the group's; what is left out stays the group's."""

    removals_percent: Annotated[float | None, Field(ge=0, le=100)] = None
    removals_count: Annotated[int | None, Field(ge=0)] = None
    changes_percent: Annotated[float | None, Field(ge=0, le=100)] = None
    changes_count: Annotated[int | None, Field(ge=0)] = None
    unit_percent: Annotated[float | None, Field(ge=0, le=100)] = None
    unit_count: Annotated[int | None, Field(ge=0)] = None


class _Source(Strict):
    name: SourceName
    company: Annotated[str | None, Field(description="Company of records that name none: any of its names")] = None
    priority: Annotated[int, Field(ge=0, le=100, description="Whose value wins; the higher")] = 50
    field_priority: Annotated[
        dict[str, Annotated[int, Field(ge=0, le=100)]],
        Field(description="Fields for which this source counts more or less than its priority says: mobile = 90"),
    ] = Field(default_factory=dict)
    enabled: bool = True
    stale_after_hours: Annotated[float, Field(gt=0)] = 48.0
    schedule: Annotated[str | None, Field(description="When to read it: a cron line; else the group's")] = None
    full_every_hours: Annotated[
        float, Field(gt=0, le=8784, description="Between two whole readings of a source that can tell its changes")
    ] = 24.0
    guard: GuardOverrides = GuardOverrides()


class LdapSource(_Source):
    """A live directory: OpenLDAP, Active Directory, 389-ds."""

    kind: Literal["ldap_directory"]
    url: Annotated[str, Field(pattern=r"^ldaps?://", description="ldap:// or ldaps:// with host and port")]
    preset: Literal["inetorgperson", "active_directory"] = "inetorgperson"
    base: str
    bind_dn: str = ""
    password: SecretReference | None = None
    start_tls: bool = False
    ca_file: Path | None = None
    verify_certificate: Annotated[bool, Field(description="Switching it off is said in every report")] = True
    timeout_s: Annotated[float, Field(gt=0, le=300)] = 10.0
    page_size: Annotated[int, Field(ge=1, le=5000)] = 500
    people: LdapSearches = (LdapSearch(),)
    units: LdapSearches = ()
    units_from_dn: Annotated[bool, Field(description="Organisational units above people become units")] = True
    changes: Annotated[
        Literal["auto", "sync", "time", "none"],
        Field(description="How changes are found: content synchronisation, change times, or not at all"),
    ] = "auto"
    watch: Annotated[bool, Field(description="`zhaoren schedule` reads as soon as the directory tells a change")] = (
        False
    )
    projects: Annotated[LdapSearches, Field(description="Groups that are teams or projects")] = ()


class LdifSource(_Source):
    """The same mapping from LDIF exports."""

    kind: Literal["ldif_files"]
    path: Annotated[str, Field(description="File or pattern, relative to zhaoren.toml")]
    preset: Literal["inetorgperson", "active_directory"] = "inetorgperson"
    people: LdapSearches = (LdapSearch(),)
    units: LdapSearches = ()
    units_from_dn: bool = True


class DatabaseSource(_Source):
    """Any database SQLAlchemy speaks."""

    kind: Literal["hr_database"]
    url: Annotated[str, Field(description="SQLAlchemy address without password")]
    password: SecretReference | None = None
    chunk_rows: Annotated[int, Field(ge=1, le=100_000)] = 2000
    timeout_s: Annotated[float, Field(gt=0, le=3600)] = 10.0
    as_of_query: Annotated[
        str | None, Field(description="Selects one time: up to when this database (a replica) is current")
    ] = None
    people: DatabaseTables = ()
    units: DatabaseTables = ()
    posts: DatabaseTables = ()
    documents: DatabaseTables = ()
    projects: DatabaseTables = ()


class FilesSource(_Source, Store):
    """CSV, TSV, Excel and JSON Lines below one folder, or below `url` of S3, WebDAV or SFTP."""

    kind: Literal["legacy_files"]
    folder: Path = Path()
    max_megabytes: Annotated[float, Field(gt=0, le=65_536, description="Of one file that is fetched")] = 4096.0
    quiet_s: Annotated[
        float, Field(ge=0, le=86_400, description="A file changed within so many seconds may still be being written")
    ] = 0.0
    people: FileTables = ()
    units: FileTables = ()
    posts: FileTables = ()
    documents: FileTables = ()
    projects: FileTables = ()

    @model_validator(mode="after")
    def _one_place(self) -> FilesSource:
        if self.url is not None and "folder" in self.model_fields_set:
            raise ValueError("name either folder or url")
        return self


class DocumentFolderSource(_Source, Store):
    """Documents below one folder, or below `url`: Markdown, text, PDF, Word, Excel, PowerPoint."""

    kind: Literal["document_folder"]
    folder: Path = Path()
    patterns: tuple[str, ...] = ("**/*",)
    readers: Annotated[
        Literal["everyone", "file_rights"],
        Field(description="file_rights: documents that are not known to be open to all are hidden ones"),
    ] = "everyone"
    max_megabytes: Annotated[float, Field(gt=0, le=1024)] = 50.0
    max_characters: Annotated[int, Field(ge=1000, le=2_000_000)] = 100_000

    @model_validator(mode="after")
    def _one_place(self) -> DocumentFolderSource:
        if (self.url is None) != ("folder" in self.model_fields_set):
            raise ValueError("name either folder or url")
        return self


class RestSource(_Source):
    """A service with an HTTP API that answers in JSON, described here and nowhere in code."""

    kind: Literal["rest_service"]
    url: Annotated[str, Field(pattern=r"^https?://[^/?#@\s]+(/[^?#\s]*)?$", description="Where all paths begin")]
    auth: RestAuth = RestAuth()
    headers: Annotated[dict[str, str], Field(default_factory=dict, description="Sent with every request; no secrets")]
    errors: RestErrors = RestErrors()
    ca_file: Path | None = None
    timeout_s: Annotated[float, Field(gt=0, le=300, description="For one whole answer")] = 30.0
    patience_s: Annotated[float, Field(ge=0, le=3600, description="Waiting in one reading, all together")] = 120.0
    most_megabytes: Annotated[float, Field(gt=0, le=1024, description="Of one answer, unpacked")] = 64.0
    overlap_minutes: Annotated[float, Field(ge=0, le=10_080, description="Read again before the last change")] = 10.0
    people: RestTables = ()
    units: RestTables = ()
    posts: RestTables = ()
    documents: RestTables = ()
    projects: RestTables = ()


class ScimSource(_Source):
    """A service that speaks SCIM 2.0 (RFC 7643, 7644, 9865).

    Attributes:
        people: fields beyond the standard ones: paths into a User, such as an extension's attributes.
    """

    kind: Literal["scim_service"]
    url: Annotated[str, Field(pattern=r"^https?://[^/?#@\s]+(/[^?#\s]*)?$", description="Above /Users and /Groups")]
    auth: RestAuth = RestAuth()
    ca_file: Path | None = None
    timeout_s: Annotated[float, Field(gt=0, le=300)] = 30.0
    patience_s: Annotated[float, Field(ge=0, le=3600)] = 120.0
    most_megabytes: Annotated[float, Field(gt=0, le=1024)] = 64.0
    overlap_minutes: Annotated[float, Field(ge=0, le=10_080)] = 10.0
    page_size: Annotated[int, Field(ge=1, le=10_000)] = 200
    filter: Annotated[str, Field(description="SCIM filter: only these users")] = ""
    groups_are_units: Annotated[bool, Field(description="Groups become units; then each reading is a whole one")] = (
        False
    )
    people: RecordMapping = RecordMapping()


SourceSettings = Annotated[
    LdapSource | LdifSource | DatabaseSource | FilesSource | DocumentFolderSource | RestSource | ScimSource,
    Field(discriminator="kind"),
]

_KINDS = {
    "people": RecordKind.PERSON,
    "units": RecordKind.UNIT,
    "posts": RecordKind.POST,
    "documents": RecordKind.DOCUMENT,
    "projects": RecordKind.PROJECT,
}


def unknown_fields(source: _Source) -> tuple[str, ...]:
    """Canonical fields that a mapping of this source names and that do not exist, one sentence each."""
    found: list[str] = []
    for table, kind in _KINDS.items():
        mappings = getattr(source, table, ())
        for mapping in mappings if isinstance(mappings, tuple) else (mappings,):
            named = {*mapping.fields, *mapping.constants, *mapping.values, *mapping.split}
            found += [
                f"source '{source.name}': {table} has no field '{name}'; the fields are {', '.join(FIELDS[kind])}"
                for name in sorted(named - FIELDS[kind].keys())
            ]
    people = FIELDS[RecordKind.PERSON]
    found += [
        f"source '{source.name}': field_priority: a person has no field '{name}'; the fields are {', '.join(people)}"
        for name in sorted(source.field_priority.keys() - people.keys())
    ]
    return tuple(found)
