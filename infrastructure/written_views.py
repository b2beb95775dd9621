"""SQLite cannot write in a WITH: a temporary view takes a row, and its trigger takes the row apart."""

from collections.abc import Iterable


def view_that_writes(name: str, columns: Iterable[str], changes: Iterable[str]) -> tuple[str, str]:
    """The statements that make the two, unless they are there; `changes` call a column NEW.column."""
    nothing = ", ".join(f"NULL AS {column}" for column in columns)
    trigger = f"CREATE TEMP TRIGGER IF NOT EXISTS {name}_written INSTEAD OF INSERT ON {name}"
    return (
        f"CREATE TEMP VIEW IF NOT EXISTS {name} AS SELECT {nothing}",
        f"{trigger} BEGIN {'; '.join(changes)}; END",
    )
