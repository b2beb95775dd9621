"""What the program says when it says no."""

import httpx


def code_of(answer: httpx.Response) -> tuple[int, str]:
    """The status of a refusal, and the code that programs read."""
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    return answer.status_code, answer.json()["code"]
