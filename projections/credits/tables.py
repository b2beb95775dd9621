"""What everybody has, and the statement that explains it: one row a ledger entry that a person understands.

A reservation is one row from beginning to end: reserved, then spent or released. `details` is JSON.
"""

from sqlalchemy import BigInteger, Boolean, Column, Index, MetaData, String, Table, Uuid

from projections.columns import Moment, Position

_metadata = MetaData()

balances = Table(
    "balances",
    _metadata,
    Column("user_id", Uuid, primary_key=True),
    Column("balance", BigInteger, nullable=False),
    Column("reserved", BigInteger, nullable=False),
)

transactions = Table(
    "transactions",
    _metadata,
    Column("position", Position, primary_key=True, autoincrement=False),
    Column("user_id", Uuid, nullable=False),
    Column("action", String, nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("balance_before", BigInteger, nullable=False),
    Column("balance_after", BigInteger, nullable=False),
    Column("state", String, nullable=False),
    Column("success", Boolean),
    Column("reason", String, nullable=False),
    Column("details", String, nullable=False),
    Column("reference", Uuid),
    Column("at", Moment, nullable=False),
    Column("settled_at", Moment),
    Index("transactions_by_member", "user_id", "position"),
    Index("transactions_by_reference", "reference"),
    Index("transactions_by_action", "user_id", "action", "position"),
)
