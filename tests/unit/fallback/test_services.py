"""What AcoustID and AudD say, as their documentation shows it, and what they say when they refuse."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr, ValidationError

from fingerprinting.compressed import decode
from stream_processors.recognition.fallback import acoustid, audd
from stream_processors.recognition.fallback.acoustid import Acoustid
from stream_processors.recognition.fallback.answers import (
    Away,
    Candidate,
    KeyRefused,
    ServiceError,
    TooMany,
    Unreadable,
)
from stream_processors.recognition.fallback.audd import Audd
from stream_processors.recognition.fallback.exchange import Reply
from stream_processors.recognition.fallback.main import silent
from stream_processors.recognition.fallback.questions import Question
from stream_processors.recognition.fallback.settings import FallbackSettings
from tests.unit.recognition.made import compressed, items

MBID = "cd2e7c47-16f5-46c6-a37c-a1eb7bf599ff"


def reply(body: object, status: int = 200) -> Reply:
    return Reply(status, json.dumps(body).encode())


def test_acoustid_knows_it() -> None:
    body = {
        "status": "ok",
        "results": [
            {"id": "a", "score": 0.4, "recordings": [{"id": "00000000-0000-0000-0000-000000000001"}]},
            {
                "id": "b",
                "score": 1.2,
                "recordings": [
                    {
                        "id": MBID.upper(),
                        "title": "Lady Madonna",
                        "duration": 138.0,
                        "artists": [{"id": "c", "name": "The Beatles", "joinphrase": " feat. "}, {"name": "X"}],
                    }
                ],
            },
            {"id": "d", "score": 0.9},
        ],
    }
    first, second = acoustid.answer(reply(body))
    assert first == Candidate(1.0, "Lady Madonna", "The Beatles feat. X", (), MBID)
    assert (second.score, second.title) == (0.4, "")


def test_acoustid_does_not_know_it() -> None:
    assert acoustid.answer(reply({"status": "ok", "results": []})) == ()


@pytest.mark.parametrize(
    ("code", "wanted"),
    [
        (3, Unreadable),
        (8, Unreadable),
        (4, KeyRefused),
        (16, KeyRefused),
        (14, TooMany),
        (5, Away),
        (13, Away),
        (99, Away),
    ],
)
@pytest.mark.parametrize("status", [200, 400])
def test_acoustid_refuses_whatever_the_status(code: int, wanted: type[ServiceError], status: int) -> None:
    body = {"status": "error", "error": {"code": code, "message": "why"}}
    with pytest.raises(wanted, match="why"):
        acoustid.answer(reply(body, status))


def test_audd_knows_it() -> None:
    body = {
        "status": "success",
        "result": {
            "artist": "Imagine Dragons",
            "title": "Warriors",
            "timecode": "00:40",
            "apple_music": {"isrc": "USUM71414163", "name": "Warriors"},
            "spotify": {"external_ids": {"isrc": "US-UM7-14-14163"}},
            "musicbrainz": [{"id": MBID, "score": 100, "isrcs": ["USUM71414164", "no code"]}],
        },
    }
    assert audd.answer(reply(body)) == (
        Candidate(1.0, "Warriors", "Imagine Dragons", ("USUM71414163", "USUM71414164"), MBID),
    )


@pytest.mark.parametrize("result", [{"title": "T", "artist": "A"}, {"title": "T", "artist": "A", "spotify": None}])
def test_audd_knows_no_code_of_it(result: object) -> None:
    assert audd.answer(reply({"status": "success", "result": result})) == (Candidate(1.0, "T", "A"),)


def test_audd_does_not_know_it() -> None:
    assert audd.answer(reply({"status": "success", "result": None})) == ()


@pytest.mark.parametrize(
    ("code", "wanted"),
    [
        (900, KeyRefused),
        (901, KeyRefused),
        (904, KeyRefused),
        (902, TooMany),
        (700, Unreadable),
        (300, Unreadable),
        (100, Away),
    ],
)
def test_audd_refuses_with_status_200(code: int, wanted: type[ServiceError]) -> None:
    body = {"status": "error", "error": {"error_code": code, "error_message": "why"}}
    with pytest.raises(wanted, match="why"):
        audd.answer(reply(body))


@given(
    st.binary(max_size=200)
    | st.recursive(st.none() | st.text() | st.integers(), st.lists).map(json.dumps).map(str.encode)
)
def test_whatever_comes_is_an_answer_or_an_error_of_ours(body: bytes) -> None:
    for answer in (acoustid.answer, audd.answer):
        try:
            answer(Reply(200, body))
        except ServiceError:
            continue


def test_the_beginning_is_what_fpcalc_would_have_made() -> None:
    whole = items(1, 3000)
    asked = Question(compressed(whole), 400_000).beginning()
    import base64

    first = decode(base64.urlsafe_b64decode(asked + "=" * (-len(asked) % 4)))
    assert len(first) == 969
    assert (first == whole[:969]).all()


@pytest.mark.parametrize("line", [b"", b"\x01\x00\x00\x00", b"\x01\xff\xff\xff", b"nonsense"])
def test_a_fingerprint_that_is_none_is_never_sent(line: bytes) -> None:
    with pytest.raises(Unreadable):
        Acoustid(SecretStr("k"), "https://api.acoustid.org/").key(Question(line, 60_000))


def test_audd_is_never_asked_about_a_fingerprint() -> None:
    with pytest.raises(Unreadable):
        Audd(SecretStr("t"), "https://api.audd.io/").ask(Question(compressed(items(1)), 60_000))


def test_questions_are_told_apart() -> None:
    service = Acoustid(SecretStr("k"), "https://api.acoustid.org/")
    one = Question(compressed(items(1)), 60_000)
    assert service.key(one) == service.key(Question(compressed(items(1)), 60_300))
    assert service.key(one) != service.key(Question(compressed(items(1)), 61_000))
    assert service.key(one) != service.key(Question(compressed(items(2)), 60_000))


def test_without_keys_nothing_is_asked_and_it_says_so() -> None:
    said = silent(FallbackSettings()) or ""
    assert "INJYANA_ACOUSTID_KEY" in said
    assert "INJYANA_AUDD " in said
    assert "INJYANA_AUDD_TOKEN" in (silent(FallbackSettings(audd=True)) or "")
    assert silent(FallbackSettings(acoustid_key=SecretStr("k"), audd=True, audd_token=SecretStr("t"))) is None


def test_keys_are_neither_shown_nor_sent_in_the_clear() -> None:
    assert "hidden" not in repr(FallbackSettings(acoustid_key=SecretStr("hidden"), audd_token=SecretStr("hidden")))
    with pytest.raises(ValidationError, match="https"):
        FallbackSettings(acoustid_url="http://api.acoustid.org/v2/lookup")
    with pytest.raises(ValidationError):
        FallbackSettings(acoustid_per_second=4)
