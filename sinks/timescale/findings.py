"""fraud.findings: the newest state of each finding. What is withdrawn stays, without sources."""

from collections.abc import Sequence
from datetime import datetime

from kernel import metrics
from kernel.errors import Unprocessable
from kernel.events.findings import Finding
from kernel.stage import Received
from kernel.topics import FRAUD_FINDINGS
from ledger.copying import is_uuid
from sinks.timescale.content import Refusal, stage
from sinks.timescale.database import Rows
from sinks.timescale.rows import FINDING_COLUMNS, finding_row
from sinks.timescale.sql import sql


def checked_finding(finding: Finding) -> None:
    """Unprocessable where the finding can never be a row."""
    if not is_uuid(finding.finding_id):
        raise Unprocessable(f"the finding's id {finding.finding_id!r} is no UUID in its usual form")
    if finding.start >= finding.end:
        raise Unprocessable(f"the finding's window ends at {finding.end}, before it starts at {finding.start}")


class Findings:
    """A content.Content of findings. All records of one are in one partition, so the last one holds."""

    def __init__(self, received: Sequence[Received[Finding]]) -> None:
        self._newest = list({each.event.finding_id: each for each in received}.values())
        self._received = len(received)
        self._written = 0

    def moments(self) -> Sequence[datetime]:
        return ()

    def write(self, cursor: Rows) -> Sequence[Refusal]:
        stage(cursor, "staged_findings", FINDING_COLUMNS, map(finding_row, self._newest))
        self._written = cursor.execute(sql("findings_store")).rowcount
        return ()

    def committed(self, now: datetime) -> None:  # noqa: ARG002 - the contract's signature
        metrics.LEDGER_ALREADY.labels(FRAUD_FINDINGS.name).inc(self._received - self._written)
