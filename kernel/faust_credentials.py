"""How Faust proves itself to Kafka."""

from faust import SASLCredentials, SSLCredentials
from faust.types.auth import CredentialsT

from kernel.kafka_address import MECHANISM, KafkaAddress


def credentials(address: KafkaAddress) -> CredentialsT | None:
    """What Faust is told beside the hosts; None where nothing is encrypted. Misconfigured where a file is of no use."""
    context = address.context()
    if context is None:
        return None
    if address.user is None:
        return SSLCredentials(context)
    return SASLCredentials(username=address.user, password=address.password, ssl_context=context, mechanism=MECHANISM)
