"""The pictures on the left: filters, order, list, and what is said of the selected ones."""

from dataclasses import replace

import qtawesome
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.domain.edits import Edit
from app.domain.folder_queue import FolderState
from app.domain.picture_filter import PictureFilter, PictureSort
from app.domain.records import Picture
from app.services.session import Session
from app.services.timers import quiet_timer
from app.views.filter_chips import FilterChips
from app.views.filter_popup import FilterPopup
from app.views.parts import heading, muted, rule
from app.views.picture_note import PictureNote
from app.views.picture_rows import PictureDelegate, PictureModel
from app.views.picture_table import PictureTable, rows_in_sight
from app.views.theme import Theme

__all__ = ["PicturePanel", "rows_in_sight"]
_FILTER_PAUSE_MS = 120
_MOST_REPAINTED = 50
_ICON = QSize(16, 16)
_MARGIN, _GAP = 12, 8


class PicturePanel(QWidget):
    """Header, filters and list; a click on a row shows the picture."""

    opened = Signal()  # a person goes on to the canvas

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.session, self.document, self._theme = session, session.document, theme
        self.states = session.states
        self.model = PictureModel(session, self)
        self.list = PictureTable(self.model, self.document)
        self.list.setItemDelegate(PictureDelegate(self.model, session, theme, self))
        self.header = heading(self.tr("Pictures"))
        self.number = muted()
        self.filter = QLineEdit()
        self.filter.setPlaceholderText(self.tr("Name or note"))
        self.filter.setClearButtonEnabled(True)
        self.filter.setAccessibleName(self.tr("Filter pictures by name or note"))
        self.funnel, self.sort = self._tool(), self._tool()
        self.chips = FilterChips(theme)
        self.popup = FilterPopup(self.states, self.chips, theme, self)
        self.undetected, self.outdated, self.empty = (self._link() for _each in range(3))
        self.note = PictureNote(self.states, session.picture_edits, self.selected, theme)
        self._orders: dict[PictureSort, QAction] = {}
        self._directions: dict[bool, QAction] = {}
        self._fill_sort_menu()
        self._typed = quiet_timer(self, _FILTER_PAUSE_MS, self._filter)
        self._lay_out()
        self._connect()
        self._refresh()
        self._show_arrangement()

    def _tool(self) -> QToolButton:
        button = QToolButton()
        button.setObjectName("tool")
        button.setAutoRaise(True)
        button.setIconSize(_ICON)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def _link(self) -> QLabel:
        label = muted()
        label.setWordWrap(True)
        label.setTextFormat(Qt.TextFormat.RichText)
        label.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByMouse
            | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        label.hide()
        return label

    def _fill_sort_menu(self) -> None:
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        orders, directions = QActionGroup(menu), QActionGroup(menu)
        for order, text in {
            PictureSort.NAME: self.tr("Name"),
            PictureSort.TIME: self.tr("Time of the file"),
            PictureSort.BOXES: self.tr("Number of boxes"),
            PictureSort.UNCERTAINTY: self.tr("Uncertainty of the model"),
        }.items():
            self._orders[order] = self._choice(menu, orders, text)
            self._orders[order].triggered.connect(lambda _on=False, order=order: self.order(order))
        menu.addSeparator()
        for descending, text in {False: self.tr("Rising"), True: self.tr("Falling")}.items():
            action = self._directions[descending] = self._choice(menu, directions, text)
            action.triggered.connect(lambda _on=False, down=descending: self.turn(down))
        self.sort.setMenu(menu)
        self.sort.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)

    def _choice(self, menu: QMenu, group: QActionGroup, text: str) -> QAction:
        action = menu.addAction(text)
        action.setCheckable(True)
        group.addAction(action)
        return action

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self.header)
        top.addStretch()
        top.addWidget(self.number)
        line = QHBoxLayout()
        line.setSpacing(2)
        line.addWidget(self.filter, 1)
        line.addSpacing(2)
        line.addWidget(self.funnel)
        line.addWidget(self.sort)
        head = QVBoxLayout()
        head.setContentsMargins(_MARGIN, _MARGIN, _MARGIN, _GAP)
        head.setSpacing(_GAP)
        head.addLayout(top)
        head.addLayout(line)
        for widget in (self.chips, self.undetected, self.outdated, self.empty):
            head.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(self.list, 1)
        layout.addWidget(rule())
        layout.addWidget(self.note)

    def _connect(self) -> None:
        document, states = self.document, self.states
        document.pictures_changed.connect(self._refresh)
        document.current_changed.connect(self._mark_current)
        document.counted.connect(lambda path: self._repaint([path]))
        document.view_changed.connect(self.list.viewport().update)
        document.record_changed.connect(self.note.refresh)
        document.edited.connect(self._take_edit)
        document.classes_changed.connect(self._show_arrangement)
        document.folder_changed.connect(self._show_links)
        states.changed.connect(self._show_arrangement)
        states.updated.connect(self._take_updated)
        states.outdated_changed.connect(self._show_links)
        self.session.thumbnails.ready.connect(lambda path: self._repaint([path]))
        self.list.shown.connect(self.session.show)
        self.list.opened.connect(self.opened)
        self.list.review_pressed.connect(self._review)
        self.list.picked.connect(self.note.refresh)
        self.filter.textEdited.connect(lambda _text: self._typed.start())
        self.filter.textChanged.connect(lambda text: None if text else self._typed.start())
        self.filter.returnPressed.connect(self.list.setFocus)
        self.funnel.clicked.connect(self.show_filters)
        self.popup.wanted.connect(self._set_filter)
        self.chips.wanted.connect(self._set_filter)
        self.undetected.linkActivated.connect(lambda _link: self._detect())
        self.outdated.linkActivated.connect(lambda _link: states.update())
        self.empty.linkActivated.connect(lambda _link: self.clear_filters())
        self._theme.changed.connect(self._dress)

    # What a person asks for

    def selected(self) -> list[str]:
        """The selected pictures, else the one on the canvas."""
        current = self.document.pictures.current
        return self.list.selected() or ([] if current is None else [current])

    def order(self, order: PictureSort) -> None:
        """Sort the list by something else; what is most comes first, names from A on."""
        arrangement = self.states.arrangement
        if order is not arrangement.order:
            down = order is not PictureSort.NAME
            self.states.arrange(replace(arrangement, order=order, descending=down))

    def turn(self, descending: bool) -> None:
        """Let the order rise or fall."""
        self.states.arrange(replace(self.states.arrangement, descending=descending))

    def show_filters(self) -> None:
        """Open the box of filters at the funnel."""
        self.popup.open_at(self.funnel)

    def clear_filters(self) -> None:
        """Show all pictures."""
        self._typed.stop()
        self._set_filter(PictureFilter())

    def write_note(self) -> None:
        """Put the cursor into the note of the selected pictures."""
        self.note.note.setFocus()
        self.note.note.selectAll()

    def _set_filter(self, wanted: PictureFilter) -> None:
        if wanted != self.states.arrangement.filter:
            self.states.set_filter(wanted)

    def _filter(self) -> None:
        current = self.states.arrangement.filter
        self._set_filter(replace(current, text=self.filter.text()))

    def _review(self, reviewed: bool) -> None:
        """Space: one picture as on the canvas, with its detections; several are marked alone. The
        video on the canvas is played, as Space does there."""
        paths = self.selected()
        if self.document.in_video and paths == [self.document.video.path]:
            self.session.videos.player.toggle()
        elif reviewed and paths == [self.document.pictures.current]:
            self.session.editor.review()
        else:
            self.session.picture_edits.mark(paths, reviewed)

    def _detect(self) -> None:
        self.session.folder.start(list(self.states.undetected))
        self._show_links()

    # What is to be seen

    def _refresh(self) -> None:
        pictures, selected = self.document.pictures, self.list.selected()
        self.model.refresh()
        shown, total = len(pictures.shown), len(pictures.paths)
        text = f"{shown:,} / {total:,}" if shown != total else f"{total:,}"
        self.number.setText(text + ("..." if self.document.scanning else ""))
        self._mark_current()
        if len(selected) > 1:
            self.list.select(selected)

    def _mark_current(self) -> None:
        self.list.mark_current()

    def _show_arrangement(self) -> None:
        arrangement = self.states.arrangement
        if self.filter.text() != arrangement.filter.text and not self._typed.isActive():
            self.filter.setText(arrangement.filter.text)
            self._typed.stop()
        self.chips.show_filter(arrangement.filter, self.document.class_names())
        self._orders[arrangement.order].setChecked(True)
        self._directions[arrangement.descending].setChecked(True)
        self._dress()
        self._show_links()
        self.list.viewport().update()
        self.note.refresh()

    def _dress(self) -> None:
        colours, arrangement = self._theme.colours, self.states.arrangement
        filtered = bool(self.chips.buttons)
        funnel = "ph.funnel-fill" if filtered else "ph.funnel"
        colour = colours.accent if filtered else colours.text
        self.funnel.setIcon(qtawesome.icon(funnel, color=colour))
        way = "ph.sort-descending" if arrangement.descending else "ph.sort-ascending"
        self.sort.setIcon(qtawesome.icon(way, color=colours.text))
        order = self._orders[arrangement.order].text()
        direction = self._directions[arrangement.descending].text()
        sorted_by = self.tr("Sorted by: {order}, {direction}").format(
            order=order, direction=direction.lower()
        )
        for button, name in ((self.funnel, self.tr("Filters")), (self.sort, sorted_by)):
            button.setToolTip(name)
            button.setAccessibleName(name)

    def _show_links(self) -> None:
        pictures, count = self.document.pictures, len(self.states.undetected)
        waiting = self.tr("{count} not detected yet").format(count=f"{count:,}")
        running = self.document.folder.state is FolderState.RUNNING
        detect = "" if running else self.tr("Detect them")
        for label, text, link, shown in (
            (self.undetected, waiting, detect, count > 0),
            (
                self.outdated,
                self.tr("The list has changed"),
                self.tr("Update it"),
                self.states.outdated,
            ),
            (
                self.empty,
                self.tr("No picture passes"),
                self.tr("Clear all filters"),
                bool(pictures.paths) and not pictures.shown,
            ),
        ):
            self._fill_link(label, text, link)
            label.setVisible(shown)

    def _fill_link(self, label: QLabel, text: str, link: str) -> None:
        """A text and a link in one line, or in two where one is too narrow."""
        line = f"{text} · {link}"
        fits = label.fontMetrics().horizontalAdvance(line) <= self.width() - 2 * _MARGIN
        label.setText(f'{text}{" · " if fits else "<br>"}<a href="#">{link}</a>' if link else text)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_links()

    def _take_updated(self, paths: list[str]) -> None:
        self._repaint(paths)
        if self.undetected.isVisibleTo(self):
            self._show_links()

    def _take_edit(self, edit: Edit) -> None:
        if edit.touches(Picture):
            self.note.refresh()

    def _repaint(self, paths: list[str]) -> None:
        if len(paths) > _MOST_REPAINTED:
            self.list.viewport().update()
            return
        for path in paths:
            row = self.document.pictures.row_of(path)
            if row is not None:
                self.list.update(self.model.index(row, 0))
