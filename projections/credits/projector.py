"""Keeps balances and statements level with the log."""

from collections.abc import Sequence

from domain.credit_ledger import CreditLedger
from projections.credits.statement import CHANGING, StatementPage
from projections.credits.tables import balances, transactions
from projections.projector import Projector, Recorded, Tables
from projections.set_wise import insert_rows, update_rows, upsert
from projections.writes import Writes


class CreditsProjector(Projector):
    name = "credits"
    version = 3
    tables = (balances, transactions)
    topics = frozenset(
        {
            CreditLedger.Opened.TOPIC,
            CreditLedger.Granted.TOPIC,
            CreditLedger.Adjusted.TOPIC,
            CreditLedger.Recharged.TOPIC,
            CreditLedger.Reserved.TOPIC,
            CreditLedger.Spent.TOPIC,
            CreditLedger.Released.TOPIC,
        }
    )

    def project(self, writes: Writes, tables: Tables, page: Sequence[Recorded]) -> None:
        statement = StatementPage()
        for recorded in page:
            statement.add(recorded)
        upsert(
            writes,
            tables[balances],
            list(statement.balances.values()),
            replace=("balance",),
            add=("reserved",),
        )
        if statement.entries:
            insert_rows(writes, tables[transactions], statement.entries)
        update_rows(writes, tables[transactions], statement.settled, key="reference", replace=CHANGING)
