"""Plans and prices, as hosts make them and members feel them; and the statement that tells of it."""

import csv
import io
from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.answers import code_of
from tests.support.board import OPENING_CREDITS, Board, Person, running_board, wait_for

TERMS = {
    "daily": 10,
    "maximum": 50,
    "opening": 20,
    "cooldown_seconds": 0,
    "extractions_a_day": 5,
    "extraction_seconds_max": 600,
}
WHY = {"reason": "for the test"}


@pytest.fixture(scope="module")
def board(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Board]:
    """One whose prices may be changed."""
    with running_board(tmp_path_factory.mktemp("board")) as running:
        yield running


def plans(host: Person) -> dict[str, dict[str, Any]]:
    return {each.pop("name"): each for each in host.get("/admin/users/plans/list")}


def make(host: Person, name: str, **changes: object) -> None:
    answer = host.post("/admin/plans", {"name": name, **TERMS, **changes, **WHY})
    assert answer.status_code == 201, answer.text


def put(host: Person, path: str, body: dict[str, object]) -> Any:
    return host.http.put(path, json=body)


def move(host: Person, somebody: Person, plan: str) -> Any:
    return host.http.patch(f"/admin/users/{somebody.user_id}", json={"plan": plan, **WHY})


def pressed(person: Person, bell: str) -> str:
    """The id of a play that has ended."""
    play_id = person.post(f"/sounds/play/{bell}").json()["play_id"]
    wait_for(lambda: person.get(f"/plays/{play_id}")["state"], lambda state: state == "finished")
    return str(play_id)


def statement(person: Person, **query: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = person.get("/credits/transactions", **query)["items"]
    return found


def test_a_board_begins_with_three_plans_and_three_prices(host: Person, anna: Person) -> None:
    assert {"free", "premium", "pro"} <= plans(host).keys()
    prices = {each["action"]: each["credits"] for each in anna.get("/credits/actions")}
    assert prices == {"vlc_play_sound": 1, "audio_extraction": 5, "text_to_speech": 2}


def test_a_host_makes_a_plan_changes_it_and_retires_it(host: Person, anna: Person, ben: Person) -> None:
    make(host, "gold", daily=99)
    assert plans(host)["gold"] == {**TERMS, "daily": 99, "is_retired": False}
    assert move(host, anna, "gold").status_code == 204
    assert put(host, "/admin/plans/gold", {**TERMS, "daily": 98, **WHY}).status_code == 204
    assert plans(host)["gold"]["daily"] == 98
    assert host.post("/admin/plans/gold/retire", WHY).status_code == 204
    assert plans(host)["gold"]["is_retired"]
    assert code_of(move(host, ben, "gold")) == (409, "plan_retired")
    told = {each["action"] for each in host.get("/admin/audit", limit=200)["items"]}
    assert {"tariff.plan_made", "tariff.plan_changed", "tariff.plan_retired"} <= told


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"name": "free"}, (409, "plan_exists")),
        ({"name": "With blanks"}, (422, "invalid_terms")),
        ({"name": "../x"}, (422, "invalid_terms")),
        ({"name": ""}, (422, "invalid_request")),
        ({"name": "x" * 31}, (422, "invalid_request")),
        ({"daily": -1}, (422, "invalid_terms")),
        ({"daily": 10**7}, (422, "invalid_terms")),
        ({"cooldown_seconds": 3_601}, (422, "invalid_terms")),
        ({"daily": 1.5}, (422, "invalid_request")),
        ({"daily": None}, (422, "invalid_request")),
        ({"is_admin": True}, (422, "invalid_request")),
        ({"reason": ""}, (422, "invalid_request")),
        ({"reason": "  "}, (422, "reason_required")),
    ],
)
def test_a_plan_that_makes_no_sense_is_refused(
    host: Person, body: dict[str, object], code: tuple[int, str]
) -> None:
    before = plans(host)
    assert code_of(host.post("/admin/plans", {"name": "silver", **TERMS, **WHY, **body})) == code
    assert plans(host) == before


