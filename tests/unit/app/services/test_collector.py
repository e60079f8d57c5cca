"""The collector of garbage rests while anybody asks for it, and comes back after the last one."""

import gc
from contextlib import ExitStack

from app.services.collector import settle, unsettle, without_collector


def test_two_that_end_in_any_order_both_have_their_rest() -> None:
    assert gc.isenabled()
    first, second = ExitStack(), ExitStack()
    first.enter_context(without_collector())
    second.enter_context(without_collector())
    first.close()
    assert not gc.isenabled()
    second.close()
    assert gc.isenabled()


def test_what_was_off_before_stays_off() -> None:
    gc.disable()
    try:
        with without_collector():
            assert not gc.isenabled()
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_what_has_settled_is_left_out_until_it_is_unsettled() -> None:
    kept = [[number] for number in range(100)]
    settle()
    try:
        assert gc.get_freeze_count() > len(kept)
    finally:
        unsettle()
    assert gc.get_freeze_count() == 0
