"""Signs in to a service, asks it, and tells its errors apart, also those inside good answers."""

from __future__ import annotations

import time
from base64 import b64encode
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from connectors.http_wire import Answered, Asked, HttpWire, Patience, TokenEnded
from connectors.json_values import at_pointer
from connectors.secrets import read_secret
from schemas.errors import SourceRefused
from schemas.source_settings import RestSource

_EARLY_S = 60.0  # a token is renewed before it ends, so that no page is asked for twice
_PAUSE_S = 1.0


class RestAsking:
    """One service with who asks it.

    Raises:
        SourceRefused: the secret cannot be read.
    """

    def __init__(self, settings: RestSource, base_folder: Path, patience: Patience) -> None:
        self._settings = settings
        self._where = f"source '{settings.name}'"
        secret = settings.auth.secret
        self._secret = read_secret(secret, f"{self._where}: auth.secret", base_folder) if secret else ""
        self._patience = patience
        self._token, self._ends_at = "", 0.0
        self.wire = HttpWire(
            self._where,
            settings.url,
            timeout_s=settings.timeout_s,
            most_bytes=int(settings.most_megabytes * 1_000_000),
            patience=patience,
            ca_file=base_folder / settings.ca_file if settings.ca_file else None,
        )

    def address(self, path: str) -> str:
        """A path below the source's url as a whole address; a whole address stays one."""
        if path.startswith(("http://", "https://")):
            return path
        return f"{self._settings.url.rstrip('/')}/{path.lstrip('/')}" if path else self._settings.url

    def ask(self, method: str, url: str, parameters: Mapping[str, str], body: object = None) -> Answered:
        """A good answer; a token that has ended is renewed once.

        Raises:
            SourceBusy: no answer within the patience there is.
            SourceRefused: somebody must mend sign-in, rights or address.
        """
        renewed, pause_s = False, _PAUSE_S
        while True:
            headers, more = self._signed()
            try:
                asked = Asked(method, url, {**parameters, **more}, {**self._settings.headers, **headers}, body)
                answered = self.wire.ask(asked)
                busy = self._judged(answered)
            except TokenEnded as ended:
                if renewed or self._settings.auth.style != "token":
                    raise SourceRefused(self._where, str(ended), "check the secret and its rights") from None
                renewed, self._token = True, ""
                continue
            if not busy:
                return answered
            self._patience.wait(self._where, busy, pause_s)
            pause_s = min(pause_s * 2, 60.0)

    def sign_in(self) -> str:
        """Get a token where one is needed; says what was done."""
        style = self._settings.auth.style
        if style == "token":
            self._renew()
            return "a token was given"
        return "no sign-in" if style == "none" else f"signs in by {style}"

    def _judged(self, answered: Answered) -> str:
        """Empty for a good answer, a sentence for one after which waiting helps."""
        errors = self._settings.errors
        if not errors.code:
            return ""
        found = at_pointer(answered.json, errors.code)
        code = "" if found is None else str(found)
        if not code or code in errors.good:
            return ""
        words = at_pointer(answered.json, errors.message) if errors.message else None
        said = f"{urlsplit(answered.url).path}: code {code}" + (f" ({str(words)[:200]})" if words else "")
        if code in errors.token:
            raise TokenEnded(said)
        if code in errors.busy:
            return said
        raise SourceRefused(self._where, said, "look the code up in the service's documentation")

    def _signed(self) -> tuple[dict[str, str], dict[str, str]]:
        """Headers and parameters that say who asks."""
        auth = self._settings.auth
        match auth.style:
            case "bearer":
                return {"Authorization": f"Bearer {self._secret}"}, {}
            case "basic":
                pair = b64encode(f"{auth.user}:{self._secret}".encode()).decode()
                return {"Authorization": f"Basic {pair}"}, {}
            case "header":
                return {auth.name: self._secret}, {}
            case "query":
                return {}, {auth.name: self._secret}
            case "token":
                if not self._token or time.monotonic() > self._ends_at:
                    self._renew()
                if auth.sent_as == "bearer":
                    return {"Authorization": f"Bearer {self._token}"}, {}
                return ({auth.name: self._token}, {}) if auth.sent_as == "header" else ({}, {auth.name: self._token})
        return {}, {}

    def _renew(self) -> None:
        call = self._settings.auth.token
        assert call is not None
        values = {name: value.replace("{secret}", self._secret) for name, value in call.values.items()}
        asked = Asked(
            call.method,
            self.address(call.path),
            values if call.send == "query" else {},
            dict(self._settings.headers),
            values if call.send == "json" else None,
            values if call.send == "form" else None,
        )
        try:
            answered = self.wire.ask(asked)
            said = self._judged(answered)
        except TokenEnded as refused:
            raise SourceRefused(self._where, f"no token is given: {refused}", "check the secret") from None
        token: Any = at_pointer(answered.json, call.field)
        if said or not isinstance(token, str) or not token:
            why = said or f"its answer has nothing at {call.field}"
            raise SourceRefused(self._where, f"no token is given: {why}", "check auth.token")
        lasts = at_pointer(answered.json, call.lifetime)
        seconds = float(lasts) if isinstance(lasts, int | float) else float("inf")
        self._token, self._ends_at = token, time.monotonic() + max(seconds - _EARLY_S, seconds / 2)
