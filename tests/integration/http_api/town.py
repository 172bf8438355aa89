"""Identity, review and catalogue of one town: one object of everything that has an id, its owner, and strangers."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import httpx

from http_api.permissions import Permission, Role
from identity.tokens import token_for_client
from tests.integration.catalogue.desk import API, Desk
from tests.integration.catalogue.desk import Person as Artist
from tests.integration.catalogue.desk import desk as catalogue
from tests.integration.identity_devices.test_enrolment import registered
from tests.integration.identity_people.office import Office, Person, office
from tests.integration.review.desk import Desk as Review
from tests.integration.review.desk import Person as Appellant
from tests.integration.review.desk import desk as reviewing
from tests.unit.every_route.test_conventions import CALLS, DOCUMENTS
from tests.unit.fingerprinting.test_audio import melody, write_wave

VARIABLE: Final = re.compile(r"\{(\w+)\}")
PERSONS: Final = (Role.ARTIST, Role.DJ, Role.VENUE_MANAGER, Role.STATION_OPERATOR)
"""Whose own is not others'."""

DAYS: Final = {"first": "2026-11-01", "last": "2026-11-30"}
"""Parameters that a call cannot do without."""


@dataclass(frozen=True)
class Call:
    """A call that somebody must be known for."""

    service: str
    method: str
    path: str
    described: dict[str, Any]

    @property
    def permissions(self) -> set[Permission]:
        return {Permission(each) for each in self.described["x-permissions"]}

    @property
    def body(self) -> Any:
        """The example of its body; None where it takes none, or a file."""
        content = self.described.get("requestBody", {}).get("content", {}).get("application/json")
        if content is None:
            return None
        schemas = DOCUMENTS[self.service]["components"]["schemas"]
        return schemas[content["schema"]["$ref"].rpartition("/")[2]]["examples"][0]


GUARDED: Final = [
    Call(service, method, path, call)
    for service, method, path, call in CALLS
    if service != "gateway" and Permission.PUBLIC.value not in call["x-permissions"]
]


@dataclass
class Town:
    """`ids` are of what the `owner` owns; `tokens`, by role, of an admin and of a stranger of each other role."""

    clients: dict[str, httpx.Client]
    tokens: dict[Role, str]
    owner: str
    ids: dict[str, str]
    database: str

    def send(self, call: Call, token: str, said: Any = None, query: Any = None, **ids: str) -> httpx.Response:
        """The call with the example of its body, where nothing else is said."""
        path = VARIABLE.sub(lambda found: (self.ids | ids)[found[1]], call.path)
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": str(uuid4()), "If-Match": '"1"'}
        body = call.body if said is None else said
        named = {each["name"] for each in call.described.get("parameters", ())}
        asked = {name: day for name, day in DAYS.items() if name in named} | (query or {})
        return self.clients[call.service].request(call.method, path, json=body, params=asked, headers=headers)


@contextmanager
def town(database: str, folder: Path, registry: str) -> Iterator[Town]:
    with (
        office(database, folder) as people,
        reviewing(database, folder) as review,
        catalogue(database, folder, registry) as songs,
    ):
        clients = {"identity": people.client, "review": review.client, "catalogue": songs.client}
        admin, owner = people.staff("admin@example.rw"), people.signed_in("owner@example.rw")
        strangers = {role: people.staff(f"{role.value}@example.rw", role) for role in PERSONS}
        songs.song("Theirs", "Somebody else")
        songs.execute("UPDATE artists SET user_id = %s", strangers[Role.ARTIST].user_id)
        songs.execute("INSERT INTO devices (source_id, source_type, name) VALUES ('radio-9', 'radio', 'theirs')")
        tokens = {role: person.tokens["access_token"] for role, person in strangers.items()}
        tokens |= {Role.ADMIN: admin.tokens["access_token"], Role.SOURCE: token_for_client("radio-9", songs.key)[0]}
        ids = identities(people, admin, owner) | recordings(songs, owner) | files(songs, owner, folder)
        yield Town(clients, tokens, owner.tokens["access_token"], ids | judged(review, owner), database)


