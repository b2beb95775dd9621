"""A ledger by hand: what a person with a pencil would make of the events. It imports nothing of ours."""

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Uuid, column, create_engine, select, table


def events_of(url: str, stream: str) -> list[dict[str, Any]]:
    """Straight from the database, in the order of their versions."""
    is_sqlite = url.startswith("sqlite")
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    stored = table(
        "events",
        column("originator_id", Uuid),
        *(column(name) for name in ("originator_version", "topic", "state")),
        schema=None if is_sqlite else "soundboard_log",
    )
    query = (
        select(stored.c.originator_version, stored.c.topic, stored.c.state)
        .where(stored.c.originator_id == UUID(stream))
        .order_by(stored.c.originator_version)
    )
    with engine.connect() as connection:
        rows = connection.execute(query).fetchall()
    engine.dispose()
    return [{**json.loads(state), "version": version, "kind": topic} for version, topic, state in rows]


def at_version(events: list[dict[str, Any]], version: int) -> dict[str, Any]:
    return _added_up([each for each in events if each["version"] <= version])


def at_moment(events: list[dict[str, Any]], moment: datetime) -> dict[str, Any]:
    """Up to the last event that is not later."""
    known = [n for n, each in enumerate(events) if datetime.fromisoformat(each["timestamp"]) <= moment]
    return _added_up(events[: known[-1] + 1]) if known else {}


def _added_up(events: list[dict[str, Any]]) -> dict[str, Any]:
    balance, held = 0, {}
    for each in events:
        kind = each["kind"].removeprefix("credit_ledger.")
        if kind in ("granted", "recharged", "adjusted"):
            balance += each["amount"]
        if kind == "reserved":
            held[each["reservation_id"]] = each["amount"]
        if kind in ("spent", "released"):
            amount = held.pop(each["reservation_id"])
            balance -= amount if kind == "spent" else 0
    return {
        "version": events[-1]["version"],
        "balance": balance,
        "reserved": sum(held.values()),
        "open": held,
    }
