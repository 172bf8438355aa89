"""The schema registry: Apicurio with Confluent's API, its schemas kept in Kafka."""

from injyana.local.http import probe_http
from injyana.local.server import Server, missing
from injyana.local.settings import HOST, LocalSettings

NAME = "registry"


def server(local: LocalSettings) -> Server:
    """The registry; ready when it lists subjects, which it does once it has read its topic."""
    base = local.lib / "registry"
    jar = next(base.rglob("apicurio-registry-app-*-runner.jar"), base / "apicurio-registry-app-runner.jar")

    def prepare() -> None:
        if not jar.exists():
            raise missing("the Apicurio registry")

    return Server(
        name=NAME,
        command=["java", f"-Xmx{local.registry_heap}", "-XX:+UseSerialGC", *_kafka(local), "-jar", str(jar)],
        ports=["registry"],
        address=f"{local.scheme}://{local.address('registry')}",
        probe=lambda: probe_http(f"{local.registry.partition('?')[0]}/subjects", local.ca),
        prepare=prepare,
        environment={
            "APICURIO_STORAGE_KIND": "kafkasql",
            "APICURIO_KAFKASQL_BOOTSTRAP_SERVERS": local.address("kafka_operator" if local.tls else "kafka"),
            "QUARKUS_HTTP_HOST": HOST,
            "QUARKUS_LOG_LEVEL": "WARN",
            **_http(local),
        },
        start_seconds=120,
    )


def _http(local: LocalSettings) -> dict[str, str]:
    port = str(local.port("registry"))
    if not local.tls:
        return {"QUARKUS_HTTP_PORT": port}
    own = local.issued(NAME)
    return {
        "QUARKUS_HTTP_INSECURE_REQUESTS": "disabled",
        "QUARKUS_HTTP_SSL_PORT": port,
        "QUARKUS_HTTP_SSL_CERTIFICATE_FILES": str(own.certificate),
        "QUARKUS_HTTP_SSL_CERTIFICATE_KEY_FILES": str(own.key),
    }


def _kafka(local: LocalSettings) -> list[str]:
    """Its way to Kafka: by its certificate, which the access list names."""
    if not local.tls:
        return []
    own = local.issued(NAME)
    told = {
        "security.protocol": "SSL",
        "ssl.keystore.type": "PEM",
        "ssl.keystore.location": own.both,
        "ssl.truststore.type": "PEM",
        "ssl.truststore.location": own.ca,
    }
    return [f"-Dapicurio.kafka.common.{name}={value}" for name, value in told.items()]
