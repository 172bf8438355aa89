"""PostgreSQL with a cluster of our own, run by a user who is not root."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

import psycopg

from injyana.local.server import Server, is_root, missing
from injyana.local.settings import HOST, ROOT, LocalSettings
from kernel.errors import Misconfigured

ACCOUNT = "postgres"
"""The account that Debian's package makes; it runs the server when we are root, for PostgreSQL refuses root."""
HBA_OF_TLS = "hostssl all all 127.0.0.1/32 scram-sha-256 clientcert=verify-ca\n"
"""A password, and a certificate of our authority; nobody without TLS."""
INIT_SECONDS = 120
PROBE_SECONDS = 3


def server(local: LocalSettings) -> Server:
    """The server; ready when the role and the database `injyana` can be used."""
    return Server(
        name="postgres",
        command=[*_as_server(), str(_binary("postgres")), "-D", str(_data(local))],
        ports=["database"],
        address=local.address("database"),
        probe=lambda: _probe(local),
        prepare=lambda: _prepare(local),
        stop_signal="INT",  # a fast shutdown: clients are disconnected, nothing is lost
        stop_seconds=30,
    )


def _binary(name: str) -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    if found:
        return found[-1]
    on_path = shutil.which(name)
    if on_path is None:
        raise missing("PostgreSQL")
    return Path(on_path)


def _as_server() -> Sequence[str]:
    """What runs a program as the server's account.

    The capability lets that account reach its folder below one that only root may enter.
    """
    if not is_root():
        return ()
    account = ["--reuid", ACCOUNT, "--regid", ACCOUNT, "--clear-groups"]
    return ("setpriv", *account, "--inh-caps", "+dac_override", "--ambient-caps", "+dac_override", "--")


def _data(local: LocalSettings) -> Path:
    return local.state / "postgres" / "data"


def _prepare(local: LocalSettings) -> None:
    data = _data(local)
    if not (data / "PG_VERSION").exists():
        _init(local, data)
    (data / "pg_hba.conf").write_text(HBA_OF_TLS if local.tls else (ROOT / "infra/postgres/pg_hba.conf").read_text())
    (data / "postgresql.conf").write_text(
        (ROOT / "infra/postgres/postgresql.conf").read_text()
        + f"\nlisten_addresses = '{HOST}'\nport = {local.port('database')}\n"
        + (_encrypted(local) if local.tls else "")
    )


def _encrypted(local: LocalSettings) -> str:
    own = local.issued("postgres")
    return f"""ssl = on
ssl_min_protocol_version = 'TLSv1.2'
ssl_ca_file = '{own.ca}'
ssl_cert_file = '{own.certificate}'
ssl_key_file = '{own.key}'
"""


def _init(local: LocalSettings, data: Path) -> None:
    data.parent.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(data, ignore_errors=True)  # what an interrupted first start left
    if is_root():
        account = pwd.getpwnam(ACCOUNT)
        os.chown(data.parent, account.pw_uid, account.pw_gid)
    data.parent.chmod(0o700)
    with tempfile.NamedTemporaryFile("w", dir=data.parent) as password:
        if is_root():
            os.fchown(password.fileno(), account.pw_uid, account.pw_gid)
        password.write(local.local_password.get_secret_value())
        password.flush()
        options = [
            "-U",
            "injyana",
            "-A",
            "scram-sha-256",
            "--pwfile",
            password.name,
            "-E",
            "UTF8",
            "--locale",
            "C.UTF-8",
        ]
        done = subprocess.run(
            [*_as_server(), str(_binary("initdb")), "-D", str(data), *options],
            capture_output=True,
            text=True,
            timeout=INIT_SECONDS,
            check=False,
        )
    if done.returncode:
        shutil.rmtree(data, ignore_errors=True)
        raise Misconfigured(f"PostgreSQL's cluster could not be made in {data}:\n{done.stdout}{done.stderr}")


def _probe(local: LocalSettings) -> str | None:
    try:
        with psycopg.connect(local.database_of("postgres"), connect_timeout=PROBE_SECONDS, autocommit=True) as database:
            if database.execute("SELECT FROM pg_database WHERE datname = 'injyana'").fetchone() is None:
                database.execute("CREATE DATABASE injyana")
    except psycopg.Error as error:
        return str(error).strip().splitlines()[0]
    return None
