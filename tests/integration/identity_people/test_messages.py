"""Messages: exactly the committed ones, again and again until a server takes them, and forgotten then."""

import asyncio
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from socketserver import StreamRequestHandler, ThreadingTCPServer
from uuid import uuid4

import pytest

from http_api.database import Database
from identity.addresses import Address, Channel, email
from identity.messages.message import Message, NeverTaken, NotTaken, Port
from identity.messages.sending import LEASE, Sending
from identity.messages.smtp import Smtp
from tests.integration.identity_people.office import PHRASE, Office

ASKED = {"name": "x", "role": "dj", "email": "x@example.rw", "password": PHRASE}


class Wayward:
    """A port that answers as it is told."""

    def __init__(self, *answers: Exception | None) -> None:
        self.answers = list(answers)
        self.taken: list[Message] = []

    async def send(self, message: Message) -> None:
        answer = self.answers.pop(0) if self.answers else None
        if answer is not None:
            raise answer
        self.taken.append(message)


def send(office: Office, ports: Mapping[Channel, Port]) -> None:
    async def once() -> None:
        database = Database(office.database, 1)
        await database.open()
        try:
            await Sending(database, office.keys, ports, office.service.clock).once()
        finally:
            await database.close()

    asyncio.run(once())


def test_what_is_not_taken_is_sent_again_and_then_forgotten(office: Office) -> None:
    office.post("/api/v1/registrations", ASKED, 202)
    port = Wayward(NotTaken("away"), NotTaken("away"))
    for taken in (0, 0, 0, 1):
        send(office, {Channel.EMAIL: port})
        assert len(port.taken) == taken
        office.later(seconds=6)
    assert port.taken[0].to.text == "x@example.rw"
    assert office.rows("SELECT attempts, to_sealed, text_sealed, sent_at IS NOT NULL FROM messages") == [
        (3, None, None, True)
    ]
    send(office, {Channel.EMAIL: port})
    assert len(port.taken) == 1


@pytest.mark.parametrize("answer", [NeverTaken("no such recipient"), None])
def test_what_will_never_be_taken_or_expired_is_given_up(office: Office, answer: Exception | None) -> None:
    office.post("/api/v1/registrations", ASKED, 202)
    if answer is None:
        office.later(minutes=16)
    port = Wayward(answer)
    send(office, {Channel.EMAIL: port})
    assert port.taken == []
    assert office.rows("SELECT to_sealed, failed_at IS NOT NULL, sent_at FROM messages") == [(None, True, None)]


def test_whoever_dies_while_sending_leaves_it_to_another(office: Office) -> None:
    office.post("/api/v1/registrations", ASKED, 202)
    with pytest.raises(RuntimeError):
        send(office, {Channel.EMAIL: Wayward(RuntimeError("killed"))})
    port = Wayward()
    send(office, {Channel.EMAIL: port})
    assert port.taken == []
    office.later(seconds=LEASE.total_seconds())
    send(office, {Channel.EMAIL: port})
    assert len(port.taken) == 1


def test_what_was_rolled_back_is_not_sent(office: Office) -> None:
    key = str(uuid4())
    office.post("/api/v1/registrations", ASKED, 202, Idempotency_Key=key)
    office.post("/api/v1/registrations", ASKED, 202, Idempotency_Key=key)
    office.post("/api/v1/registrations", ASKED | {"name": "y"}, 422, Idempotency_Key=key)
    assert office.rows("SELECT count(*) FROM messages") == [(1,)]


class Mailbox(StreamRequestHandler):
    """A mail server as RFC 5321 says, without TLS; it refuses whom it does not know."""

    def handle(self) -> None:
        server: Server = self.server  # type: ignore[assignment]
        self.say("220 mail.example.rw ESMTP")
        while line := self.rfile.readline().decode().strip():
            match line.split()[0].upper():
                case "EHLO":
                    self.say("250 mail.example.rw")
                case "RCPT":
                    self.say(server.answer if "refused" in line else "250 ok")
                case "DATA":
                    self.say("354 go on")
                    lines: list[bytes] = []
                    while (text := self.rfile.readline()) != b".\r\n":
                        lines.append(text)
                    server.mails.append(b"".join(lines).decode())
                    self.say("250 taken")
                case "QUIT":
                    self.say("221 bye")
                    return
                case _:
                    self.say("250 ok")

    def say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


class Server(ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    answer = "550 no such user"

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Mailbox)
        self.mails: list[str] = []


@contextmanager
def mail_server() -> Iterator[tuple[Server, Smtp]]:
    with Server() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server, Smtp("127.0.0.1", server.server_address[1], "none", "Injyana <no-reply@injyana.example>")
        server.shutdown()


async def test_a_mail_server_takes_an_e_mail_with_an_id_that_stays() -> None:
    message = Message(uuid4(), email("aline@example.rw"), "Injyana: kode", "Kode yawe: 04711815\n.\nMurakoze")
    with mail_server() as (server, smtp):
        await smtp.send(message)
        await smtp.send(message)
    first, second = server.mails
    assert f"Message-ID: <{message.message_id}@injyana.example>" in first
    assert f"<{message.message_id}@" in second
    assert "To: aline@example.rw" in first
    assert "04711815" in first


async def test_a_mail_server_s_refusals_are_told_apart() -> None:
    message = Message(uuid4(), Address(Channel.EMAIL, "refused@example.rw"), "x", "y")
    with mail_server() as (server, smtp):
        with pytest.raises(NeverTaken, match="550") as never:
            await smtp.send(message)
        assert "refused@" not in str(never.value)
        server.answer = "451 later"
        with pytest.raises(NotTaken, match="451"):
            await smtp.send(message)
    with pytest.raises(NotTaken, match="mail server"):
        await smtp.send(message)
    with pytest.raises(ValueError, match=r"linefeed|header"):
        await smtp.send(Message(uuid4(), Address(Channel.EMAIL, "a@b.rw\r\nBcc: c@d.rw"), "x", "y"))
