"""An example of every answer, for the OpenAPI document. A test holds each against its shape."""

from typing import Any, Final

from identity.accounts import examples as accounts
from identity.devices import examples as devices
from identity.privacy import examples as privacy

EXAMPLES: Final[dict[str, dict[str, Any]]] = {
    "KeySet": {
        "keys": [
            {
                "kty": "OKP",
                "crv": "Ed25519",
                "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
                "kid": "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k",
                "use": "sig",
                "alg": "EdDSA",
            }
        ]
    },
    "Live": {"live": True},
    "Ready": {"ready": True, "waits_for": None},
    **accounts.EXAMPLES,
    **devices.EXAMPLES,
    **privacy.EXAMPLES,
}
