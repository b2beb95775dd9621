"""A ledger by hand: what a person with a pencil would make of the events. It imports nothing of ours."""

import json
import sqlite3
from datetime import datetime
from pathlib import Path
from typing import Any


def events_of(database: Path, stream: str) -> list[dict[str, Any]]:
    """Straight from the file, in the order of their versions."""
    connection = sqlite3.connect(database)
    rows = connection.execute(
        "SELECT originator_version, topic, state FROM events WHERE originator_id = ? ORDER BY 1",
        (stream.replace("-", ""),),
    ).fetchall()
    connection.close()
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
