"""Ways to tell an alarm: mail and webhook. Each tells in one sentence why it could not, and never its secret."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from pathlib import Path
from typing import Literal

import httpx

from schemas.source_settings import SecretReference
from zhaoren.foundation.errors import BadInput
from zhaoren.foundation.logs import redact
from zhaoren.foundation.settings import AlarmSettings
from zhaoren.pipeline.alarms import Notice, NotTold, Teller


@dataclass(frozen=True, slots=True)
class MailTeller:
    """One mail to everybody who is named. `security`: STARTTLS, TLS from the first byte, or none at all."""

    host: str
    port: int
    sender: str
    receivers: tuple[str, ...]
    security: Literal["starttls", "tls", "none"] = "starttls"
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    ca_file: Path | None = None
    timeout_s: float = 10.0

    def __call__(self, notice: Notice) -> None:
        """Send it.

        Raises:
            NotTold: the server did not take it.
        """
        mail = EmailMessage()
        mail["Subject"], mail["From"], mail["To"] = notice.subject, self.sender, ", ".join(self.receivers)
        mail["Date"], mail["Message-ID"] = formatdate(), make_msgid(domain=self.sender.rpartition("@")[2])
        mail.set_content(notice.text)
        try:
            with self._connected() as server:
                if self.user is not None and self.password is not None:
                    server.login(self.user, self.password)
                refused = server.send_message(mail)
        except UnicodeError:
            # The protocol's own limit; the error would quote what could not be sent.
            raise NotTold(f"mail by {self.host}:{self.port}: user and password must be ASCII") from None
        except (OSError, smtplib.SMTPException) as wrong:
            # An authentication error repeats what the server said, never what was sent.
            raise NotTold(f"mail by {self.host}:{self.port}: {redact(str(wrong)) or type(wrong).__name__}") from None
        if refused:
            raise NotTold(f"mail by {self.host}:{self.port}: refused for {len(refused)} of {len(self.receivers)}")

    def _connected(self) -> smtplib.SMTP:
        context = ssl.create_default_context(cafile=self.ca_file)
        if self.security == "tls":
            return smtplib.SMTP_SSL(self.host, self.port, timeout=self.timeout_s, context=context)
        server = smtplib.SMTP(self.host, self.port, timeout=self.timeout_s)
        if self.security == "starttls":
            server.starttls(context=context)
        return server


@dataclass(frozen=True, slots=True)
class WebhookTeller:
    """One JSON value to one address; a redirect is not followed, so that the token goes nowhere else."""

    url: str = field(repr=False)
    token: str | None = field(default=None, repr=False)
    timeout_s: float = 10.0

    def __call__(self, notice: Notice) -> None:
        """Post it.

        Raises:
            NotTold: the service did not take it.
        """
        headers: Mapping[str, str] = {} if self.token is None else {"Authorization": f"Bearer {self.token}"}
        place = httpx.URL(self.url).copy_with(username="", password="", query=None)
        # Some of these addresses are secrets themselves: only the host is told.
        where = f"webhook at {place.host}"
        try:
            answer = httpx.post(
                self.url, json={"text": notice.text, **notice.to_json()}, headers=headers, timeout=self.timeout_s
            )
        except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as wrong:
            raise NotTold(f"{where}: {type(wrong).__name__}") from None
        if not answer.is_success:
            raise NotTold(f"{where}: status {answer.status_code}")


def tellers_of(
    alarm: AlarmSettings, base_folder: Path, read_secret: Callable[[SecretReference, str], str]
) -> list[Teller]:
    """Who is told of alarms; none when nothing is configured.

    Raises:
        SourceRefused: a secret is not there.
        BadInput: the webhook has no address.
    """
    found: list[Teller] = []
    mail, hook = alarm.mail, alarm.webhook
    if mail is not None:
        password = read_secret(mail.password, "alarm: mail: password") if mail.password else None
        ca_file = base_folder / mail.ca_file if mail.ca_file else None
        to = (mail.host, mail.port, mail.sender, mail.receivers, mail.security)
        found.append(MailTeller(*to, user=mail.user, password=password, ca_file=ca_file))
    if hook is not None:
        url = read_secret(hook.secret_url, "alarm: webhook: secret_url") if hook.secret_url else hook.url
        if not url:
            raise BadInput("zhaoren.toml: alarm: webhook", "it has no address", "give url or secret_url")
        found.append(WebhookTeller(url, read_secret(hook.token, "alarm: webhook: token") if hook.token else None))
    return found