def identities(people: Office, admin: Person, owner: Person) -> dict[str, str]:
    """A person's own, and what admins keep."""
    account = {"name": "Radio", "source_id": "radio-1", "source_type": "radio", "stations": [], "scopes": ["plays:own"]}
    invited = {"name": "Eve", "role": "analyst", "email": "eve@example.rw"}
    return {
        "user_id": owner.user_id,
        "device_id": registered(people, owner).device_id,
        "session_id": owner.sessions()[0]["session_id"],
        "client_id": admin.call("POST", "/api/v1/service-accounts", account).json()["client_id"],
        "invitation_id": admin.call("POST", "/api/v1/invitations", invited).json()["invitation_id"],
    }


def recordings(songs: Desk, owner: Person) -> dict[str, str]:
    """What an artist owns, and a venue and station of the same person."""
    admin, artist = songs.admin, Artist(songs, owner.user_id, owner.tokens["access_token"])
    mine, other = songs.song("Mine", "The Owner"), songs.song("Other", "The Other")
    claim = artist.post(f"/artists/{mine.artist_id}/claims", {"evidence": "It is me."}, 201)["claim_id"]
    songs.execute("UPDATE artists SET user_id = %s WHERE artist_id = %s", owner.user_id, mine.artist_id)
    merge = {"into": mine.artist_id, "reason": "A typing error."}
    ids = {
        "artist_id": str(mine.artist_id),
        "claim_id": claim,
        "merge_id": admin.post(f"/artists/{other.artist_id}/merge", merge, 201)["merge_id"],
        "song_id": mine.song_id,
        "kind": "song",
        "subject_id": mine.song_id,
        "right_type": "performance",
        "work_id": admin.post("/works", {"title": "Mine"}, 201)["work_id"],
        "holder_id": admin.post("/rights-holders", {"name": "The Owner", "kind": "person"}, 201)["holder_id"],
        "venue_id": admin.post("/venues", example("/venues"), 201)["venue_id"],
        "station_id": admin.post("/stations", example("/stations"), 201)["station_id"],
    }
    disputed = {"kind": "song", "id": mine.song_id, "reason": "It is mine."}
    return ids | {"dispute_id": artist.post("/disputes", disputed, 201)["dispute_id"]}


def files(songs: Desk, owner: Person, folder: Path) -> dict[str, str]:
    """An upload of the owner, and an import of the admin."""
    artist = Artist(songs, owner.user_id, owner.tokens["access_token"])
    sound = write_wave(folder / "sound.wav", melody(4)).read_bytes()
    return {
        "upload_id": artist.upload(sound)["upload_id"],
        "import_id": songs.admin.send_csv("title,artist,isrc\n")["import_id"],
    }


def judged(review: Review, owner: Person) -> dict[str, str]:
    """A held play of the owner's artist in a case, another with an appeal, and a decision."""
    artist = Appellant(review, owner.user_id, owner.tokens["access_token"])
    ((mine,),) = review.rows("SELECT artist_id FROM artists WHERE user_id = %s", owner.user_id)
    reviewer = review.person("Aline")
    (first,) = review.plays(1, artist=mine)
    (case,) = reviewer.queue()
    decision = reviewer.decide(case["case_id"], "rejected")["decision_id"]
    held = review.plays(2, artist=mine, source="source-2")
    return {
        "event_id": first.event_id,
        "decision_id": decision,
        "appeal_id": artist.appeal(held[:1])["appeal_id"],
        "case_id": next(each["case_id"] for each in reviewer.queue() if each["kind"] == "source"),
    }


def example(path: str) -> Any:
    """Of the body of a call of the catalogue that makes something."""
    return next(call.body for call in GUARDED if (call.method, call.path) == ("post", f"{API}{path}"))
