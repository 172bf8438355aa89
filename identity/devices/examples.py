"""An example of every answer about devices, for the OpenAPI document."""

from typing import Any, Final

_DEVICE: Final[dict[str, Any]] = {
    "device_id": "phone-0b6f2f2e-9c0e-4a55-8a0b-52f1b7a4f3de",
    "source_type": "phone",
    "name": "My phone",
    "standing": "registered",
    "stations": [],
    "venues": [],
    "district": None,
    "plays_per_minute": 0,
    "attestation": "trusted_environment",
    "key_thumbprint": "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I",
    "key_since": "2026-11-22T09:30:00Z",
    "fingerprints": 1,
    "registered_at": "2026-11-22T09:30:00Z",
    "changed_at": "2026-11-22T09:30:00Z",
}
EXAMPLES: Final[dict[str, dict[str, Any]]] = {
    "Device": _DEVICE,
    "DevicePage": {"devices": [_DEVICE], "next_cursor": None},
    "DeviceToken": {"access_token": "eyJhbGciOiJFZERTQSJ9.e30.c2ln", "token_type": "DPoP", "expires_in": 3600},
    "EnrolmentCode": {"code": "7Q2K-9XM4-TR5D-0WVB", "expires_at": "2026-11-22T09:40:00Z"},
    "ProvisionDone": {"devices": 500},
}
