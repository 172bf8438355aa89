"""E-mail addresses and phone numbers: one written form for each, under which they are stored and looked up."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from identity.master_keys import MasterKeys

REGION: Final = "RW"
"""Whose numbers may be written without +250."""
ADDRESS_CHARS: Final = 254
"""Of an e-mail address in SMTP (RFC 5321)."""


class Channel(StrEnum):
    """How a person is reached."""

    EMAIL = "email"
    SMS = "sms"


@dataclass(frozen=True, slots=True)
class Address:
    """A normalised address: the domain in lower case, IDNA and NFC, the whole compared without case; or E.164."""

    channel: Channel
    text: str

    def lookups(self, keys: MasterKeys) -> list[bytes]:
        """What finds its row, by every key in use, the newest first."""
        return keys.hashes(self.channel.value, self.text.casefold())


def email(text: str) -> Address:
    """The address. ValueError where it can be none; whether anybody reads it is for a code to prove."""
    try:
        found = validate_email(text, check_deliverability=False)
    except EmailNotValidError as error:
        raise ValueError(f"this is no e-mail address: {error}") from None
    return Address(Channel.EMAIL, found.normalized)


def phone(text: str) -> Address:
    """The number, of Rwanda where it begins without +. ValueError where no such number can be."""
    try:
        found = phonenumbers.parse(text, REGION)
    except phonenumbers.NumberParseException as error:
        raise ValueError("this is no phone number; write it as +250788123456") from error
    if not phonenumbers.is_valid_number(found):
        raise ValueError("there can be no such phone number; write it as +250788123456")
    return Address(Channel.SMS, phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.E164))


def either(text: str) -> Address:
    """What a person signs in with: an e-mail address where it has an @, else a phone number. ValueError."""
    return email(text) if "@" in text else phone(text)
