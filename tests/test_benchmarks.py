"""What is made of measurements, and that a load speaks as Twilio does."""

import asyncio
import json
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from twilio.request_validator import RequestValidator

from benchmarks import provider, table, wire
from benchmarks.figures import attained, busiest, mean, percentile, steady_rate
from benchmarks.table import Figure

HUNDRED = [float(n) for n in range(1, 101)]


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [
        (HUNDRED, 0.5, 50),
        (HUNDRED, 0.99, 99),
        (HUNDRED, 1.0, 100),
        ([3.0, 1.0, 2.0], 0.5, 2),
        ([7.0], 0.99, 7),
        ([], 0.5, 0),
    ],
)
def test_a_percentile_is_a_value_that_was_measured(
    values: list[float], share: float, expected: float
) -> None:
    assert percentile(values, share) == expected


def test_the_busiest_second_may_begin_anywhere() -> None:
    assert busiest([0.1, 0.9, 1.0, 1.05, 1.8]) == 4


def test_the_end_of_a_window_is_not_in_it() -> None:
    assert busiest([n / 80 for n in range(400)]) == 80


def test_nothing_has_no_busy_second() -> None:
    assert busiest([]) == 0


def test_a_steady_rate_ignores_a_slow_start_and_end() -> None:
    steady = [10 + n / 50 for n in range(100)]

    assert steady_rate([0.0, *steady, 60.0]) == pytest.approx(50)
    assert steady_rate([1.0]) == 0


def test_a_goal_is_attained_alike_in_both_directions() -> None:
    assert attained(0.4, 0.2, "higher") == 2
    assert attained(1.5, 3.0, "lower") == 2
    assert attained(0, 3.0, "lower") == float("inf")


def test_the_mean_of_before_and_after() -> None:
    assert mean([1.0, 3.0]) == 2
    assert mean([]) == 0


def figure(name: str, value: float, goal: float | None = 1.0) -> Figure:
    return Figure(name, "a thing", value, goal, "higher", {"raw_ms": 1.23456})


def test_a_row_is_as_good_as_its_worst_part() -> None:
    whole = table.whole(
        [figure("P1.a", 0.3, 0.2), figure("P1.b", 0.2, 0.4), figure("P1.c", 0, None)]
    )

    assert (whole.name, whole.value, whole.goal) == ("P1", 0.5, 1)
    assert "P1.b" in whole.what


def test_a_run_of_some_rows_keeps_the_others(tmp_path: Path) -> None:
    path = tmp_path / "results.json"
    table.keep([figure("P1", 1), figure("P1.a", 1), figure("P2", 2)], {"cores": 2}, path)
    table.keep([figure("P1", 3)], {"cores": 4}, path)

    kept = json.loads(path.read_text("utf-8"))
    assert {name: row.get("value") for name, row in kept.items()} == {
        "P1": 3,
        "P2": 2,
        "machine": None,
    }
    assert kept["P1"]["raw"] == {"raw_ms": 1.235}
    assert kept["machine"] == {"cores": 4}


def test_a_line_says_whether_the_goal_is_reached() -> None:
    assert "ok" in table.line(figure("P1", 1.0))
    assert "MISSED" in table.line(figure("P1", 0.99))
    assert "MISSED" not in table.line(figure("P1", 0.99, None))


def test_a_webhook_is_signed_as_twilio_signs() -> None:
    url = "http://127.0.0.1:8000/webhooks/whatsapp"
    head, _, body = provider.webhook(
        url, "SM" + "0" * 32, "+6512345678", "50 juta & 1"
    ).partition(b"\r\n\r\n")
    fields = {name: found[0] for name, found in parse_qs(body.decode()).items()}
    headers = dict(line.split(": ", 1) for line in head.decode().split("\r\n")[1:])

    given = headers["X-Twilio-Signature"]
    assert RequestValidator(provider.TOKEN).validate(url, fields, given)
    assert int(headers["Content-Length"]) == len(body)


def test_requests_that_arrive_in_pieces_or_together_are_answered_one_by_one() -> None:
    taken: list[tuple[bytes, bytes]] = []
    server = wire.Server(lambda line, body, _answer: taken.append((line, body)))
    one = wire.request("/a", "here", b"first", "text/plain")
    two = wire.request("/b", "here", b"second", "text/plain")

    for piece in (one[:10], one[10:-2], one[-2:] + two):
        server.data_received(piece)

    assert [body for _, body in taken] == [b"first", b"second"]


async def _asked(answers: list[bytes]) -> list[int]:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: wire.Server(lambda _line, _body, answer: answer(answers.pop(0))), "127.0.0.1", 0
    )
    async with server:
        caller = await wire.Caller.to(server.sockets[0].getsockname()[1])
        request = wire.request("/", "here", b"", "text/plain")
        statuses = [await caller.ask(request) for _ in range(len(answers))]
        caller.close()
    return statuses


def test_a_caller_reads_answers_of_every_shape() -> None:
    plain = wire.response("200 OK", b"fine")
    empty = b"HTTP/1.1 204 No Content\r\n\r\n"
    chunked = b"HTTP/1.1 503 Busy\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbusy\r\n0\r\n\r\n"

    assert asyncio.run(_asked([plain, empty, chunked, plain])) == [200, 204, 503, 200]
