"""SQLite carries out a page in one call: whatever it writes, in whatever order, nothing else comes of it."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Column, Dialect, Integer, MetaData, Table, select, text

from infrastructure.databases import WritingDatabase
from infrastructure.read_store.generations import Key
from infrastructure.read_store.page_trigger import TRIGGERS_MAX, PageTriggers
from projections.set_wise import update_rows, upsert
from projections.writes import Writes

counts = Table(
    "counts",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("n", Integer),
    Column("last", Integer),
)
LIVE = [("counts", 1)]

Change = tuple[str, dict[int, int]]
changes = st.tuples(
    st.sampled_from(["upsert", "add", "set"]),
    st.dictionaries(st.integers(0, 3), st.integers(0, 9), min_size=1),
)
pages = st.lists(st.lists(changes, max_size=5), max_size=5)


@given(pages=pages)
def test_pages_in_one_call_do_what_their_writes_do_one_after_the_other(pages: list[list[Change]]) -> None:
    triggers = PageTriggers()
    with a_database() as together, a_database() as one_by_one:
        for page in pages:
            apply(together, triggers, page)
            with one_by_one.transaction() as connection:
                writes(connection.dialect, page).carry_out(connection)
        assert rows(together) == rows(one_by_one)


def test_a_page_after_one_that_was_undone_is_written_whole() -> None:
    triggers, page = PageTriggers(), [("upsert", {1: 1}), ("add", {1: 5})]
    with a_database() as database:
        apply(database, triggers, page)
        with pytest.raises(ZeroDivisionError):
            apply(database, triggers, page, then=lambda: 1 // 0)
        apply(database, triggers, page)
        assert rows(database) == [(1, 12, 1)]


def test_more_sets_of_generations_than_are_kept_are_written_all_the_same() -> None:
    triggers = PageTriggers()
    with a_database() as database:
        for turn in range(2):
            for number in range(TRIGGERS_MAX + 2):
                with database.transaction() as connection:
                    trigger = triggers.of(connection, [("counts", number)])
                    page = writes(connection.dialect, [("upsert", {10 * turn + number: 1})])
                    trigger.carry_out(connection, page)
                trigger.learn()
        assert len(rows(database)) == 2 * (TRIGGERS_MAX + 2)


def test_views_of_pages_that_were_undone_do_not_pile_up() -> None:
    triggers, page = PageTriggers(), [("upsert", {1: 1})]
    with a_database() as database:
        for number in range(4 * TRIGGERS_MAX):
            keys = [("counts", number)]
            apply(database, triggers, page, keys=keys)
            with pytest.raises(ZeroDivisionError):
                apply(database, triggers, page, keys=[*keys, ("other", 1)], then=lambda: 1 // 0)
        with database.transaction() as connection:
            found = connection.execute(text("SELECT count(*) FROM sqlite_temp_master WHERE type = 'view'"))
            assert found.scalar_one() <= TRIGGERS_MAX


def apply(
    database: WritingDatabase,
    triggers: PageTriggers,
    page: Sequence[Change],
    then: Callable[[], object] = lambda: None,
    keys: Sequence[Key] = LIVE,
) -> None:
    with database.transaction() as connection:
        trigger = triggers.of(connection, keys)
        trigger.carry_out(connection, writes(connection.dialect, page))
        then()
    trigger.learn()


def writes(dialect: Dialect, page: Sequence[Change]) -> Writes:
    asked = Writes(dialect)
    for kind, numbers in page:
        given_rows = [{"id": id, "n": n, "last": n} for id, n in numbers.items()]
        match kind:
            case "upsert":
                upsert(asked, counts, given_rows, replace=("last",), add=("n",))
            case "add":
                update_rows(asked, counts, given_rows, key="id", add=("n",))
            case "set":
                update_rows(asked, counts, given_rows, key="id", replace=("last",))
    return asked


def rows(database: WritingDatabase) -> list[tuple[int, ...]]:
    with database.transaction() as connection:
        return [tuple(row) for row in connection.execute(select(counts).order_by(counts.c.id))]


@contextmanager
def a_database() -> Iterator[WritingDatabase]:
    with TemporaryDirectory() as folder:
        database = WritingDatabase(f"sqlite:///{Path(folder)}/read.db", "read", durability="NORMAL")
        with database.transaction() as connection:
            counts.create(connection)
        yield database
        database.close()
