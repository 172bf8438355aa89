"""How Faust proves itself to Kafka."""

import ssl

from faust import SASLCredentials, SSLCredentials
from faust.types.auth import CredentialsT

from kernel.errors import Misconfigured
from kernel.kafka_address import MECHANISM, KafkaAddress


def credentials(address: KafkaAddress) -> CredentialsT | None:
    """What Faust is told beside the hosts; None where nothing is encrypted. Misconfigured where a file is of no use."""
    if not address.files:
        return None
    try:
        context = ssl.create_default_context(cafile=address.files["ca"])
        context.load_cert_chain(address.files["certificate"], address.files["key"])
    except OSError as error:
        raise Misconfigured(f"a certificate for Kafka cannot be used: {error}") from error
    if address.user is None:
        return SSLCredentials(context)
    return SASLCredentials(username=address.user, password=address.password, ssl_context=context, mechanism=MECHANISM)
