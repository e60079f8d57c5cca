"""Figures of models as they are written: two digits, arrows for what changed, names of rows."""

from PySide6.QtCore import QCoreApplication

from app.domain.models.model import Model
from app.domain.models.report import ReportRow, Verdict

NOTHING = "–"


def figure(value: float | None) -> str:
    """A share of 1 with two digits; a dash for none."""
    return NOTHING if value is None else f"{value:.2f}"


def change_of(row: ReportRow) -> str:
    """What the second model has more, with an arrow: "▲ 0.17", "▼ 0.11", "0.00"."""
    change = row.change
    if change is None:
        return NOTHING
    text = f"{abs(change):.2f}"
    if text == "0.00":
        return text
    return f"{'▲' if change > 0 else '▼'} {text}"


def interval_of(row: ReportRow) -> str:
    """The 95 % interval of the change: "+0.10 to +0.24"; a dash for none."""
    if row.low is None or row.high is None:
        return NOTHING
    text = QCoreApplication.translate("ModelFigures", "{low} to {high}")
    return text.format(low=f"{row.low:+.2f}", high=f"{row.high:+.2f}")


def verdict_of(row: ReportRow) -> str:
    """What a row says, in words."""
    if row.change is None:
        return NOTHING
    if row.verdict is Verdict.TOO_FEW:
        text = QCoreApplication.translate("ModelFigures", "too few to judge ({count})")
        return text.format(count=f"{row.boxes:,}")
    return {
        Verdict.BETTER: QCoreApplication.translate("ModelFigures", "better"),
        Verdict.WORSE: QCoreApplication.translate("ModelFigures", "worse"),
        Verdict.UNCLEAR: QCoreApplication.translate("ModelFigures", "within chance"),
    }[row.verdict]


def figure_name(row: ReportRow) -> str:
    """What a row is about."""
    sizes = {
        "small": QCoreApplication.translate("ModelFigures", "Small boxes"),
        "medium": QCoreApplication.translate("ModelFigures", "Medium boxes"),
        "large": QCoreApplication.translate("ModelFigures", "Large boxes"),
    }
    if row.kind == "size":
        return sizes.get(row.name, row.name)
    old = QCoreApplication.translate("ModelFigures", "{name}, old classes")
    new = QCoreApplication.translate("ModelFigures", "{name}, new classes")
    of_all = QCoreApplication.translate("ModelFigures", "{name}, all classes")
    texts = {"all": of_all, "old": old, "new": new}
    return texts.get(row.kind, "{name}").format(name=row.name)


def ap50_of(model: Model) -> str:
    """How well a model did, and on how many pictures: "0.78 (16)"; "" where that is not known."""
    figures = model.provenance.figures
    if figures.ap50 is None:
        return "" if figures.ap is None else f"AP {figure(figures.ap)}"
    return f"{figure(figures.ap50)} ({figures.pictures:,})" if figures.pictures else (
        figure(figures.ap50))  # fmt: skip


def data_of(model: Model) -> str:
    """What a model was trained on: "48 pictures, 3 classes"."""
    pictures, classes = model.provenance.pictures, len(model.class_names)
    parts = []
    if pictures is not None:
        one = QCoreApplication.translate("ModelFigures", "1 picture")
        many = QCoreApplication.translate("ModelFigures", "{count} pictures")
        parts.append((one if pictures == 1 else many).format(count=f"{pictures:,}"))
    if classes:
        one = QCoreApplication.translate("ModelFigures", "1 class")
        many = QCoreApplication.translate("ModelFigures", "{count} classes")
        parts.append((one if classes == 1 else many).format(count=f"{classes:,}"))
    return ", ".join(parts)


def size_text(count: int) -> str:
    """A number of bytes as people read it."""
    return f"{count / 1e6:,.0f} MB" if count >= 9.5e5 else f"{count / 1e3:,.0f} kB"
