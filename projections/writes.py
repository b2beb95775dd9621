"""What a page of the log changes in the tables of read models: collected first, then carried out together."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Dialect

from projections.given_rows import Prepared, Row


class Writes:
    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self._asked: list[tuple[Prepared, str]] = []

    def add(self, statement: Prepared, rows: Sequence[Row]) -> None:
        if rows:
            self._asked.append((statement, statement.encode(rows)))

    def __iter__(self) -> Iterator[tuple[Prepared, str]]:
        """Statements and their rows, in order."""
        return iter(self._asked)

    def carry_out(self, connection: Connection) -> None:
        """One after the other; PostgreSQL is sent all of them before the first answer is waited for."""
        driver: Any = connection.connection.driver_connection
        if self.dialect.name == "sqlite":
            self._execute_all(driver)
        else:
            with driver.pipeline():
                self._execute_all(driver)

    def _execute_all(self, driver: Any) -> None:
        for statement, document in self._asked:
            statement.execute(driver, document)
