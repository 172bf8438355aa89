"""What is refused about devices, as problem documents. Errors of RFC 6749 and RFC 9449 stand in the member `error`."""

from kernel.possession.challenges import NONCE
from kernel.possession.dpop import BadProof
from kernel.possession.nonces import Nonces
from kernel.problems import Problem


def bad_proof(why: BadProof, nonces: Nonces) -> Problem:
    """400, as RFC 9449, 5 and 8 want it of what gives tokens, with a nonce for the next proof."""
    title = "The proof of the device's key is not good."
    return Problem(400, "bad-proof", title, f"{why}.", {NONCE: nonces.current()}, {"error": why.error})


def invalid_client() -> Problem:
    """401, the same whether the device is not there or has another key."""
    detail = "No device of this id has the key that the proof is of."
    return Problem(401, "unknown-device", "This device is not known.", detail, extra={"error": "invalid_client"})


def may_not_report(standing: str) -> Problem:
    """403, told to whoever has proven to be the device."""
    extra = {"error": "unauthorized_client"}
    return Problem(403, "forbidden", "This device may not report plays.", f"It is {standing}.", extra=extra)


def bad_grant(detail: str, error: str) -> Problem:
    """400: not a request for a token that is known here."""
    return Problem(400, "bad-grant", "This is no request for a device's token.", detail, extra={"error": error})


def key_taken() -> Problem:
    """409: a key is one device's, also after it was replaced."""
    return Problem(409, "key-taken", "This key is, or was, another registration's.", "Make a new key.")


def bad_statement(detail: str) -> Problem:
    """403: the new key is not signed for by the old one."""
    return Problem(403, "bad-statement", "The device's present key does not sign for this one.", detail)


def revoked_for_ever(device_id: str) -> Problem:
    return Problem(409, "revoked", "A revoked device stays revoked.", f"Register {device_id} anew, with another key.")


def other_type(device_id: str) -> Problem:
    detail = f"{device_id} is there as another type, or revoked: choose another id."
    return Problem(409, "other-type", "The device cannot be changed so.", detail)


def not_your_places() -> Problem:
    """422, for what does not exist and for what is another's alike."""
    detail = "A venue or station does not exist, or its manager or operator is somebody else."
    return Problem(422, "not-your-places", "The device cannot speak for these places.", detail)


def not_your_kind(source_type: str, role: str) -> Problem:
    detail = f"The role {role} registers no {source_type}."
    return Problem(403, "not-your-kind", "Your role does not register such a device.", detail)


def code_collides() -> Problem:
    """409: once in a million codes that wait."""
    return Problem(409, "try-again", "This code cannot be given now.", "Send it again with another Idempotency-Key.")
