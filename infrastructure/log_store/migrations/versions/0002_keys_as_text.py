"""Personal keys in hexadecimal, so that a commit is one JSON document like any other."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE personal_keys ALTER COLUMN key TYPE VARCHAR USING encode(key, 'hex')")
        return
    op.create_table(
        "personal_keys_as_text",
        sa.Column("user_id", sa.Uuid, primary_key=True),
        sa.Column("key", sa.String, nullable=False),
    )
    op.execute("INSERT INTO personal_keys_as_text SELECT user_id, lower(hex(key)) FROM personal_keys")
    op.drop_table("personal_keys")
    op.rename_table("personal_keys_as_text", "personal_keys")


def downgrade() -> None:
    raise NotImplementedError("The log is never thrown away.")
