"""What the card says of a box of a person: where it came from, or which level suits it best."""

from dataclasses import dataclass
from html import escape

import numpy as np
from PySide6.QtCore import QCoreApplication

from app.domain.annotation_levels import level_ranks
from app.domain.detections import DetectionSet, ModelInfo
from app.domain.level_rule import explain_drawn_roi, match_anchor
from app.domain.records import Annotation, Box, Origin
from app.views.why_parts import chip, formula_text


@dataclass(frozen=True)
class Explanation:
    """The lines of the card; "–" where nothing is known, no formula for ""."""

    anchor: str
    objectness: str
    roi: str
    proposal: str
    formula: str = ""


def explain_annotation(
    annotation: Annotation, found: DetectionSet | None, model: ModelInfo | None
) -> Explanation:
    """Explain the levels of an annotation: those that fired, or those that suit a drawn box."""
    if annotation.origin is not None:
        return _explain_origin(annotation, annotation.origin, found, model)
    if found is None:
        waits = QCoreApplication.translate("WhyCard", "drawn; known once the model has run here")
        return Explanation(waits, "–", "–", "–")
    return _explain_drawn(annotation.box, found)


def _explain_origin(
    annotation: Annotation, origin: Origin, found: DetectionSet | None, model: ModelInfo | None
) -> Explanation:
    text = QCoreApplication.translate("WhyCard", "accepted: {name} {score:.2f}")
    if not origin.class_name:
        text = QCoreApplication.translate("WhyCard", "picked among proposals")
    came = escape(text.format(name=origin.class_name, score=origin.score))
    anchor = int(level_ranks([annotation], model, found, pooled=False)[0])
    pooled = int(level_ranks([annotation], model, found, pooled=True)[0])
    none = QCoreApplication.translate("WhyCard", "none: no level was pooled")
    level, roi = origin.anchor_level, origin.roi_level
    reason = None
    if roi is not None and origin.proposal is not None and found is not None:
        reason = explain_drawn_roi(found, np.array(origin.proposal))
    same = reason is not None and reason.level == roi  # another model may have another Eq. 1
    return Explanation(
        anchor=f"{chip(level, anchor)} {came}" if level is not None else came,
        objectness="–" if origin.objectness is None else f"{origin.objectness:.2f}",
        roi=none if roi is None else chip(roi, pooled),
        proposal="–" if origin.proposal is None else _size_text(origin.proposal, found),
        formula=formula_text(reason) if reason is not None and same else "",
    )


def _explain_drawn(box: Box, found: DetectionSet) -> Explanation:
    match, reason = match_anchor(found, np.array(box)), explain_drawn_roi(found, np.array(box))
    drawn = QCoreApplication.translate("WhyCard", "drawn; no anchor fired")
    anchor = drawn
    if match is not None:
        text = QCoreApplication.translate(
            "WhyCard", "best match: anchor {size} px, {ratio}, IoU {iou:.2f}"
        ).format(size=f"{match.size:g}", ratio=match.ratio, iou=match.iou)
        anchor = f"{chip(match.level, match.rank)} {escape(text)}"
    roi = "–"
    if reason is not None:
        rank = found.model.rank_of(reason.level)
        of_box = QCoreApplication.translate("WhyCard", "by Eq. 1 of the box itself")
        roi = f"{chip(reason.level, rank)} {escape(of_box)}"
    return Explanation(
        anchor=anchor,
        objectness=escape(QCoreApplication.translate("WhyCard", "– (a person drew it)")),
        roi=roi,
        proposal=_size_text(box, found),
        formula="" if reason is None else formula_text(reason),
    )


def _size_text(box: Box, found: DetectionSet | None) -> str:
    width, height = box[2] - box[0], box[3] - box[1]
    picture = QCoreApplication.translate("WhyCard", "{w:.0f} × {h:.0f} picture px")
    text = picture.format(w=width, h=height)
    if found is None:
        return text
    network = QCoreApplication.translate("WhyCard", "{w:.0f} × {h:.0f} network px")
    wide, high = width * found.scale_x, height * found.scale_y
    return f"{network.format(w=wide, h=high)}<br>{text}"
