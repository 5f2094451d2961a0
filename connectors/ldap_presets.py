"""What is usual in directories: filters and attributes of OpenLDAP's inetOrgPerson and of Active Directory. Data."""

from __future__ import annotations

import re
from dataclasses import dataclass

from schemas.source_settings import LdapSearch


@dataclass(frozen=True, slots=True)
class Preset:
    """What a search means where the administrator is silent.

    Attributes:
        people: filter and fields of people.
        units: filter and fields of units.
        key: attributes that may be a person's key, the first that an entry has, where the server tells no identity.
        identity: attributes by which a live server knows an entry however it is called or moved.
        flags: attributes that tell whether an account is switched on.
    """

    people: LdapSearch
    units: LdapSearch
    key: tuple[str, ...]
    identity: tuple[str, ...]
    flags: tuple[str, ...]


_UNITS = LdapSearch(
    filter="(|(objectClass=organizationalUnit)(objectClass=organization))",
    fields={"name": ("ou", "o"), "city": ("l",), "switchboard": ("telephoneNumber",)},
)

PRESETS = {
    "inetorgperson": Preset(
        people=LdapSearch(
            filter="(|(objectClass=inetOrgPerson)(objectClass=organizationalPerson)(objectClass=person))",
            fields={
                "name": ("cn",),
                "family_name": ("sn",),
                "given_name": ("givenName",),
                "display_name": ("displayName",),
                "english_name": ("cn;lang-en", "displayName;lang-en"),
                "login": ("uid",),
                "employee_number": ("employeeNumber",),
                "company": ("o",),
                "department": ("ou", "departmentNumber"),
                "title": ("title",),
                "mobile": ("mobile",),
                "phone": ("telephoneNumber",),
                "email": ("mail",),
                "city": ("l",),
                "office": ("physicalDeliveryOfficeName", "roomNumber"),
                "manager_key": ("manager",),
                "assistant_key": ("secretary",),
            },
        ),
        units=_UNITS,
        key=("uid", "entryUUID"),
        identity=("nsUniqueId", "entryUUID"),
        flags=("nsAccountLock", "pwdAccountLockedTime"),
    ),
    "active_directory": Preset(
        people=LdapSearch(
            filter="(&(objectCategory=person)(objectClass=user))",
            fields={
                "name": ("cn",),
                "family_name": ("sn",),
                "given_name": ("givenName",),
                "display_name": ("displayName",),
                "login": ("sAMAccountName",),
                "employee_number": ("employeeID", "employeeNumber"),
                "company": ("company",),
                "department": ("department",),
                "title": ("title",),
                "mobile": ("mobile",),
                "phone": ("telephoneNumber",),
                "email": ("mail",),
                "city": ("l",),
                "office": ("physicalDeliveryOfficeName",),
                "manager_key": ("manager",),
                "assistant_key": ("assistant", "secretary"),
                "hidden": ("msExchHideFromAddressLists",),
            },
        ),
        units=_UNITS,
        key=("objectGUID",),
        identity=("objectGUID",),
        flags=("userAccountControl",),
    ),
}

CONTAINER_FILTER = (
    "(|(objectClass=organizationalUnit)(objectClass=organization)(objectClass=container)(objectClass=domain)"
    "(objectClass=country)(objectClass=locality))"
)
"""Entries that others lie below."""

BINARY = frozenset(
    {
        *("jpegphoto", "photo", "audio", "thumbnailphoto", "thumbnaillogo"),
        *("objectsid", "sidhistory", "ntsecuritydescriptor", "logonhours", "msexchmailboxguid"),
        *("usercertificate", "usersmimecertificate", "userpkcs12", "cacertificate"),
        *("userpassword", "unicodepwd", "pwdhistory", "krbprincipalkey", "sambantpassword", "sambalmpassword"),
    }
)
"""Never taken: pictures, certificates, identifiers without text, and passwords in any form."""

CONTAINERS = re.compile(
    r"(?:people|persons?|users?|accounts?|employees?|staff|members?|units?|orgs?|organi[sz]ations?|departments?|groups?"
    r"|domain users|all users|人员|人员信息|用户|帐号|账号|账户|员工|职员|全部员工|所有用户|组织|组织机构"
    r"|组织架构|部门|机构)",
    re.IGNORECASE,
)
"""Names of entries that only hold others and are no unit of the organisation."""

LEAVERS = re.compile(
    r"离职|离退休|退休人员|停用|禁用|\b(?:leavers|terminated|former (?:staff|employees)|disabled (?:users|accounts))\b",
    re.IGNORECASE,
)
"""Names of containers by which a directory says that those in it have left."""

DEPARTMENT_LIKE = re.compile(r"(?:部|处|科|室|组|车间|中心|办)$|\b(?:department|dept|team|office)\b", re.IGNORECASE)
"""A single unit above a person that is named so is no company."""
