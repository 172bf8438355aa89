"""Prometheus, scraping every process of the stack."""

import shutil
from typing import Any

import yaml

from injyana.local import processes
from injyana.local.http import probe_http
from injyana.local.server import Server, missing
from injyana.local.settings import ROOT, LocalSettings

RETENTION = "15d"


def server(local: LocalSettings) -> Server:
    """The server; ready when it says so."""
    return Server(
        name="prometheus",
        command=[
            "prometheus",
            f"--config.file={local.run_dir / 'prometheus.yml'}",
            f"--storage.tsdb.path={local.state / 'prometheus'}",
            f"--storage.tsdb.retention.time={RETENTION}",
            f"--web.listen-address={local.address('prometheus')}",
            "--log.level=warn",
            *([f"--web.config.file={local.run_dir / 'prometheus-web.yml'}"] if local.tls else []),
        ],
        ports=["prometheus"],
        address=local.prometheus,
        probe=lambda: probe_http(f"{local.prometheus}/-/ready", local.ca),
        prepare=lambda: _prepare(local),
    )


def _prepare(local: LocalSettings) -> None:
    if shutil.which("prometheus") is None:
        raise missing("Prometheus")
    (local.state / "prometheus").mkdir(parents=True, exist_ok=True)
    config = yaml.safe_load((ROOT / "infra/prometheus/prometheus.yml").read_text())
    config["rule_files"] = [str(ROOT / "infra/prometheus/rules/*.yml")]
    config["scrape_configs"] = [
        *(
            {
                "job_name": process.name,
                "static_configs": [{"targets": [local.address(process.port)], "labels": {"process": process.name}}],
                **_over(local),
            }
            for process in processes.ALL
        ),
        {
            "job_name": "prometheus",
            "static_configs": [{"targets": [local.address("prometheus")]}],
            **_over(local),
        },
    ]
    (local.run_dir / "prometheus.yml").write_text(yaml.safe_dump(config, sort_keys=False))
    if local.tls:
        own = local.issued("prometheus")
        web = {"tls_server_config": {"cert_file": str(own.certificate), "key_file": str(own.key)}}
        (local.run_dir / "prometheus-web.yml").write_text(yaml.safe_dump(web))


def _over(local: LocalSettings) -> dict[str, Any]:
    """How a target is scraped."""
    if not local.tls:
        return {}
    return {"scheme": "https", "tls_config": {"ca_file": str(local.issued("prometheus").ca)}}
