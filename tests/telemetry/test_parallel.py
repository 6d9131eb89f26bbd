"""Work by threads, in order."""

import threading
import time

import pytest

from vedette.model.errors import UnreadableInput
from vedette.telemetry.parallel import IN_FLIGHT, in_order


def failing(count):
    yield from range(count)
    raise UnreadableInput("x.gz", "damaged")


def slow(number):
    time.sleep(0.001 * (number % 3))
    return number


@pytest.mark.parametrize("count", [0, 1, 2, 50])
def test_results_come_in_order(count):
    assert list(in_order(iter(range(count)), slow)) == list(range(count))


@pytest.mark.parametrize("count", [0, 1, 2, 50])
def test_an_error_of_the_input_comes_after_all_results_before_it(count):
    results = []
    with pytest.raises(UnreadableInput):
        results.extend(in_order(failing(count), slow))
    assert results == list(range(count))


def test_an_error_of_the_work_is_raised():
    with pytest.raises(ZeroDivisionError):
        list(in_order(iter([1, 0, 2]), lambda number: 1 // number))


def test_few_pieces_are_held_at_once():
    taken = done = 0

    def pieces():
        nonlocal taken
        for number in range(40):
            taken += 1
            assert taken - done <= IN_FLIGHT + 1
            yield number

    for _ in in_order(pieces(), slow):
        done += 1


def test_one_piece_is_worked_on_without_threads():
    (worker,) = in_order(iter([0]), lambda _: threading.current_thread())
    assert worker is threading.current_thread()
