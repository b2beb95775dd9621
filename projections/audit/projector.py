"""Keeps the list of what hosts did level with the log."""

from collections.abc import Sequence
from typing import Any

import msgspec

from projections.audit.acts import ACTS, details_of, is_act_of_a_host, reason_of, subject_of
from projections.audit.tables import audit
from projections.projector import Projector, Recorded, Tables
from projections.set_wise import insert_rows
from projections.writes import Writes


class AuditProjector(Projector):
    name = "audit"
    version = 2
    tables = (audit,)
    topics = frozenset(act.TOPIC for act in ACTS)

    def project(self, writes: Writes, tables: Tables, page: Sequence[Recorded]) -> None:
        insert_rows(writes, tables[audit], [_row(each) for each in page if is_act_of_a_host(each.event)])


def _row(recorded: Recorded) -> dict[str, Any]:
    event = recorded.event
    return {
        "position": recorded.position,
        "at": event.timestamp,
        "actor_id": event.actor_id,
        "subject_id": subject_of(event),
        "action": event.TOPIC,
        "reason": reason_of(event),
        "details": msgspec.json.encode(details_of(event)).decode(),
    }
