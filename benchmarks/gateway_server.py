"""The gateway as it is, but into topics of the benchmark's own: BENCH_LIVE and BENCH_LATE name them."""

import os

import uvloop

from ingest_gateway.main import serve
from ingest_gateway.settings import GatewaySettings
from kernel import logs

if __name__ == "__main__":
    logs.configure("gateway", "WARNING")
    uvloop.run(serve(GatewaySettings(), (os.environ["BENCH_LIVE"], os.environ["BENCH_LATE"])))
