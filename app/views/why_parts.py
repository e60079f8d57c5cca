"""Small texts that the card of a detection and that of an annotation share."""

from html import escape

from PySide6.QtCore import QCoreApplication

from app.domain.level_rule import RoiReason
from fpn_core.levels import colour_of_rank, text_colour_on


def formula_text(reason: RoiReason) -> str:
    """Eq. 1 with the numbers of one proposal, in two or three lines."""
    area = f"√({reason.width:.0f}·{reason.height:.0f})"
    sign = "+" if reason.shift >= 0 else "−"
    lines = [
        f"k = ⌊{reason.k0} + log₂({area} / {reason.canonical_size:g})⌋",
        f"  = ⌊{reason.k0} {sign} {abs(reason.shift):.2f}⌋ = {reason.k} → {reason.level}",
    ]
    if reason.clamped:
        lines[-1] = lines[-1].split(" → ")[0]
        nearest = QCoreApplication.translate("WhyCard", "{level}, the nearest level that pools")
        lines.append(f"  → {nearest.format(level=reason.level)}")
    return "\n".join(lines)


def chip(name: str, rank: int) -> str:
    """The name of a level on its colour, as rich text."""
    back = colour_of_rank(rank)
    return (
        f'<span style="background-color:{back}; color:{text_colour_on(back)}; font-weight:600">'
        f"&nbsp;{escape(name)}&nbsp;</span>"
    )
