"""By what was measured: how a sound becomes as loud as the others."""

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from domain.loudness import Loudness
from infrastructure.loudness.measure import Measured
from infrastructure.loudness.plan import Method, correction, plan_for
from infrastructure.loudness.target import Form, Target

TARGET = Target(integrated=-23.0, true_peak=-2.0, range=7.0)


def measured(
    integrated: float | None = -30.0,
    peak: float | None = -20.0,
    range_: float | None = 3.0,
    *,
    ms: int = 10_000,
) -> Measured:
    return Measured(Loudness(integrated, peak, range_), ms, 44_100, threshold=-40.0)


def test_a_sound_with_headroom_gets_two_passes_of_loudnorm() -> None:
    plan = plan_for(measured(), TARGET, passes=2)
    assert plan.method is Method.TWO_PASS
    assert plan.loudnorm is not None
    assert (plan.loudnorm["measured_I"], plan.loudnorm["linear"]) == (-30.0, "true")


def test_one_pass_of_loudnorm_where_that_is_asked_for() -> None:
    assert plan_for(measured(), TARGET, passes=1).method is Method.ONE_PASS


@pytest.mark.parametrize(
    "found",
    [measured(ms=2_999), measured(range_=0.0), measured(range_=None), measured(range_=9.0)],
    ids=["short", "no range", "range unknown", "too wide a range"],
)
def test_a_plain_gain_where_loudnorm_would_ride_the_volume(found: Measured) -> None:
    plan = plan_for(found, TARGET, passes=2)
    assert (plan.method, plan.gain_db, plan.loudnorm) == (Method.GAIN, 7.0, None)


def test_a_clip_of_under_three_seconds_gets_a_plain_gain_also_in_one_pass() -> None:
    assert plan_for(measured(ms=2_999), TARGET, passes=1).method is Method.GAIN


def test_where_there_is_no_headroom_the_peak_goes_to_its_limit_and_no_further() -> None:
    plan = plan_for(measured(-30.0, peak=-5.0), TARGET, passes=2)
    assert (plan.method, plan.gain_db) == (Method.GAIN_TO_PEAK, 3.0)


def test_what_is_too_loud_becomes_softer() -> None:
    assert plan_for(measured(-8.0, peak=0.5, ms=400), TARGET, passes=2).gain_db == -15.0


def test_silence_is_left_as_it_is() -> None:
    assert plan_for(measured(None, None, None), TARGET, passes=2).method is Method.SILENCE


finite = st.floats(-69.0, 6.0)


@for_all(integrated=finite, crest=st.floats(0.0, 40.0), ms=st.integers(1, 100_000))
def test_no_gain_passes_the_peak_or_the_target(integrated: float, crest: float, ms: int) -> None:
    plan = plan_for(measured(integrated, integrated + crest, ms=ms), TARGET, passes=2)
    if plan.loudnorm is None:
        assert integrated + plan.gain_db <= TARGET.integrated + 1e-9
        assert integrated + crest + plan.gain_db <= TARGET.true_peak + 1e-9


def test_a_result_that_is_near_enough_is_left_alone() -> None:
    assert correction(Loudness(-23.3, -8.0, None), TARGET, tries=1) == 0.0


def test_a_result_that_is_off_although_it_has_headroom_is_put_right() -> None:
    assert correction(Loudness(-24.0, -8.0, None), TARGET, tries=1) == pytest.approx(1.0)
    assert correction(Loudness(-22.0, -8.0, None), TARGET, tries=1) == pytest.approx(-1.0)


def test_a_peak_that_the_codec_raised_is_brought_below_its_limit() -> None:
    assert correction(Loudness(-23.0, -1.5, None), TARGET, tries=1) == pytest.approx(-0.55)


def test_a_result_at_its_peak_is_left_alone_however_soft_it_is() -> None:
    assert correction(Loudness(-30.0, -2.0, None), TARGET, tries=1) == 0.0


def test_an_mp3_that_nobody_would_know_for_one_is_kept_as_wav() -> None:
    assert Form("mp3").for_length(99).suffix == ".wav"
    assert Form("mp3").for_length(100).suffix == ".mp3"
    assert Form("opus").for_length(50).suffix == ".opus"
