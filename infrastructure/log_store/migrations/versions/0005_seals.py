"""Seals: what the log was, segment by segment, so that who changes it is found out."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "seals",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True),
        sa.Column("first_position", sa.BigInteger, nullable=False),
        sa.Column("last_position", sa.BigInteger, nullable=False),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("entries", sa.LargeBinary, nullable=False),
        sa.Column("sealed_at", sa.Double, nullable=False),
        sa.Column("previous_head", sa.LargeBinary, nullable=False),
        sa.Column("head", sa.LargeBinary, nullable=False),
    )
    _forbid_changes_to_seals()


def _forbid_changes_to_seals() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER seals_no_{change.lower()} BEFORE {change} ON seals "
                "BEGIN SELECT RAISE(ABORT, 'seals are never changed'); END"
            )
        return
    op.execute("ALTER TABLE seals ALTER COLUMN entries SET STORAGE EXTERNAL")  # hashes do not compress
    op.execute("ALTER TABLE seals ALTER COLUMN entries SET STATISTICS 0")
    op.execute(
        "CREATE FUNCTION seals_are_never_changed() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'seals are never changed'; END $$"
    )
    op.execute(
        "CREATE TRIGGER seals_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON seals "
        "FOR EACH STATEMENT EXECUTE FUNCTION seals_are_never_changed()"
    )


def downgrade() -> None:
    raise NotImplementedError("The log is never thrown away.")
