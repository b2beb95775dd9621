"""How one person gets in."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from domain.errors import (
    AlreadyLinkedError,
    LastWayInError,
    LinkStaleError,
    ReasonRequiredError,
    SessionStaleError,
    TooManyTokensError,
)
from domain.sign_in import ENDED_REMEMBERED_MAX, TOKENS_MAX, SignIn
from domain.values import Scope
from tests.support.aggregates import ANNA, collected, given, news, rebuilt_from, rebuilt_from_snapshot
from tests.support.clock import NOON

SESSION = UUID(int=11)
TOKEN = UUID(int=12)


def a_way_in(*, has_password: bool = True) -> SignIn:
    return given(SignIn.open(ANNA, has_password=has_password, at=NOON))


def test_a_new_password_ends_every_session_but_the_one_it_was_chosen_in() -> None:
    sign_in = a_way_in()
    sign_in.change_password(kept_session=SESSION, at=NOON)
    assert (sign_in.epoch, sign_in.kept_session) == (1, SESSION)


def test_signing_out_everywhere_keeps_no_session() -> None:
    sign_in = a_way_in()
    sign_in.change_password(kept_session=SESSION, at=NOON)
    sign_in.sign_out_everywhere(at=NOON)
    assert (sign_in.epoch, sign_in.kept_session) == (2, None)


def test_a_session_cannot_begin_with_what_was_true_before_a_change() -> None:
    sign_in = a_way_in()
    sign_in.change_password(kept_session=None, at=NOON)
    with pytest.raises(SessionStaleError):
        sign_in.ensure_of_this_epoch(0)
    sign_in.ensure_of_this_epoch(1)


def test_a_reset_link_is_good_once() -> None:
    sign_in = a_way_in()
    sign_in.offer_reset(reason="Forgot it", at=NOON)
    offer = sign_in.offer
    sign_in.reset_password(offer, at=NOON)
    with pytest.raises(LinkStaleError):
        sign_in.reset_password(offer, at=NOON)


def test_a_second_reset_link_voids_the_first() -> None:
    sign_in = a_way_in()
    sign_in.offer_reset(reason="Forgot it", at=NOON)
    first = sign_in.offer
    sign_in.offer_reset(reason="Lost the link", at=NOON)
    with pytest.raises(LinkStaleError):
        sign_in.reset_password(first, at=NOON)


def test_a_password_chosen_meanwhile_voids_the_link() -> None:
    sign_in = a_way_in()
    sign_in.offer_reset(reason="Forgot it", at=NOON)
    offer = sign_in.offer
    sign_in.change_password(kept_session=None, at=NOON)
    with pytest.raises(LinkStaleError):
        sign_in.reset_password(offer, at=NOON)


def test_a_token_is_revoked_once() -> None:
    sign_in = a_way_in()
    sign_in.issue_token(TOKEN, {Scope.READ}, expires_at=None, at=NOON)
    given(sign_in)
    sign_in.revoke_token(TOKEN, reason="", at=NOON)
    sign_in.revoke_token(TOKEN, reason="", at=NOON)
    assert news(sign_in) == [(SignIn.TokenRevoked, {"user_id": ANNA, "token_id": TOKEN, "reason": ""})]


def test_a_host_who_ends_a_session_says_why() -> None:
    sign_in = a_way_in()
    with pytest.raises(ReasonRequiredError):
        sign_in.end_session(SESSION, why="by_host", reason=" ", at=NOON)
    sign_in.end_session(SESSION, why="by_host", reason="Left it open", at=NOON)
    told = {"user_id": ANNA, "session_id": SESSION, "why": "by_host", "reason": "Left it open"}
    assert news(sign_in) == [(SignIn.SessionEnded, told)]


def test_ending_a_session_twice_is_no_news() -> None:
    sign_in = a_way_in()
    for _ in range(2):
        sign_in.end_session(SESSION, why="signed_out", reason="", at=NOON)
    assert [kind for kind, _ in news(sign_in)] == [SignIn.SessionEnded]


def test_of_sessions_that_ended_only_the_last_are_remembered() -> None:
    sign_in = a_way_in()
    for number in range(2 * ENDED_REMEMBERED_MAX):
        sign_in.end_session(UUID(int=number), why="signed_out", reason="", at=NOON)
    assert len(sign_in.ended) == ENDED_REMEMBERED_MAX


def test_tokens_are_bounded_and_expired_ones_do_not_count() -> None:
    sign_in = a_way_in()
    until = NOON + timedelta(hours=1)
    for _ in range(TOKENS_MAX):
        sign_in.issue_token(uuid4(), {Scope.READ}, expires_at=until, at=NOON)
    with pytest.raises(TooManyTokensError):
        sign_in.issue_token(TOKEN, {Scope.READ}, expires_at=None, at=NOON)
    sign_in.issue_token(TOKEN, {Scope.READ}, expires_at=None, at=until + timedelta(seconds=1))
    assert list(sign_in.tokens) == [str(TOKEN)]


def test_the_last_way_in_is_not_unlinked() -> None:
    sign_in = a_way_in(has_password=False)
    sign_in.link("github", "one", at=NOON)
    with pytest.raises(LastWayInError):
        sign_in.unlink("github", at=NOON)
    sign_in.link("google", "two", at=NOON)
    sign_in.unlink("github", at=NOON)
    with pytest.raises(LastWayInError):
        sign_in.unlink("google", at=NOON)


def test_with_a_password_every_identity_may_go() -> None:
    sign_in = a_way_in(has_password=False)
    sign_in.link("github", "one", at=NOON)
    sign_in.change_password(kept_session=None, at=NOON)
    sign_in.unlink("github", at=NOON)
    assert sign_in.identities == {}


def test_one_identity_of_a_provider_is_linked_at_a_time() -> None:
    sign_in = a_way_in()
    sign_in.link("github", "one", at=NOON)
    given(sign_in)
    sign_in.link("github", "one", at=NOON)
    with pytest.raises(AlreadyLinkedError):
        sign_in.link("github", "another", at=NOON)
    assert news(sign_in) == []


def test_a_closed_way_in_lets_nobody_in() -> None:
    sign_in = a_way_in()
    sign_in.issue_token(TOKEN, {Scope.READ}, expires_at=None, at=NOON)
    sign_in.link("github", "one", at=NOON)
    sign_in.close(at=NOON)
    assert (sign_in.has_password, sign_in.tokens, sign_in.identities) == (False, {}, {})
    with pytest.raises(SessionStaleError):
        sign_in.ensure_of_this_epoch(0)


def test_replaying_the_events_and_a_snapshot_rebuild_the_same() -> None:
    sign_in = SignIn.open(ANNA, has_password=True, at=NOON)
    sign_in.change_password(kept_session=SESSION, at=NOON)
    sign_in.issue_token(TOKEN, {Scope.READ, Scope.PLAY}, expires_at=NOON, at=NOON)
    sign_in.offer_reset(reason="Forgot it", at=NOON)
    sign_in.link("github", "one", at=NOON)
    assert rebuilt_from(collected(sign_in)) == sign_in
    assert rebuilt_from_snapshot(sign_in) == sign_in
