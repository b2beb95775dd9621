"""What the owner of a ledger is told as it changes: what the change was, and its line on the statement."""

from collections.abc import Mapping

import msgspec

from projections.credits.statement import StatementPage
from projections.projector import Recorded

USER_CREDITS_CHANGED = "user_credits_changed"


def credits_changed(recorded: Recorded) -> Mapping[str, object]:
    """`transaction` is told as the statement tells it; of one that is settled now, what settling changed.

    A settlement is put to what was reserved by its `reference`.
    """
    page = StatementPage()
    page.add(recorded)
    [shown] = page.balances.values()
    [transaction] = page.entries or page.settled
    if "details" in transaction:
        transaction = {**transaction, "details": msgspec.Raw(transaction["details"].encode())}
    before = transaction["balance_before"]
    return {
        "balance": shown["balance"],
        "balance_change": shown["balance"] - before,
        "reserved_change": shown["reserved"],
        "transaction": transaction,
    }
