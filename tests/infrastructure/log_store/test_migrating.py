"""A store is brought to the newest form there is."""

from alembic.config import Config
from alembic.script import ScriptDirectory

from infrastructure.log_store.migrate import MIGRATIONS, NEWEST


def test_no_migration_is_forgotten() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_heads() == [NEWEST]
