"""A statement as a file, a page of it at a time."""

import csv
import io
from collections.abc import Iterable
from datetime import tzinfo

import msgspec

from projections.credits.queries import Transaction
from projections.credits.sentences import sentence

COLUMNS = (
    *("position", "at", "settled_at", "action", "state", "success", "amount"),
    *("balance_before", "balance_after", "reason", "reference", "sentence"),
)

FORMULA_BEGINS_WITH = ("=", "+", "-", "@", "\t", "\r")


def csv_head() -> str:
    return _lines([COLUMNS])


def csv_lines(entries: Iterable[Transaction], zone: tzinfo) -> str:
    told = (msgspec.to_builtins(each) | {"sentence": sentence(each, zone)} for each in entries)
    return _lines(["" if each[name] is None else _harmless(each[name]) for name in COLUMNS] for each in told)


def json_line(entry: Transaction, zone: tzinfo) -> bytes:
    return msgspec.json.encode(msgspec.to_builtins(entry) | {"sentence": sentence(entry, zone)})


def _lines(rows: Iterable[Iterable[object]]) -> str:
    written = io.StringIO()
    csv.writer(written).writerows(rows)
    return written.getvalue()


def _harmless(value: object) -> object:
    """A spreadsheet takes what begins like a formula for one: somebody's title is text."""
    is_formula = isinstance(value, str) and value.startswith(FORMULA_BEGINS_WITH)
    return f"'{value}" if is_formula else value
