"""Whose turn it is: a person's requests go before the folder's, whatever the order of arrival."""

import json
import threading
from collections.abc import Iterator
from typing import Any, cast

from hypothesis import given
from hypothesis import strategies as st

from fpn_core.inbox import Inbox

requests = st.fixed_dictionaries(
    {"op": st.just("detect")},
    optional={"channel": st.sampled_from(["view", "folder", "gallery"])},
)


def filled(*lines: dict[str, Any] | str) -> Inbox:
    """An inbox that has read these lines; the stream stays open after them."""
    read, stay = threading.Event(), threading.Event()

    def stream() -> Iterator[str]:
        for line in lines:
            yield line if isinstance(line, str) else json.dumps(line)
        read.set()
        stay.wait(30)

    inbox = Inbox(cast(Any, stream()))
    assert read.wait(30)
    stay.set()
    return inbox


def taken(inbox: Inbox) -> list[tuple[dict[str, Any], bool]]:
    found = []
    while (each := inbox.take()) is not None:
        found.append(each)
    return found


@given(st.lists(requests, max_size=12))
def test_nobody_waits_for_the_folder(lines: list[dict[str, Any]]) -> None:
    numbered = [{**line, "id": number} for number, line in enumerate(lines)]
    inbox = filled(*numbered)
    folder = [line for line in numbered if line.get("channel") == "folder"]
    urgent = [line for line in numbered if line not in folder]
    order = [inbox.take() for _ in numbered]
    assert [each[0] for each in order if each] == urgent + folder
    for place, each in enumerate(order):
        assert each is not None
        line, replaced = each
        channel = line.get("channel")
        newer = [other for other in urgent[place + 1 :] if other.get("channel") == channel]
        assert replaced == bool(channel not in (None, "folder") and newer)


def test_what_comes_next_stays_where_it_is() -> None:
    files = [{"op": "detect", "channel": "folder", "file": str(n)} for n in range(5)]
    inbox = filled({"op": "ping"}, *files)
    assert inbox.coming(2) == files[:2]
    assert inbox.coming(9) == files
    assert inbox.take() == ({"op": "ping"}, False)
    assert inbox.take() == (files[0], False)


def test_the_end_leaves_the_folder_undone() -> None:
    folder = {"op": "detect", "channel": "folder"}
    inbox = filled(folder, {"op": "ping"}, folder)
    first = inbox.take()
    assert first == ({"op": "ping"}, False)
    assert len(taken(inbox)) <= 2


def test_lines_that_are_no_requests_are_answered_too() -> None:
    inbox = filled("no json", "[1]", "[" * 100_000, '{"op": "ping", "channel": ["folder"]}')
    words = ["no JSON", "found list", "no JSON"]
    for word in words:
        each = inbox.take()
        assert each is not None
        assert word in each[0]["why"]
    assert inbox.take() == ({"op": "ping", "channel": ["folder"]}, False)
