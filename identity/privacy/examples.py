"""An example of every answer of privacy."""

from typing import Any, Final

CONSENT: Final = {
    "purpose": "place",
    "version": "2026-11",
    "language": "rw",
    "given": True,
    "said_at": "2026-11-22T09:10:00Z",
    "newest": True,
}
EXAMPLES: Final[dict[str, dict[str, Any]]] = {
    "ConsentTexts": {
        "texts": [
            {
                "purpose": "news",
                "version": "2026-11",
                "language": "en",
                "text": "You may write to me about new things in the service.",
            }
        ]
    },
    "Consents": {"consents": [CONSENT]},
    "Erased": {
        "person_id": "7b1f0c5e-2d39-4c5e-9f3b-6a3c1b7a9d10",
        "erased_at": "2026-11-22T09:10:00Z",
        "devices": 2,
    },
}
