"""The Levels menu: what is shown of the detections, and in which colours."""

from PySide6.QtCore import QT_TRANSLATE_NOOP

from app.domain.view_filter import ColourBy
from app.views.actions.spec import ActionSpec, Window, has_frames, has_model, row
from fpn_core.levels import LEVEL_COLOURS, RESERVE_COLOURS

_T = QT_TRANSLATE_NOOP
_SCORE_STEP = 0.05
_FIRST_LEVEL_KEY = 2


def toggle_level(window: Window, rank: int) -> None:
    """Show or hide one level."""
    window.document.set_view(window.document.view.toggle_rank(rank))


def all_levels(window: Window) -> None:
    """Show every level."""
    view = window.document.view
    for rank in view.hidden_ranks:
        view = view.toggle_rank(rank)
    window.document.set_view(view)


def show_all(window: Window) -> None:
    """Show every class and level."""
    window.document.show_all()


def colour_by(window: Window, mode: ColourBy) -> None:
    """Let colours say something else."""
    window.document.set_colour_by(mode)


def cycle_colours(window: Window) -> None:
    """Go to the next way to colour boxes."""
    document = window.document
    document.set_colour_by(document.view.colour_by.following(has_frames(document)))


def lower_score(window: Window) -> None:
    """Show more boxes."""
    window.document.set_score(window.document.view.score - _SCORE_STEP)


def raise_score(window: Window) -> None:
    """Show fewer boxes."""
    window.document.set_score(window.document.view.score + _SCORE_STEP)


def _level_row(rank: int) -> ActionSpec:
    return row(
        f"level_{rank}",
        "levels",
        _T("Actions", "Show level {number}"),
        f"Alt+{rank + _FIRST_LEVEL_KEY}",
        "ph.eye",
        lambda window: toggle_level(window, rank),
        lambda d: d.model is not None and rank < len(d.model.levels),
        lambda d: rank not in d.view.hidden_ranks,
        number=rank + 1,
    )


LEVEL_ROWS = tuple(_level_row(rank) for rank in range(len(LEVEL_COLOURS) + len(RESERVE_COLOURS)))
ACTIONS: tuple[ActionSpec, ...] = (
    *LEVEL_ROWS,
    row(
        "all_levels",
        "levels",
        _T("Actions", "Show all levels"),
        "Alt+0",
        "ph.stack",
        all_levels,
        has_model,
    ),
    row(
        "show_all",
        "levels",
        _T("Actions", "Show all classes and levels"),
        "",
        "ph.eye",
        show_all,
        has_model,
    ),
    row(
        "cycle_colours",
        "levels",
        _T("Actions", "Next way to colour boxes"),
        "C",
        "ph.palette",
        cycle_colours,
        group=True,
    ),
    row(
        "lower_score",
        "levels",
        _T("Actions", "Lower the score by 0.05"),
        "-",
        "ph.minus",
        lower_score,
        group=True,
    ),
    row(
        "raise_score",
        "levels",
        _T("Actions", "Raise the score by 0.05"),
        "+ =",
        "ph.plus",
        raise_score,
    ),
)
