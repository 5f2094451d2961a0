"""From the settings of a source to its connector."""

from __future__ import annotations

from pathlib import Path

from schemas.records import Connector
from schemas.source_settings import (
    DatabaseSource,
    DocumentFolderSource,
    FilesSource,
    LdapSource,
    LdifSource,
    RestSource,
    ScimSource,
    SourceSettings,
)


def open_connector(settings: SourceSettings, base_folder: Path) -> Connector:
    """The connector for a source. Nothing is opened or asked before `check` or `read`.

    Each kind's libraries are loaded only when a source of that kind is opened.

    Args:
        settings: of the source.
        base_folder: the configuration file's folder; relative paths in the settings are relative to it.
    """
    match settings:
        case LdapSource(preset="active_directory"):
            from connectors.active_directory import ActiveDirectoryConnector

            return ActiveDirectoryConnector(settings, base_folder)
        case LdapSource():
            from connectors.ldap_directory import LdapConnector

            return LdapConnector(settings, base_folder)
        case LdifSource():
            from connectors.ldif_files import LdifConnector

            return LdifConnector(settings, base_folder)
        case DatabaseSource():
            from connectors.hr_database import DatabaseConnector

            return DatabaseConnector(settings, base_folder)
        case FilesSource():
            from connectors.legacy_files import FilesConnector

            return FilesConnector(settings, base_folder)
        case DocumentFolderSource():
            from connectors.document_folder import DocumentFolderConnector

            return DocumentFolderConnector(settings, base_folder)
        case RestSource():
            from connectors.rest_service import RestConnector

            return RestConnector(settings, base_folder)
        case ScimSource():
            from connectors.scim_service import ScimConnector

            return ScimConnector(settings, base_folder)
