"""Everything that hosts do is told, with who, whom and why."""

from typing import Any
from uuid import uuid4

import pytest

from tests.api.test_administration import WHY, change, send
from tests.support.answers import code_of
from tests.support.board import Board, Person


def acts(host: Person, **query: Any) -> list[dict[str, Any]]:
    """Oldest first."""
    found: list[dict[str, Any]] = host.get("/admin/audit", limit=200, **query)["items"]
    return found[::-1]


def test_every_change_that_a_host_makes_is_told_with_its_reason(host: Person, anna: Person) -> None:
    about = f"/admin/users/{anna.user_id}"
    token = anna.post("/auth/tokens", {"name": "deck"}).json()["token_id"]
    [session] = host.get(f"{about}/sessions")
    change(host, anna, name="Annika", role="admin", plan="pro", reason="Helps out")
    host.post(f"{about}/credits/grant", {"amount": 7, "reason": "Birthday"})
    host.post(f"{about}/password-reset", {"reason": "Forgot it"})
    send(host, "DELETE", f"{about}/tokens/{token}", reason="Lost deck")
    send(host, "DELETE", f"{about}/sessions/{session['session_id']}", reason="Left it open")
    host.post(f"{about}/disable", {"reason": "Too loud"})
    host.post(f"{about}/enable", {"reason": "Sorry"})
    told = acts(host, subject_id=anna.user_id)
    assert [(each["action"], each["reason"], each["details"]) for each in told] == [
        ("user_account.renamed", "Helps out", {}),
        ("user_account.role_changed", "Helps out", {"role": "admin"}),
        ("user_account.plan_changed", "Helps out", {"plan": "pro"}),
        ("credit_ledger.granted", "Birthday", {"amount": 7}),
        ("sign_in.reset_offered", "Forgot it", {}),
        ("sign_in.token_revoked", "Lost deck", {"token_id": token}),
        ("sign_in.session_ended", "Left it open", {"session_id": session["session_id"]}),
        ("user_account.disabled", "Too loud", {}),
        ("user_account.enabled", "Sorry", {}),
    ]
    assert {(each["actor_id"], each["subject_name"]) for each in told} == {(str(host.user_id), "Annika")}


def test_what_was_refused_is_not_told(host: Person, anna: Person) -> None:
    assert change(host, anna, plan="pro", reason=" ").status_code == 422
    assert acts(host, subject_id=anna.user_id) == []


def test_what_changes_nothing_is_not_told(host: Person, anna: Person) -> None:
    assert change(host, anna, plan="free", role="member").status_code == 204
    host.post(f"/admin/users/{anna.user_id}/enable", WHY)
    assert acts(host, subject_id=anna.user_id) == []


def test_what_people_do_by_themselves_is_not_told(board: Board, host: Person) -> None:
    clara = board.member()
    send(clara, "PATCH", "/auth/me", {"name": "Clarissa"})
    token = clara.post("/auth/tokens", {"name": "deck"}).json()["token_id"]
    send(clara, "DELETE", f"/auth/tokens/{token}")
    clara.post("/auth/me/password", {"old": "correct horse", "new": "another horse"})
    clara.post("/auth/logout/everywhere")
    host.http.headers["Soundboard-Position"] = clara.http.headers["Soundboard-Position"]
    assert acts(host, subject_id=clara.user_id) == []
    assert acts(host, actor_id=clara.user_id) == []


def test_a_host_who_gives_themselves_credits_is_told_about(host: Person) -> None:
    grant = {"amount": 3, "reason": f"Mine {uuid4()}"}
    host.post(f"/admin/users/{host.user_id}/credits/grant", grant)
    assert acts(host, subject_id=host.user_id, actor_id=host.user_id)[-1]["reason"] == grant["reason"]
    disguised = host.post(
        f"/admin/users/{host.user_id}/credits/grant", {"amount": 3, "reason": "Opening credits"}
    )
    assert code_of(disguised) == (422, "reason_required")


def test_an_account_that_a_host_opened_and_an_invitation_are_told(board: Board, host: Person) -> None:
    new = {"name": "Dora", "email": f"{uuid4().hex}@board.example", "password": "correct horse"}
    dora = host.post("/admin/users/", new).json()["user_id"]
    opened = [(each["action"], each["subject_name"]) for each in acts(host, subject_id=dora)]
    assert opened == [("user_account.registered", "Dora"), ("credit_ledger.granted", "Dora")]
    invitation_id = host.post("/admin/invitations", {"reason": "Moves in"}).json()["invitation_id"]
    newest = acts(host, action="admin_roster.invited")[-1]
    assert (newest["reason"], newest["details"]) == ("Moves in", {"invitation_id": invitation_id})
    assert (newest["subject_id"], newest["subject_name"]) == (None, None)


def test_no_secret_and_no_address_is_in_the_audit(host: Person, anna: Person) -> None:
    offered = host.post(f"/admin/users/{anna.user_id}/password-reset", WHY).json()["token"]
    invited = host.post("/admin/invitations", WHY).json()["invitation"]
    shown = host.http.get("/admin/audit", params={"limit": 200}).text
    for secret in (offered, invited, anna.get("/auth/me")["email"], "sealed", "hash"):
        assert secret not in shown


def test_pages_of_the_audit_follow_each_other(host: Person, anna: Person) -> None:
    for _ in range(3):
        host.post(f"/admin/users/{anna.user_id}/disable", WHY)
        host.post(f"/admin/users/{anna.user_id}/enable", WHY)
    whole = host.get("/admin/audit", subject_id=anna.user_id)["items"]
    paged, query = [], {"subject_id": str(anna.user_id), "limit": "4"}
    while True:
        page = host.get("/admin/audit", **query)
        paged += page["items"]
        if page["next"] is None:
            break
        query["cursor"] = page["next"]
    assert (len(whole), paged) == (6, whole)
    assert host.get("/admin/audit", subject_id=anna.user_id, limit=2, offset=3)["items"] == whole[3:5]


@pytest.mark.parametrize(
    "query", [{"actor_id": "me"}, {"subject_id": "1"}, {"action": "a\0b"}, {"cursor": "???"}]
)
def test_an_audit_asked_for_wrongly_is_422(host: Person, query: dict[str, str]) -> None:
    assert host.http.get("/admin/audit", params=query).status_code == 422


def test_an_unknown_action_gives_an_empty_list(host: Person) -> None:
    assert host.get("/admin/audit", action="nonsense")["items"] == []


def test_only_hosts_read_it(anna: Person) -> None:
    assert code_of(anna.http.get("/admin/audit")) == (403, "forbidden")
