"""E-mails over SMTP (RFC 5321), with TLS and a login where they are configured."""

import asyncio
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate
from typing import Final, Literal

from identity.messages.message import Message, NeverTaken, NotTaken

SECONDS: Final = 20.0
"""For each answer of the server."""
PERMANENT: Final = range(500, 600)

Security = Literal["starttls", "tls", "none"]


@dataclass(frozen=True, slots=True)
class Smtp:
    """A mail server: `tls` from the first byte, `starttls` before anything is said, `none` for one on this machine."""

    host: str
    port: int
    security: Security
    sender: str
    user: str = ""
    password: str = ""

    async def send(self, message: Message) -> None:
        """Sends one e-mail over a connection of its own, in a thread. NotTaken, NeverTaken."""
        await asyncio.to_thread(self._send, mail_of(message, self.sender))

    def _send(self, mail: EmailMessage) -> None:
        try:
            with self._connected() as server:
                server.send_message(mail)
        except smtplib.SMTPRecipientsRefused as error:
            ((code, _),) = error.recipients.values()
            raise _refused(code, "the recipient") from None
        except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as error:
            raise _refused(error.smtp_code, "the message") from None
        except (smtplib.SMTPException, OSError) as error:
            raise NotTaken(f"the mail server {self.host}:{self.port}: {type(error).__name__}") from None

    @contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        """A connection that may be used: secured and logged in where it is to be."""
        trusted = ssl.create_default_context()
        with (
            smtplib.SMTP_SSL(self.host, self.port, timeout=SECONDS, context=trusted)
            if self.security == "tls"
            else smtplib.SMTP(self.host, self.port, timeout=SECONDS)
        ) as server:
            if self.security == "starttls":
                server.starttls(context=trusted)
            if self.user:
                server.login(self.user, self.password)
            yield server


def mail_of(message: Message, sender: str) -> EmailMessage:
    """The e-mail: plain text, and the same Message-ID however often it is sent."""
    mail = EmailMessage()
    mail["From"] = sender
    mail["To"] = message.to.text
    mail["Subject"] = message.subject
    mail["Date"] = formatdate(usegmt=True)
    mail["Message-ID"] = f"<{message.message_id}@{sender.rpartition('@')[2].rstrip('>')}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(message.text)
    return mail


def _refused(code: int, what: str) -> Exception:
    if code in PERMANENT:
        return NeverTaken(f"the mail server refuses {what} for ever: {code}")
    return NotTaken(f"the mail server does not take {what} now: {code}")
