"""The keymap editor: every action with its keys, presets of other tools, keys of one's own."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.domain.keymaps import PRESETS, normal, taken_over, users_of
from app.services.settings import Settings
from app.views.actions import ACTIONS, SPECS
from app.views.actions.spec import translated
from app.views.key_recorder import KeyRecorder
from app.views.keys import (
    OTHERS_IN_VIDEO,
    VIDEO_ONLY,
    current_keymap,
    key_text,
    own_keys,
    set_own_keys,
    shown_keymap,
)
from app.views.parts import error_text

_ID = int(Qt.ItemDataRole.UserRole)


class KeysPage(QWidget):
    """Changes the settings at once; the menus follow them."""

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._wanted = ""  # a key that another action has, until it is taken over
        self.presets = QComboBox()
        self.presets.setAccessibleName(self.tr("Keys like those of"))
        for each in PRESETS:
            self.presets.addItem(self.tr("Keys like {tool}").format(tool=each.title), each.name)
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Find an action or a key"))
        self.search.setAccessibleName(self.tr("Find an action or a key"))
        self.search.setClearButtonEnabled(True)
        self.list = self._make_list()
        self.recorder = KeyRecorder()
        self.remove = QPushButton(self.tr("Remove its keys"))
        self.reset = QPushButton(self.tr("Reset"))
        self.reset_all = QPushButton(self.tr("Reset all keys"))
        self.warning = error_text()
        self.take_over = QPushButton(self.tr("Take it over"))
        self._lay_out()
        self._connect()
        self._fill()
        self._warn("", [])

    def _make_list(self) -> QTreeWidget:
        table = QTreeWidget()
        table.setColumnCount(3)
        table.setHeaderLabels([self.tr("Action"), self.tr("Keys"), self.tr("Where")])
        table.setRootIsDecorated(False)
        table.setUniformRowHeights(True)
        table.setAccessibleName(self.tr("Actions and their keys"))
        table.header().setStretchLastSection(False)
        table.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column in (1, 2):
            table.header().setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        return table

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self.search, 1)
        top.addWidget(self.presets)
        conflict = QHBoxLayout()
        conflict.addWidget(self.warning, 1)
        conflict.addWidget(self.take_over)
        buttons = QHBoxLayout()
        for button in (self.recorder, self.remove, self.reset):
            buttons.addWidget(button)
        buttons.addStretch(1)
        buttons.addWidget(self.reset_all)
        layout = QVBoxLayout(self)
        layout.addLayout(top)
        layout.addWidget(self.list, 1)
        layout.addLayout(conflict)
        layout.addLayout(buttons)
        for button in (self.remove, self.reset, self.reset_all, self.take_over):
            button.setAutoDefault(False)

    def _connect(self) -> None:
        self.search.textChanged.connect(self._fill)
        self.presets.activated.connect(self._choose_preset)
        self.list.currentItemChanged.connect(lambda *_items: self._warn("", []))
        self.recorder.recorded.connect(self.add_key)
        self.remove.clicked.connect(lambda: self._set_keys(()))
        self.reset.clicked.connect(self._reset)
        self.reset_all.clicked.connect(lambda: set_own_keys(self._settings, {}))
        self.take_over.clicked.connect(self._take_over)
        self._settings.changed.connect(self._take_setting)

    @property
    def action(self) -> str:
        """Id of the action whose row is current; "" if none is."""
        item = self.list.currentItem()
        return str(item.data(0, _ID)) if item is not None else ""

    def choose(self, action: str) -> None:
        """Make the row of an action current."""
        for place in range(self.list.topLevelItemCount()):
            item = self.list.topLevelItem(place)
            if item is not None and item.data(0, _ID) == action:
                self.list.setCurrentItem(item)

    def add_key(self, key: str) -> None:
        """Give the current action one more key; where another has it, say which and offer it."""
        if not self.action:
            return
        now = shown_keymap(self._settings)
        others = users_of(key, now, beside=self.action)
        self._warn(key, others)
        if not others:
            kept = [each for each in now[self.action] if each != normal(key)]
            self._set_keys((*kept, normal(key)))

    def _take_over(self) -> None:
        now = shown_keymap(self._settings)
        keys = taken_over(own_keys(self._settings), self._wanted, self.action, now)
        set_own_keys(self._settings, keys)

    def _set_keys(self, keys: tuple[str, ...]) -> None:
        if self.action:
            set_own_keys(self._settings, own_keys(self._settings) | {self.action: keys})

    def _reset(self) -> None:
        keys = own_keys(self._settings)
        keys.pop(self.action, None)
        set_own_keys(self._settings, keys)

    def _choose_preset(self, place: int) -> None:
        self._settings["keymap"] = self.presets.itemData(place)

    def _take_setting(self, key: str) -> None:
        if key in ("keymap", "keys"):
            self._fill()
            self._warn("", [])

    def _warn(self, key: str, others: list[str]) -> None:
        self._wanted = key
        names = ", ".join(translated(SPECS[other]) for other in others)
        text = self.tr("{key} is taken: {action}").format(key=key_text(key), action=names)
        self.warning.setText(text if others else "")
        self.take_over.setVisible(bool(others))

    def _fill(self) -> None:
        current = self.action
        words = self.search.text().casefold().split()
        now = shown_keymap(self._settings)
        video = current_keymap(self._settings, video=True)
        own = own_keys(self._settings)
        self.presets.setCurrentIndex(self.presets.findData(self._settings["keymap"]))
        self.list.clear()
        for spec in ACTIONS:
            keys = ", ".join(map(key_text, now[spec.id]))
            if spec.id in OTHERS_IN_VIDEO:
                others = ", ".join(map(key_text, video[spec.id]))
                keys = self.tr("{keys} (in a video {others})").format(keys=keys, others=others)
            text = translated(spec)
            if not all(word in f"{text} {keys}".casefold() for word in words):
                continue
            where = self.tr("on the picture") if spec.on_canvas else self.tr("everywhere")
            if spec.id in VIDEO_ONLY:
                where = self.tr("in a video")
            item = QTreeWidgetItem([text, keys, where])
            item.setData(0, _ID, spec.id)
            font = item.font(1)
            font.setBold(spec.id in own)
            item.setFont(1, font)
            self.list.addTopLevelItem(item)
        self.choose(current)
        if not self.action and self.list.topLevelItemCount():
            self.list.setCurrentIndex(self.list.model().index(0, 0))
