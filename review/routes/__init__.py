"""The service's calls, each thin over a use case."""

from review.routes import appeals, cases, decisions, operations

ROUTERS = (cases.router, decisions.router, appeals.router, operations.router)
