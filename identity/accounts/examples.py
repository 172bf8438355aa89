"""An example of every answer about accounts, sessions and service accounts."""

from typing import Any, Final

USER: Final = "5d0c2a8e-6f1b-4a37-9a54-0c8a7f2d9e11"
SESSION: Final[dict[str, Any]] = {
    "session_id": "0e6f7a53-2b0d-4d57-8d0a-8f2b3e1c7a44",
    "made_at": "2026-11-20T07:31:00Z",
    "used_at": "2026-11-22T18:02:00Z",
    "expires_at": "2026-12-20T07:31:00Z",
    "address": "192.0.2.7",
    "program": "Mozilla/5.0",
    "current": True,
}
PAIR: Final[dict[str, Any]] = {
    "user_id": USER,
    "session_id": SESSION["session_id"],
    "access_token": "eyJhbGciOiJFZERTQSJ9.e30.c2lnbmF0dXJl",
    "expires_at": "2026-11-22T18:17:00Z",
    "refresh_token": "q2mU0Zr6b1vF0n9wq0m8y5c3t7x1k4j6h8g2f0d9s7a",
}
INVITATION: Final[dict[str, Any]] = {
    "invitation_id": "9a1f3c07-0d4e-4bb8-a6b5-5f1f0a7d2c33",
    "name": "Bosco",
    "role": "reviewer",
    "artist_id": None,
    "made_at": "2026-11-22T18:02:00Z",
    "expires_at": "2026-11-29T18:02:00Z",
}
PERSON: Final[dict[str, Any]] = {
    "user_id": USER,
    "name": "Aline Uwase",
    "role": "reviewer",
    "standing": "active",
    "artist_id": None,
    "two_factors": True,
    "created_at": "2026-11-01T08:00:00Z",
    "changed_at": "2026-11-20T07:30:00Z",
}
CLIENT: Final[dict[str, Any]] = {
    "client_id": "c8d5b1d2-3c0e-47d4-9a2f-6b7c8d9e0f10",
    "source_id": "radio-isango",
    "source_type": "radio",
    "name": "Playout of Radio Isango",
    "stations": ["isango"],
    "district": "Gasabo",
    "plays_per_minute": 0,
    "scopes": ["plays:report"],
    "standing": "active",
    "has_secret": False,
    "public_key": {"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"},
    "made_at": "2026-11-22T18:02:00Z",
    "changed_at": "2026-11-22T18:02:00Z",
    "used_at": None,
}
RECOVERY: Final = ["a1b2c-3d4e5-f6071-82930", "0f1e2-d3c4b-5a697-88796"]
EXAMPLES: Final[dict[str, dict[str, Any]]] = {
    "Registration": {"registration_id": USER, "expires_at": "2026-11-22T18:17:00Z"},
    "Account": {"user_id": USER},
    "Reset": {"reset_id": "7c1d0f5a-93b2-4f6e-8a0b-2f4d6c8e0a12", "expires_at": "2026-11-22T18:17:00Z"},
    "Invitation": INVITATION,
    "InvitationPage": {"invitations": [INVITATION], "next_cursor": None},
    "Me": {
        "user_id": USER,
        "name": "Aline Uwase",
        "role": "reviewer",
        "email": "aline@example.rw",
        "phone": None,
        "artist_id": None,
        "two_factors": True,
        "created_at": "2026-11-01T08:00:00Z",
    },
    "Person": PERSON,
    "PersonPage": {"people": [PERSON], "next_cursor": None},
    "AuditPage": {
        "entries": [
            {
                "entry_id": 4711,
                "at": "2026-11-22T18:02:00Z",
                "made_by": f"admin:{USER}",
                "action": "person.changed",
                "object_kind": "person",
                "object_id": "1f0e2d3c-4b5a-4697-8877-665544332211",
                "before": {"standing": "active"},
                "after": {"standing": "suspended"},
                "request_id": "0d4f6b1e-55aa-4c0e-9e0f-1a2b3c4d5e6f",
            }
        ],
        "next_cursor": "WzQ3MTFd",
    },
    "SignedIn": {"tokens": None, "challenged": {"challenge": "m8y5c3t7x1k4j6h8g2f0d9s7a", "needs": "code"}},
    "TokenPair": PAIR,
    "SecondFactor": {
        "secret": "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
        "uri": "otpauth://totp/Injyana:Aline%20Uwase?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Injyana",
    },
    "RecoveryCodes": {"recovery_codes": RECOVERY},
    "Enrolled": {"recovery_codes": RECOVERY, "tokens": PAIR},
    "SessionPage": {"sessions": [SESSION]},
    "Client": CLIENT,
    "ClientPage": {"clients": [CLIENT], "next_cursor": None},
    "ClientSecret": {"client_id": CLIENT["client_id"], "client_secret": PAIR["refresh_token"]},
    "TokenAnswer": {
        "access_token": PAIR["access_token"],
        "token_type": "Bearer",
        "expires_in": 900,
        "scope": "plays:report",
    },
}
