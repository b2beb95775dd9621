"""Alembic's entry: runs the migrations on the connection that it was handed."""

from alembic import context

from infrastructure.log_store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transaction_per_migration=False,
)
context.run_migrations()
