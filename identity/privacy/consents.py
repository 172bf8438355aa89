"""What a person agrees to, and takes back. Everything said stays; the newest of a purpose counts."""

from dataclasses import asdict

from http_api import audit
from http_api.callers import Caller
from http_api.database import rows, run
from http_api.refusals import not_found
from identity.desk import Work
from identity.privacy import texts
from identity.privacy.shapes import Consent, Consents, ConsentTexts, ConsentTextShape, SayConsent
from identity.privacy.statements import SQL


def asked(language: str) -> ConsentTexts:
    """The texts of now in a language."""
    return ConsentTexts(texts=[ConsentTextShape.model_validate(asdict(each)) for each in texts.asked(language)])


async def mine(work: Work, by: Caller) -> Consents:
    """What the caller last said of each purpose."""
    found = await rows(work.db, SQL["consents_of"], {"person_id": by.person})
    newest = {(each.purpose, each.version) for each in texts.asked("en")}
    return Consents(consents=[Consent(**each, newest=(each["purpose"], each["version"]) in newest) for each in found])


async def say(work: Work, by: Caller, said: SayConsent, request_id: str) -> Consents:
    """Keeps it, with the digest of the very text. Problem 404 where no such text was ever shown."""
    text = texts.of(said.purpose, said.version, said.language)
    if text is None:
        raise not_found("consent-text", f"{said.purpose} {said.version} {said.language}")
    values = said.model_dump() | {"person_id": by.person, "digest": text.digest, "now": work.now}
    await run(work.db, SQL["consent_put"], values)
    deed = "consent.given" if said.given else "consent.taken_back"
    after = {"purpose": said.purpose, "version": said.version, "language": said.language}
    await audit.record(work.db, by, deed, "person", by.subject, None, after, request_id)
    return await mine(work, by)
