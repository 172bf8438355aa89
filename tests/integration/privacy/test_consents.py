"""What people agree to, in which words, and what they take back."""

from hashlib import sha256

import pytest

from identity.privacy import consents, texts
from identity.privacy.shapes import SayConsent
from kernel.problems import Problem
from tests.integration.privacy.conftest import World


async def test_the_newest_word_counts_and_all_of_them_stay(world: World) -> None:
    async with world.desk.work() as work:
        for given in (True, False, True, False):
            said = SayConsent(purpose="place", version="2026-11", language="rw", given=given)
            now = await consents.say(work, world.person, said, "r")
    assert [(each.purpose, each.given, each.newest) for each in now.consents] == [("place", False, True)]
    assert world.ledger.rows("SELECT count(*) FROM consents") == [(4,)]


async def test_the_very_text_is_proven(world: World) -> None:
    async with world.desk.work() as work:
        await consents.say(
            work, world.person, SayConsent(purpose="plays", version="2026-11", language="fr", given=True), "r"
        )
    text = texts.of("plays", "2026-11", "fr")
    assert text is not None
    assert world.ledger.rows("SELECT language, text_sha256 FROM consents") == [
        ("fr", sha256(text.text.encode()).digest())
    ]


async def test_a_text_that_was_never_shown_is_refused(world: World) -> None:
    with pytest.raises(Problem) as refused:
        async with world.desk.work() as work:
            await consents.say(
                work, world.person, SayConsent(purpose="place", version="2020-01", language="en", given=True), "r"
            )
    assert refused.value.status == 404


def test_every_purpose_has_a_text_in_every_language() -> None:
    purposes = {each.purpose for each in texts.every()}
    for language in texts.LANGUAGES:
        assert {each.purpose for each in texts.asked(language)} == purposes
    keys = [(each.purpose, each.version, each.language) for each in texts.every()]
    assert len(keys) == len(set(keys))
    assert all(each.text.strip() for each in texts.every())
