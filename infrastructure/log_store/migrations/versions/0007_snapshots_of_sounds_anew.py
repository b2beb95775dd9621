"""Snapshots are taken anew: sounds and the library remember more than those of before say."""

from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.execute("DELETE FROM snapshots")


def downgrade() -> None:
    raise NotImplementedError("The log is never thrown away.")
