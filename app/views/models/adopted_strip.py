"""The word after another model is in use: what changed, the way back, and what to review next."""

import qtawesome
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QToolButton, QWidget

from app.services.models.adoption import Adoption
from app.services.models.review_next import MANY, ReviewNext
from app.views.status_bar import ElidedLabel
from app.views.theme import Theme

_ICON = QSize(16, 16)


class AdoptedStrip(QWidget):
    """Above the canvas, until it is put away or another project is open."""

    def __init__(
        self,
        adoption: Adoption,
        review_next: ReviewNext,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._adoption, self._theme = adoption, theme
        self.text = ElidedLabel()
        self.text.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.text.setAccessibleName(self.tr("The model in use"))
        self.back = QPushButton(self.tr("Roll back"))
        self.back.clicked.connect(adoption.roll_back)
        self.review = QPushButton(self.tr("Review the {count} most uncertain").format(count=MANY))
        self.review.setToolTip(
            self.tr("List the pictures of which the model is least sure, and go to the first")
        )
        self.review.clicked.connect(lambda: review_next.start())
        self.close_button = QToolButton()
        self.close_button.setAutoRaise(True)
        self.close_button.setIconSize(_ICON)
        self.close_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.close_button.setToolTip(self.tr("Put away"))
        self.close_button.setAccessibleName(self.tr("Put away"))
        self.close_button.clicked.connect(adoption.dismiss)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 6, 8, 6)
        layout.setSpacing(8)
        layout.addWidget(self.text, 1)
        for button in (self.back, self.review, self.close_button):
            layout.addWidget(button)
        adoption.changed.connect(self.refresh)
        adoption.document.in_use_changed.connect(self.refresh)
        theme.changed.connect(self._dress)
        self._dress()
        self.refresh()

    def refresh(self) -> None:
        """Take what has happened from the adoption."""
        change, back = self._adoption.last, self._adoption.document.in_use.back
        self.setVisible(change is not None)
        if change is None:
            return
        self.text.set_line(f"{change.before} → {change.after}")
        self.text.setToolTip(self.tr("This project uses {title}").format(title=change.after))
        self.back.setToolTip(self.tr("Use {title} again").format(title=back))
        self.back.setVisible(bool(back) and not change.rolled_back)
        self.review.setVisible(not change.rolled_back)

    def _dress(self) -> None:
        self.close_button.setIcon(qtawesome.icon("ph.x", color=self._theme.colours.text))
