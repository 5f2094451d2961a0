"""What is usual in Active Directory: groups as teams, and accounts that are no people. Data."""

from __future__ import annotations

import re

from schemas.source_settings import LdapSearch

GROUPS = LdapSearch(
    filter="(&(objectClass=group)(!(isCriticalSystemObject=TRUE)))",
    fields={"name": ("cn",), "lead_key": ("managedBy",), "member_key": ("member",)},
)
"""What groups say where they are read as projects; those that every domain has are none."""

MACHINE_CLASSES = frozenset(
    {"computer", "msds-managedserviceaccount", "msds-groupmanagedserviceaccount", "msds-delegatedmanagedserviceaccount"}
)
"""Object classes of Active Directory (lower case) that are accounts and no people."""

SHARED_MAILBOXES = (1 << 2 | 1 << 4 | 1 << 5 | 1 << 23 | 1 << 29) | (
    1 << 33 | 1 << 34 | 1 << 35 | 1 << 36 | 1 << 37 | 1 << 38 | 1 << 39 | 1 << 40
)
"""Bits of msExchRecipientTypeDetails: shared, room, equipment, arbitration and discovery mailboxes; the first three
elsewhere (remote); of public folders, teams (here and remote), monitoring, groups. Source: Microsoft's list of
RecipientTypeDetails values."""

SYSTEM_ACCOUNTS = re.compile(
    r"^(?:healthmailbox|systemmailbox|msol_|aad_|iusr_|iwam_|krbtgt)|^(?:guest|aspnet|defaultaccount|wdagutilityaccount)$",
    re.IGNORECASE,
)
"""Account names that Windows, Exchange and Entra Connect give to what is no person."""
