"""A consumer that falls silent is told from one that has nothing to say."""

from kernel.delivery import SILENT_SECONDS, Delivery

ONE, OTHER = ("plays.scored", 0), ("plays.scored", 1)


def test_nothing_to_read_is_no_silence() -> None:
    delivery = Delivery()
    delivery.begin({ONE: 5, OTHER: 0})
    assert delivery.silent({ONE: 5, OTHER: 0}, 0.0) == []
    assert delivery.silent({ONE: 5, OTHER: 0}, 1000.0) == []


def test_records_that_do_not_come_are() -> None:
    delivery = Delivery()
    delivery.begin({ONE: 5, OTHER: 0})
    assert delivery.silent({ONE: 9, OTHER: 0}, 100.0) == []
    delivery.heard(OTHER, 7)
    assert delivery.silent({ONE: 9, OTHER: 7}, 100.0 + SILENT_SECONDS - 1) == []
    assert delivery.silent({ONE: 12, OTHER: 7}, 100.0 + SILENT_SECONDS) == [ONE]


def test_whoever_is_slow_but_gets_on_is_not_silent() -> None:
    delivery = Delivery()
    delivery.begin({ONE: 0})
    for turn in range(100):
        assert delivery.silent({ONE: 1000}, turn * SILENT_SECONDS) == []
        delivery.heard(ONE, turn)


def test_a_new_assignment_begins_anew() -> None:
    delivery = Delivery()
    delivery.begin({ONE: 0, OTHER: 0})
    assert delivery.silent({ONE: 9, OTHER: 9}, 0.0) == []
    delivery.begin({OTHER: 0})
    assert delivery.silent({ONE: 9, OTHER: 9}, SILENT_SECONDS) == []
    assert delivery.silent({ONE: 9, OTHER: 9}, 2 * SILENT_SECONDS) == [OTHER]


def test_a_pause_is_no_silence() -> None:
    delivery = Delivery()
    delivery.begin({ONE: 0})
    assert delivery.silent({ONE: 9}, 0.0) == []
    delivery.resume()
    assert delivery.silent({ONE: 9}, SILENT_SECONDS) == []
    assert delivery.silent({ONE: 9}, 2 * SILENT_SECONDS) == [ONE]
