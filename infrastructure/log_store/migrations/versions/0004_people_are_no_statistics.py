"""PostgreSQL samples columns for its planner; what people call themselves, and their keys, it must not."""

from alembic import op

revision = "0004"
down_revision = "0003"

PERSONAL = (
    ("credentials", "password_hash"),
    ("personal_keys", "key"),
    ("sessions", "device"),
    ("api_tokens", "name"),
    ("api_tokens", "secret_hash"),
)


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table, column in PERSONAL:
            op.execute(f"ALTER TABLE {table} ALTER COLUMN {column} SET STATISTICS 0")


def downgrade() -> None:
    raise NotImplementedError("The log is never thrown away.")