def test_nobody_comes_to_a_plan_that_is_not_there(host: Person, anna: Person) -> None:
    assert code_of(move(host, anna, "platinum")) == (404, "unknown_plan")
    assert code_of(put(host, "/admin/plans/platinum", {**TERMS, **WHY})) == (404, "unknown_plan")
    assert code_of(host.post("/admin/plans/free/retire", WHY)) == (409, "plan_retired")
    body: dict[str, object] = {"credits": 1, "plan": "platinum", **WHY}
    assert code_of(put(host, "/admin/prices/vlc_play_sound", body)) == (404, "unknown_plan")
    assert code_of(put(host, "/admin/prices/breathing", {"credits": 1, **WHY})) == (404, "unknown_action")


def test_a_price_of_a_plan_is_for_those_on_it(host: Person, anna: Person, ben: Person, bell: str) -> None:
    make(host, "dear")
    move(host, ben, "dear")
    body: dict[str, object] = {"credits": 3, "per_second": "0.5", "plan": "dear", **WHY}
    assert put(host, "/admin/prices/vlc_play_sound", body).status_code == 204
    shown = {each["action"]: each for each in ben.get("/credits/actions")}
    assert shown["vlc_play_sound"] == {"action": "vlc_play_sound", "credits": 3, "per_second": 0.5}
    assert anna.post(f"/sounds/play/{bell}").json()["price"] == 1
    assert ben.post(f"/sounds/play/{bell}").json()["price"] > 3


def test_a_host_sees_all_prices_and_takes_one_of_a_plan_away(host: Person, anna: Person) -> None:
    make(host, "wordy")
    move(host, anna, "wordy")
    body: dict[str, object] = {"credits": 2, "plan": "wordy", **WHY}
    assert put(host, "/admin/prices/text_to_speech", body).status_code == 204
    own = {"action": "text_to_speech", "plan": "wordy", "credits": 2, "per_second": 0}
    shown = host.get("/admin/prices")
    assert own in shown
    assert {**own, "plan": None} in shown
    path = "/admin/prices/text_to_speech/wordy"
    assert host.http.request("DELETE", path, json=WHY).status_code == 204
    assert own not in host.get("/admin/prices")
    wait_for(
        lambda: [each["action"] for each in host.get("/admin/audit", limit=200)["items"]],
        lambda told: "tariff.price_withdrawn" in told,
    )
    for wrong, code in (("breathing/wordy", "unknown_action"), ("text_to_speech/platinum", "unknown_plan")):
        assert code_of(host.http.request("DELETE", f"/admin/prices/{wrong}", json=WHY)) == (404, code)


@pytest.mark.parametrize("per_second", ["0.0001", "-1", "many", 2_000])
def test_a_price_that_cannot_be_kept_exactly_is_refused(host: Person, per_second: object) -> None:
    body = {"credits": 1, "per_second": per_second, **WHY}
    assert code_of(put(host, "/admin/prices/text_to_speech", body)) == (422, "invalid_request")


def test_the_same_sound_again_is_429_with_the_seconds_left(host: Person, anna: Person, bell: str) -> None:
    make(host, "slow", cooldown_seconds=600)
    move(host, anna, "slow")
    pressed(anna, bell)
    refused = anna.post(f"/sounds/play/{bell}")
    assert code_of(refused) == (429, "cooldown")
    assert int(refused.headers["retry-after"]) == refused.json()["retry_after"]
    assert 590 <= refused.json()["retry_after"] <= 600
    other = next(each["sound_id"] for each in anna.sounds().values() if each["sound_id"] != bell)
    assert anna.post(f"/sounds/play/{other}").status_code == 200


def test_a_host_puts_a_balance_right_either_way(host: Person, anna: Person) -> None:
    path = f"/admin/users/{anna.user_id}/credits/adjust"
    assert host.post(path, {"amount": -5, "reason": "Counted twice"}).json()["balance"] == OPENING_CREDITS - 5
    assert host.post(path, {"amount": 2, "reason": "Too much"}).json()["balance"] == OPENING_CREDITS - 3
    assert code_of(host.post(path, {"amount": -18, **WHY})) == (402, "insufficient_credits")
    assert code_of(host.post(path, {"amount": 0, **WHY})) == (422, "invalid_amount")
    anna.http.headers["Soundboard-Position"] = host.http.headers["Soundboard-Position"]
    lines = statement(anna, action="credit_adjustment")
    assert [each["amount"] for each in lines] == [2, -5]
    assert lines[1]["sentence"] == "Put right by a host (Counted twice), -5 credits"


