"""The service's calls, each thin over a use case."""

from review.routes import appeals, cases, decisions, reconciliation

ROUTERS = (cases.router, decisions.router, appeals.router, reconciliation.router)
