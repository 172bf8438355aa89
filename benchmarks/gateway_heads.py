"""Signs the requests of benchmarks/gateway.lua before they are sent: wrk cannot, and it would be its own speed.

The bodies are those that the script makes; the proofs carry a nonce, so that they are good for two minutes.
"""

from dataclasses import dataclass
from pathlib import Path

from client.keys import Key
from client.signing import proof, signature

HEADS = ("dpop", "content-digest", "signature-input", "signature")


@dataclass(frozen=True, slots=True)
class Sender:
    """The device that signs: its key, its token, the address that it sends to, and the gateway's nonce."""

    key: Key
    token: str
    url: str
    nonce: str


def write(path: Path, sender: Sender, play: str, run: str, size: int, count: int) -> None:
    """Writes a line for each of the first `count` requests: the values of HEADS, tabs between them.

    `play` without its id, `run` and `size`, the plays in a request, are what the script is told.
    """
    begin, rest = f'{{"event_id":"{run}-0000-7000-8000-', '",' + play[1:]
    with path.open("w") as file:
        for number in range(count):
            ids = range(number * size + 1, (number + 1) * size + 1)
            body = '{"plays":[' + ",".join(f"{begin}{each:012x}{rest}" for each in ids) + "]}"
            head = {
                "content-type": "application/json",
                "authorization": f"DPoP {sender.token}",
                "dpop": proof(sender.key, "POST", sender.url, token=sender.token, nonce=sender.nonce),
            }
            signed = signature(sender.key, "POST", sender.url, head, body.encode())
            head |= {name.lower(): text for name, text in signed.items()}
            file.write("\t".join(head[name] for name in HEADS) + "\n")
