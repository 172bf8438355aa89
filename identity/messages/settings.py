"""Where messages go."""

from typing import Literal, Self

from pydantic import SecretStr, model_validator

from identity.addresses import Channel
from identity.messages.files import MailFolder, SmsFolder
from identity.messages.message import Port
from identity.messages.smtp import Security, Smtp
from kernel.settings import Settings


class MessageSettings(Settings):
    """Settings of the ports of messages. Files are for the local mode: they reach nobody."""

    mail: Literal["files", "smtp"] = "files"
    mail_sender: str = "Injyana <no-reply@injyana.example>"
    smtp_host: str = "127.0.0.1"
    smtp_port: int = 587
    smtp_security: Security = "starttls"
    smtp_user: str = ""
    smtp_password: SecretStr = SecretStr("")

    @model_validator(mode="after")
    def _real_mail_outside_local(self) -> Self:
        if self.environment != "local" and self.mail == "files":
            raise ValueError("INJYANA_MAIL is files, which reach nobody; set it to smtp, and the server's settings")
        return self


def ports(settings: MessageSettings) -> dict[Channel, Port]:
    """A port for each channel that messages may take; text messages have none but the local one."""
    outbox = settings.state_dir / "outbox"
    if settings.mail == "smtp":
        mail: Port = Smtp(
            settings.smtp_host,
            settings.smtp_port,
            settings.smtp_security,
            settings.mail_sender,
            settings.smtp_user,
            settings.smtp_password.get_secret_value(),
        )
    else:
        mail = MailFolder(outbox / "mail", settings.mail_sender)
    if settings.environment == "local":
        return {Channel.EMAIL: mail, Channel.SMS: SmsFolder(outbox / "sms")}
    return {Channel.EMAIL: mail}
