"""From SCIM resources (RFC 7643) to what a mapping reads. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from schemas.source_mappings import RecordMapping

ENTERPRISE: Final = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:user"
# Made here: values chosen by type, the primary one first. No attribute can bear such a name.
_OWN: Final = "#"

USER: Final = RecordMapping(
    key=("id",),
    fields={
        "name": ("name.formatted", "displayname"),
        "family_name": ("name.familyname",),
        "given_name": ("name.givenname",),
        "display_name": ("displayname",),
        "nickname": ("nickname",),
        "login": ("username",),
        "email": (f"{_OWN}email",),
        "mobile": (f"{_OWN}mobile",),
        "phone": (f"{_OWN}phone",),
        "chat_id": ("ims.value",),
        "city": ("addresses.locality",),
        "title": ("title",),
        "enabled": ("active",),
        "employee_number": (f"{ENTERPRISE}.employeenumber",),
        "company": (f"{ENTERPRISE}.organization",),
        "department": (f"{ENTERPRISE}.department",),
        "manager_key": (f"{ENTERPRISE}.manager.value",),
        "unit_key": (f"{_OWN}groups",),
    },
)
GROUP: Final = RecordMapping(key=("id",), fields={"name": ("displayname",)}, constants={"type": "dept"})


def lowered(value: Any) -> Any:
    """The same with attribute names in small letters: SCIM does not tell them apart (RFC 7643, 2.1)."""
    if isinstance(value, dict):
        return {str(name).lower(): lowered(inner) for name, inner in value.items()}
    return [lowered(item) for item in value] if isinstance(value, list) else value


def adapted_user(row: Mapping[str, Any], groups_of: Mapping[str, list[str]]) -> dict[str, Any]:
    """A User as `USER` reads it.

    Args:
        row: as the service gave it.
        groups_of: user's id -> ids of groups that list him; used with what his own attribute says.
    """
    user: dict[str, Any] = lowered(row)
    phones = _ordered(user.get("phonenumbers"))
    mobile = [p for p in phones if str(p.get("type", "")).lower() in ("mobile", "cell")]
    other = [p for p in phones if str(p.get("type", "")).lower() not in ("mobile", "cell", "fax", "pager")]
    own = [g.get("value") for g in _ordered(user.get("groups"))] if groups_of else []
    listed = groups_of.get(str(user.get("id", "")), [])
    return {
        **user,
        f"{_OWN}email": [mail.get("value") for mail in _ordered(user.get("emails"))],
        f"{_OWN}mobile": [_number(phone) for phone in mobile],
        f"{_OWN}phone": [_number(phone) for phone in other],
        f"{_OWN}groups": list(dict.fromkeys(str(group) for group in (*own, *listed) if group)),
    }


def members_of(group: Mapping[str, Any]) -> list[str]:
    """Ids of the people (not of the groups) that a Group lists."""
    listed = _ordered(lowered(group).get("members"))
    return [str(m["value"]) for m in listed if m.get("value") and not _is_group(m)]


def _is_group(member: Mapping[str, Any]) -> bool:
    return str(member.get("type", "")).lower() == "group" or "/groups/" in str(member.get("$ref", "")).lower()


def _ordered(values: Any) -> list[Mapping[str, Any]]:
    """A multi-valued attribute, the primary value first; a single value counts as a list of one."""
    listed = values if isinstance(values, list) else [] if values is None else [values]
    shaped = [value if isinstance(value, dict) else {"value": value} for value in listed]
    return sorted(shaped, key=lambda value: value.get("primary") is not True)


def _number(phone: Mapping[str, Any]) -> str:
    """RFC 3966 numbers without their scheme."""
    return str(phone.get("value", "")).removeprefix("tel:")