def test_each_line_of_a_statement_is_a_sentence(anna: Person, bell: str) -> None:
    pressed(anna, bell)
    anna.settled_balance()
    [play, opening] = statement(anna, zone="Asia/Tokyo")
    assert play["sentence"].startswith("bell, played ")
    assert play["sentence"].endswith(", 1 credit")
    assert opening["sentence"] == "Opening credits, +20 credits"
    [in_utc, _] = statement(anna)
    assert in_utc["sentence"] != play["sentence"]
    assert (play["details"], play["balance_before"], play["balance_after"]) == ({"title": "bell"}, 20, 19)


def test_a_statement_is_filtered_by_outcome(anna: Person, bell: str) -> None:
    pressed(anna, bell)
    anna.settled_balance()
    assert [each["action"] for each in statement(anna, outcome="spent")] == ["vlc_play_sound"]
    assert [each["action"] for each in statement(anna, outcome="done")] == ["credit_addition"]
    assert statement(anna, outcome="released") == []
    for wrong in ({"outcome": "lost"}, {"zone": "Mars/Olympus"}, {"zone": "../../etc/passwd"}):
        assert code_of(anna.http.get("/credits/transactions", params=wrong)) == (422, "invalid_request")


def test_a_statement_is_taken_home_as_a_file(host: Person, anna: Person, bell: str) -> None:
    pressed(anna, bell)
    host.post(f"/admin/users/{anna.user_id}/credits/grant", {"amount": 1, "reason": "=HYPERLINK(1)"})
    anna.settled_balance()
    shown = wait_for(lambda: statement(anna), lambda lines: len(lines) == 3)
    as_json = anna.http.get("/credits/transactions/export", params={"format": "json"})
    assert as_json.json() == shown
    as_csv = anna.http.get("/credits/transactions/export")
    assert as_csv.headers["content-type"] == "text/csv; charset=utf-8"
    assert as_csv.headers["content-disposition"] == "attachment; filename=credits.csv"
    rows = list(csv.DictReader(io.StringIO(as_csv.text)))
    assert [row["sentence"].lstrip("'") for row in rows] == [each["sentence"] for each in shown]
    assert [row["amount"] for row in rows] == ["1", "-1", "20"]
    assert rows[0]["reason"] == "'=HYPERLINK(1)"
    assert code_of(anna.http.get("/credits/transactions/export", params={"format": "xls"}))[0] == 422


def test_a_ledger_is_shown_as_it_was(host: Person, anna: Person, ben: Person, bell: str) -> None:
    pressed(anna, bell)
    anna.settled_balance()
    now = anna.get("/credits/replay")
    assert (now["version"], now["balance"], now["spendable"]) == (4, 19, 19)
    assert [each["event"].partition(".")[2] for each in now["steps"]] == [
        *("opened", "granted", "reserved", "spent")
    ]
    assert now["steps"][2]["who"] == "the owner"
    while_it_sounded = anna.get("/credits/replay", version=3, step=1)
    assert (while_it_sounded["balance"], while_it_sounded["reserved"]) == (20, 1)
    assert len(while_it_sounded["steps"]) == len(while_it_sounded["open"]) == 1
    assert anna.get("/credits/replay", at=while_it_sounded["at"])["version"] == 3
    assert host.get(f"/admin/users/{anna.user_id}/credits/replay") == now
    before = anna.http.get("/credits/replay", params={"at": "2020-01-01T00:00:00Z"})
    assert code_of(before) == (404, "not_found")
    assert code_of(ben.http.get(f"/admin/users/{anna.user_id}/credits/replay")) == (403, "forbidden")
    for wrong in ({"version": "0"}, {"version": str(2**40)}, {"at": "noon"}, {"step": "0"}):
        assert code_of(anna.http.get("/credits/replay", params=wrong)) == (422, "invalid_request")
