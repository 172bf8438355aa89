"""Redis with a password, keeping nothing on the disc."""

import shutil

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from injyana.local.server import Server, missing
from injyana.local.settings import HOST, ROOT, LocalSettings

PROBE_SECONDS = 3.0


def server(local: LocalSettings) -> Server:
    """The server; ready when it answers PING with the password."""
    return Server(
        name="redis",
        command=["redis-server", str(local.run_dir / "redis.conf")],
        ports=["redis"],
        address=local.address("redis"),
        probe=lambda: _probe(local),
        prepare=lambda: _prepare(local),
    )


def _prepare(local: LocalSettings) -> None:
    if shutil.which("redis-server") is None:
        raise missing("Redis")
    data = local.state / "redis"
    data.mkdir(parents=True, exist_ok=True)
    config = local.run_dir / "redis.conf"
    config.touch(mode=0o600)
    config.write_text(
        (ROOT / "infra/redis/redis.conf").read_text()
        + f'\nbind {HOST}\ndir "{data}"\n'
        + (_encrypted(local) if local.tls else f"port {local.port('redis')}\n")
        + f'requirepass "{local.local_password.get_secret_value()}"\n'
    )


def _encrypted(local: LocalSettings) -> str:
    own = local.issued("redis")
    return f"""port 0
tls-port {local.port("redis")}
tls-ca-cert-file "{own.ca}"
tls-cert-file "{own.certificate}"
tls-key-file "{own.key}"
tls-auth-clients yes
tls-protocols "TLSv1.2 TLSv1.3"
"""


def _probe(local: LocalSettings) -> str | None:
    once = Retry(NoBackoff(), 0)
    client = redis.Redis.from_url(
        local.redis, socket_timeout=PROBE_SECONDS, socket_connect_timeout=PROBE_SECONDS, retry=once
    )
    try:
        client.ping()
    except redis.RedisError as error:
        return str(error)
    finally:
        client.close()
    return None
