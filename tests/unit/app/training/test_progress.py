"""What a run has told: read from its lines, whatever else stands in the file."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.domain.training.progress import MOST_MESSAGES, MOST_POINTS, Phase, RunProgress
from fpn_core.runs import Event, Outcome

PLAN = {
    "event": "plan", "parts": ["predictor", "rpn"], "pictures": 48, "held_out": 16,
    "classes": ["cup"], "new_classes": ["cup"], "kept_classes": ["cat"], "recall": 0.4,
    "side": 640, "steps": 900, "minutes": 4.0, "batch": 4, "text": "48 pictures; why",
}  # fmt: skip


def step(number: int, loss: float = 1.0, **values: Any) -> dict[str, Any]:
    return {"event": "step", "step": number, "steps": 900, "loss": loss, **values}


def judged(number: int, ap50: float | None, weights: str = "average", **values: Any) -> dict:
    return {"event": "judged", "step": number, "weights": weights, "AP": ap50, "AP50": ap50,
            "AP50_of_classes": {"cup": ap50}, "AP50_old": None, "AP50_new": ap50,
            **values}  # fmt: skip


def told(*entries: Any) -> RunProgress:
    progress = RunProgress()
    progress.take(entries)
    return progress


def test_a_whole_run() -> None:
    progress = told(
        {"event": "phase", "phase": "caching", "done": 3, "total": 12},
        PLAN,
        judged(0, 0.61, "parent"),
        step(450, 0.5, seconds_left=180.0, pictures_per_second=11.4, rpn_box=0.1, kept=0.01),
        judged(450, 0.7, best=True),
        judged(500, 0.65),
        {"event": "note", "text": "The rate\nwas halved"},
        {"event": "problem", "text": "a.png is broken"},
        {"event": "end", "outcome": "done", "text": "", "model": "/runs/1/model.safetensors"},
    )
    assert progress.plan is not None
    assert progress.plan.parts == ("predictor", "rpn")
    assert progress.plan.recall == 0.4
    assert progress.last is not None
    assert progress.last.losses == {"rpn_box": 0.1, "kept": 0.01}
    assert progress.share == 500 / 900
    assert progress.parent is not None
    assert progress.parent.ap50 == 0.61
    assert progress.best is not None
    assert progress.best.step == 450
    assert [(each.text, each.problem) for each in progress.messages] == [
        ("The rate was halved", False), ("a.png is broken", True)
    ]  # fmt: skip
    assert progress.end is not None
    assert progress.end.outcome is Outcome.DONE


def test_the_share_is_that_of_the_phase_before_training() -> None:
    progress = told({"event": "phase", "phase": "caching", "done": 3, "total": 12})
    assert progress.share == 0.25
    progress.take([step(90)])
    assert progress.phase == Phase("training")
    assert progress.share == 0.1
    progress.take([{"event": "phase", "phase": "judging", "done": 1, "total": 2}])
    assert progress.share == 0.1, "judging in between does not set it back"


def test_judgements_say_how_far_it_is_where_steps_are_told_rarely() -> None:
    progress = told(
        {"event": "phase", "phase": "measuring", "done": 12, "total": 12}, PLAN,
        judged(0, 0.5, "parent"),
    )  # fmt: skip
    assert progress.share == 1.0
    progress.take([judged(90, 0.6)])
    assert progress.phase == Phase("training")
    assert (progress.step, progress.steps, progress.share) == (90, 900, 0.1)


def test_pause_and_resume() -> None:
    progress = told({"event": "paused", "step": 3})
    assert progress.paused
    progress.take([{"event": "resumed", "step": 3}])
    assert not progress.paused


def test_the_best_is_the_last_that_was_better_and_never_the_parent() -> None:
    assert told(judged(0, 0.6, "parent", best=True), judged(50, 0.5)).best is None
    progress = told(judged(50, 0.7, best=True), judged(90, 0.8, "raw", best=True))
    assert progress.best is not None
    assert progress.best.weights == "raw"


def test_very_long_runs_take_no_more_room() -> None:
    progress = told(*(step(number, 1 / number) for number in range(1, 20_000)))
    assert len(progress.losses) <= MOST_POINTS
    assert progress.losses[-1][0] > 19_900
    assert progress.losses == sorted(progress.losses)
    assert progress.last is not None
    assert progress.last.step == 19_999
    many = told(*({"event": "note", "text": str(number)} for number in range(500)))
    assert len(many.messages) == MOST_MESSAGES
    assert many.messages[-1].text == "499"


def test_figures_that_are_none_are_left_out() -> None:
    progress = told(
        step(1, float("nan")), step(2, 0.5, rate=float("inf"), seconds_left=None),
        judged(0, 7.0), judged(1, None),
    )  # fmt: skip
    assert progress.losses == [(2, 0.5)]
    assert [each.ap50 for each in progress.judged] == [None, None]


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=5,
)
keys = st.sampled_from([
    "phase", "done", "total", "parts", "step", "steps", "loss", "AP50", "AP50_of_classes", "best",
    "text", "outcome", "model", "weights", "classes", "recall",
])  # fmt: skip
entries = st.builds(
    lambda event, rest: {**rest, "event": event},
    st.sampled_from([*map(str, Event), "later", 3, None]),
    st.dictionaries(keys, values),
)


@given(st.lists(entries, max_size=20))
def test_no_line_of_any_kind_breaks_it(lines: list[dict[str, Any]]) -> None:
    progress = RunProgress()
    progress.take(lines)
    assert 0 <= progress.share <= 1
    json.dumps([progress.losses, [each.text for each in progress.messages]], allow_nan=False)
