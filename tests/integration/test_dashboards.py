"""Every query of the dashboard and every expression of the rules is run by the real Prometheus."""

import json

import httpx
import pytest
import yaml

from injyana.local.settings import ROOT, LocalSettings

DASHBOARD = json.loads((ROOT / "infra/grafana/dashboards/injyana.json").read_text())
RULES = yaml.safe_load((ROOT / "infra/prometheus/rules/injyana.yml").read_text())
QUERIES = sorted(
    {target["expr"] for panel in DASHBOARD["panels"] for target in panel.get("targets", [])}
    | {rule["expr"] for group in RULES["groups"] for rule in group["rules"]}
)
SECONDS = 10.0


@pytest.mark.parametrize("query", QUERIES)
def test_prometheus_answers_the_query(stack: LocalSettings, query: str) -> None:
    answer = httpx.get(f"{stack.prometheus}/api/v1/query", params={"query": query}, timeout=SECONDS).json()
    assert answer["status"] == "success", answer.get("error")
    assert not answer.get("warnings")


def test_prometheus_has_loaded_the_rules(stack: LocalSettings) -> None:
    answer = httpx.get(f"{stack.prometheus}/api/v1/rules", timeout=SECONDS).json()
    loaded = {rule["name"] for group in answer["data"]["groups"] for rule in group["rules"]}
    assert loaded >= {rule.get("alert") or rule["record"] for group in RULES["groups"] for rule in group["rules"]}
