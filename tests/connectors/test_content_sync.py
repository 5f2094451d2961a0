"""Content synchronisation's messages, beside what python-ldap makes of the same."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ldap.syncrepl import (
    SyncDoneValue,
    SyncInfoValue,
    SyncRequestControl,
    SyncStateValue,
    SyncUUIDs,
    encoder,
)

from connectors.content_sync import EntryState, SyncInfo, done_of, info_of, request_value, state_of

cookies = st.text(st.characters(max_codepoint=255), min_size=1, max_size=400)
identities = st.uuids()


@given(st.none() | cookies.filter(str.isascii), st.booleans(), st.booleans())
def test_a_request_is_what_the_library_would_send(cookie: str | None, persist: bool, hint: bool) -> None:
    mode = "refreshAndPersist" if persist else "refreshOnly"
    expected = SyncRequestControl(cookie=cookie, mode=mode, reloadHint=hint).encodeControlValue()
    # LDAP's TRUE is 0xFF (RFC 4511, 5.1); the library's is 1, which servers take too.
    expected = expected[:-1] + b"\xff" if hint else expected
    assert request_value(cookie or "", persist=persist, reload_hint=hint) == expected


@given(st.sampled_from(EntryState), identities, st.none() | cookies)
def test_a_state_is_read(state: EntryState, identity: UUID, cookie: str | None) -> None:
    value = SyncStateValue()
    value["state"], value["entryUUID"] = int(state), identity.bytes
    if cookie is not None:
        value["cookie"] = cookie.encode("latin-1")
    assert state_of(encoder.encode(value)) == (state, str(identity), cookie or "")


@given(st.none() | cookies, st.booleans())
def test_an_end_is_read(cookie: str | None, deletes: bool) -> None:
    value = SyncDoneValue()
    if cookie is not None:
        value["cookie"] = cookie.encode("latin-1")
    value["refreshDeletes"] = deletes
    assert done_of(encoder.encode(value)) == (cookie or "", deletes)


@given(st.lists(identities, max_size=300, unique=True), st.booleans(), st.none() | cookies)
def test_sets_of_the_deleted_and_of_the_present_are_not_confused(
    found: list[UUID], deleted: bool, cookie: str | None
) -> None:
    value = SyncInfoValue()
    told = value["syncIdSet"]
    if cookie is not None:
        told["cookie"] = cookie.encode("latin-1")
    told["refreshDeletes"] = deleted
    told["syncUUIDs"] = SyncUUIDs()
    for place, identity in enumerate(found):
        told["syncUUIDs"][place] = identity.bytes
    read = info_of(encoder.encode(value))
    assert read.cookie == (cookie or "")
    assert sorted(read.deleted) == (sorted(map(str, found)) if deleted else [])
    assert read.present == (0 if deleted else len(found))


@pytest.mark.parametrize("name", ["refreshDelete", "refreshPresent"])
@pytest.mark.parametrize("done", [True, False])
def test_the_end_of_a_refresh_says_whether_deletions_were_named(name: str, done: bool) -> None:
    value = SyncInfoValue()
    value[name]["refreshDone"] = done
    value[name]["cookie"] = b"c"
    assert info_of(encoder.encode(value)) == SyncInfo("c", refreshed=done, deletes_told=name == "refreshDelete")


@given(cookies)
def test_a_new_cookie_is_read(cookie: str) -> None:
    value = SyncInfoValue()
    value["newcookie"] = cookie.encode("latin-1")
    assert info_of(encoder.encode(value)) == SyncInfo(cookie)


@given(st.binary(max_size=60))
def test_nonsense_is_refused_and_breaks_nothing(value: bytes) -> None:
    for read in (state_of, done_of, info_of):
        try:
            read(value)
        except (ValueError, IndexError):
            continue
