"""The schema registry: Apicurio with Confluent's API, its schemas kept in Kafka."""

from injyana.local.http import probe_http
from injyana.local.server import Server, missing
from injyana.local.settings import HOST, LocalSettings


def server(local: LocalSettings) -> Server:
    """The registry; ready when it lists subjects, which it does once it has read its topic."""
    base = local.lib / "registry"
    jar = next(base.rglob("apicurio-registry-app-*-runner.jar"), base / "apicurio-registry-app-runner.jar")

    def prepare() -> None:
        if not jar.exists():
            raise missing("the Apicurio registry")

    return Server(
        name="registry",
        command=["java", f"-Xmx{local.registry_heap}", "-XX:+UseSerialGC", "-jar", str(jar)],
        ports=["registry"],
        address=f"http://{local.address('registry')}",
        probe=lambda: probe_http(f"{local.registry}/subjects"),
        prepare=prepare,
        environment={
            "APICURIO_STORAGE_KIND": "kafkasql",
            "APICURIO_KAFKASQL_BOOTSTRAP_SERVERS": local.kafka,
            "QUARKUS_HTTP_HOST": HOST,
            "QUARKUS_HTTP_PORT": str(local.port("registry")),
            "QUARKUS_LOG_LEVEL": "WARN",
        },
        start_seconds=120,
    )
