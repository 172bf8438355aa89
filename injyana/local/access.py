"""Who may do what at the local broker: the processes' users and the access list, brought up to date at each start."""

from typing import Final

from confluent_kafka import KafkaException
from confluent_kafka.admin import (
    ScramCredentialInfo,
    ScramMechanism,
    UserScramCredentialAlteration,
    UserScramCredentialUpsertion,
)

from injyana.admin.rights import bindings, rights
from injyana.local.certificates import password_file
from injyana.local.settings import LocalSettings
from kernel.errors import BrokerAway
from kernel.kafka import admin_client

CALL_SECONDS: Final = 30.0
ITERATIONS: Final = 4_096
"""Of SCRAM's key derivation: the passwords are random, so more would only make each connection slower."""


def grant(local: LocalSettings) -> None:
    """Users with their passwords and rights; rights taken from the list stay until `make reset`. BrokerAway."""
    admin = admin_client(local.kafka)
    info = ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, ITERATIONS)
    users: list[UserScramCredentialAlteration] = [
        UserScramCredentialUpsertion(name, info, password_file(local.tls_dir, name).read_text().strip().encode())
        for name in rights()
    ]
    try:
        for changed in admin.alter_user_scram_credentials(users, request_timeout=CALL_SECONDS).values():
            changed.result(CALL_SECONDS)
        for made in admin.create_acls(list(bindings()), request_timeout=CALL_SECONDS).values():
            made.result(CALL_SECONDS)
    except KafkaException as error:
        raise BrokerAway(f"Kafka did not take users and rights: {error}") from error
