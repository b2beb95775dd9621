"""When somebody looks after what is being changed."""

from infrastructure.library.calm import Calm


def a_calm() -> Calm:
    return Calm(rests_seconds=2, waits_seconds_max=30, again_seconds_max=60)


def test_nothing_is_due_before_something_happened() -> None:
    assert not a_calm().is_due(1_000)


def test_it_is_due_a_moment_after_the_last_change() -> None:
    calm = a_calm()
    for second in (0, 1, 2):
        calm.disturb(second)
        assert not calm.is_due(second + 1.9)
    assert calm.is_due(4)


def test_who_never_rests_is_looked_after_all_the_same() -> None:
    calm = a_calm()
    for second in range(30):
        calm.disturb(second)
        assert not calm.is_due(second)
    assert calm.is_due(30)


def test_once_it_was_asked_for_nothing_is_due_until_the_next_change() -> None:
    calm = a_calm()
    calm.disturb(0)
    calm.asked()
    assert not calm.is_due(100)
    calm.disturb(100)
    assert calm.is_due(102)


def test_what_is_unfinished_again_and_again_is_looked_after_ever_less_often() -> None:
    calm, now, waited = a_calm(), 0.0, []
    for _ in range(7):
        calm.disturb_again(now)
        due = next(now + second for second in range(100) if calm.is_due(now + second))
        waited.append(due - now)
        calm.asked()
        now = due
    assert waited == [2, 4, 8, 16, 32, 60, 60]


def test_what_changes_anew_is_looked_after_soon_again() -> None:
    calm = a_calm()
    for _ in range(5):
        calm.disturb_again(0)
        calm.asked()
    calm.disturb(100)
    assert calm.is_due(102)
