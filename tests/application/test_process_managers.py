"""Which work follows which event. They are pure: events in, changes of work out."""

from datetime import timedelta

import pytest

from application.process_managers.leaving import SCRUB, Leaving
from application.process_managers.normalizing import NORMALIZE_SOUND, Normalizing
from application.process_managers.playing import PLAY_SOUND, Playing
from application.process_managers.scanning import SCAN_LIBRARY, Scanning
from application.work import ProcessManager, Prolonged, Settled, Work, WorkChange
from domain.aggregate import AggregateRoot
from tests.domain.examples import EXAMPLES
from tests.support.aggregates import (
    AIRHORN,
    ANNA,
    PLAY,
    SCAN,
    a_library,
    a_registered_sound,
    a_requested_play,
    a_started_play,
    an_account,
    collected,
)
from tests.support.clock import NOON


def reaction_to_the_last_event(manager: ProcessManager, aggregate: AggregateRoot) -> list[WorkChange]:
    return list(manager.react(collected(aggregate)[-1]))


def test_a_requested_play_is_owed_within_five_seconds() -> None:
    reaction = reaction_to_the_last_event(Playing(), a_requested_play())
    assert reaction == [Work(PLAY_SOUND, PLAY, NOON + timedelta(seconds=5))]


def test_a_started_play_may_last_as_long_as_its_sound_and_some_grace() -> None:
    reaction = reaction_to_the_last_event(Playing(), a_started_play())
    assert reaction == [Prolonged(PLAY_SOUND, PLAY, NOON + timedelta(seconds=31.5))]


@pytest.mark.parametrize("end", ["finish", "stop", "fail"])
def test_a_play_that_ended_is_owed_no_more(end: str) -> None:
    play = a_started_play()
    {
        "finish": lambda: play.finish(at=NOON),
        "stop": lambda: play.stop(at=NOON),
        "fail": lambda: play.fail("No voice.", at=NOON),
    }[end]()
    assert reaction_to_the_last_event(Playing(), play) == [Settled(PLAY_SOUND, PLAY)]


def test_a_started_scan_is_owed_within_an_hour() -> None:
    library = a_library()
    library.start_scan(SCAN, at=NOON)
    reaction = reaction_to_the_last_event(Scanning(), library)
    assert reaction == [Work(SCAN_LIBRARY, SCAN, NOON + timedelta(hours=1))]


@pytest.mark.parametrize("is_completed", [True, False])
def test_a_reported_scan_is_owed_no_more(is_completed: bool) -> None:
    library = a_library()
    library.start_scan(SCAN, at=NOON)
    if is_completed:
        library.complete_scan(SCAN, counts={}, details=[], at=NOON)
    else:
        library.fail_scan(SCAN, "The folder is gone.", at=NOON)
    assert reaction_to_the_last_event(Scanning(), library) == [Settled(SCAN_LIBRARY, SCAN)]


def test_the_same_promise_has_the_same_identifier_whatever_becomes_of_it() -> None:
    asked, prolonged = Work(PLAY_SOUND, PLAY, NOON), Prolonged(PLAY_SOUND, PLAY, NOON)
    assert asked.id == prolonged.id == Settled(PLAY_SOUND, PLAY).id
    assert asked.id != Work(SCAN_LIBRARY, PLAY, NOON).id


def test_a_new_sound_is_to_be_normalised_unless_the_settings_say_otherwise() -> None:
    for is_wanted in (True, False):
        reaction = reaction_to_the_last_event(Normalizing(of_new_sounds=is_wanted), a_registered_sound())
        assert reaction == [Work(NORMALIZE_SOUND, AIRHORN, NOON + timedelta(days=2))] * is_wanted


def test_whoever_asks_gets_it_whatever_the_settings_say() -> None:
    sound = a_registered_sound()
    sound.ask_for_normalizing(passes=1, at=NOON)
    reaction = reaction_to_the_last_event(Normalizing(of_new_sounds=False), sound)
    assert reaction == [Work(NORMALIZE_SOUND, AIRHORN, NOON + timedelta(days=2))]


def test_what_could_not_be_normalised_is_owed_no_more() -> None:
    sound = a_registered_sound()
    sound.record_normalizing_failed(sound.sha256, "No sound.", at=NOON)
    reaction = reaction_to_the_last_event(Normalizing(of_new_sounds=True), sound)
    assert reaction == [Settled(NORMALIZE_SOUND, AIRHORN)]


MANAGERS = (Playing(), Scanning(), Normalizing(of_new_sounds=True), Leaving())


@pytest.mark.parametrize("name", EXAMPLES)
def test_one_manager_at_the_most_reacts_to_an_event(name: str) -> None:
    reactions = [manager.react(EXAMPLES[name]) for manager in MANAGERS]
    assert sum(bool(reaction) for reaction in reactions) <= 1


def test_after_somebody_was_erased_the_files_are_to_be_scrubbed() -> None:
    account = an_account()
    account.erase(reason="", at=NOON)
    assert reaction_to_the_last_event(Leaving(), account) == [Work(SCRUB, ANNA, NOON + timedelta(days=1))]
