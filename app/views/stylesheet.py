"""The stylesheet of the chrome, on an 8 px grid.

Names in braces are fields of theme.Colours, and ``check``, the file of a check mark.
"""

STYLESHEET = """
QMainWindow, QMenuBar, QStatusBar {{ background: {window}; }}
QMenuBar {{ padding: 4px 8px; border-bottom: 1px solid {border}; }}
QMenuBar::item {{ padding: 4px 8px; border-radius: 4px; background: transparent; }}
QMenuBar::item:selected {{ background: {hover}; }}
QMenu {{ background: {panel}; border: 1px solid {border}; padding: 4px; }}
QMenu::item {{ padding: 6px 24px 6px 28px; border-radius: 4px; }}
QMenu::item:selected {{ background: {selection}; color: {text}; }}
QMenu::item:disabled {{ color: {muted}; }}
QMenu::icon {{ padding-left: 8px; }}
QMenu::separator {{ height: 1px; background: {border}; margin: 4px 8px; }}
QToolBar {{ background: {panel}; border: 0; border-bottom: 1px solid {border};
    padding: 8px; spacing: 8px; }}
QToolBar::separator {{ width: 1px; background: {border}; margin: 4px 8px; }}
QToolButton, QPushButton {{ padding: 5px 12px; border: 1px solid transparent;
    border-radius: 6px; background: transparent; }}
QPushButton {{ border-color: {border}; background: {panel}; }}
QToolButton:hover, QPushButton:hover {{ background: {hover}; }}
QPushButton:checked {{ background: {selection}; border-color: {accent}; }}
QToolButton:focus, QPushButton:focus {{ border-color: {accent}; }}
QToolButton:disabled, QPushButton:disabled {{ color: {muted}; }}
QToolButton#primary, QPushButton:default {{ background: {accent}; color: {on_accent};
    border-color: {accent}; }}
QToolButton#primary {{ font-weight: 600; }}
QToolButton#primary:hover, QPushButton:default:hover {{ background: {accent_hover}; }}
QToolButton#primary:disabled, QPushButton:default:disabled {{ background: {track};
    color: {muted}; border-color: {track}; }}
QToolButton#qt_toolbar_ext_button {{ padding: 0; background: {track}; }}
QToolButton#outlined {{ border-color: {border}; }}
QToolButton#outlined:focus {{ border-color: {accent}; }}
QComboBox QAbstractItemView {{ background: {panel}; border: 1px solid {border};
    selection-background-color: {selection}; selection-color: {text}; }}
QLineEdit#path {{ padding: 0; border: 0; border-radius: 0; background: transparent; }}
QLineEdit:focus {{ border-color: {accent}; }}
QLineEdit {{ padding: 6px 8px; border: 1px solid {border}; border-radius: 6px;
    background: {field}; selection-background-color: {accent}; }}
QSlider::groove:horizontal {{ height: 4px; border-radius: 2px; background: {track}; }}
QSlider::sub-page:horizontal {{ border-radius: 2px; background: {accent}; }}
QSlider::handle:horizontal {{ width: 14px; height: 14px; margin: -5px 0; border-radius: 7px;
    background: {text}; }}
QSlider::handle:horizontal:focus {{ background: {accent}; }}
QTabWidget::pane {{ border: 0; border-top: 1px solid {border}; }}
QTabBar {{ background: {panel}; }}
QTabBar::tab {{ padding: 10px 7px 8px 7px; background: transparent; color: {muted};
    border-bottom: 2px solid transparent; }}
QTabBar::tab:hover {{ color: {text}; }}
QTabBar::tab:selected {{ color: {text}; border-bottom: 2px solid {accent}; }}
QTabBar::tab:focus {{ color: {accent_hover}; }}
QSplitter::handle {{ background: {border}; }}
QStatusBar {{ border-top: 1px solid {border}; color: {muted}; }}
QStatusBar::item {{ border: 0; }}
QStatusBar QLabel {{ color: {muted}; padding: 4px 8px; }}
QStatusBar QLabel#muted {{ padding: 0; }}
QStatusBar QLabel#key {{ color: {text}; padding: 1px 5px; border: 1px solid {border};
    border-radius: 4px; background: {panel}; }}
QToolButton#status {{ color: {muted}; padding: 2px 8px; border-radius: 4px; }}
QToolButton#status:hover {{ color: {text}; }}
QToolButton#status::menu-indicator {{ image: none; }}
QAbstractItemView {{ border: 0; background: {panel}; outline: 0; }}
QListWidget#classes {{ padding: 0 8px; }}
QListWidget#classes::item {{ padding: 4px; border-radius: 4px; }}
QListWidget#classes::item:hover {{ background: {hover}; }}
QListWidget::indicator, QCheckBox::indicator {{ width: 14px; height: 14px;
    border: 1px solid {muted}; border-radius: 4px; background: {field}; margin-right: 4px; }}
QListWidget::indicator:checked, QCheckBox::indicator:checked {{ background: {accent};
    border-color: {accent}; image: url("{check}"); }}
QRadioButton::indicator {{ width: 14px; height: 14px; border: 1px solid {muted};
    border-radius: 8px; background: {field}; margin-right: 4px; }}
QRadioButton::indicator:checked {{ width: 6px; height: 6px; border: 5px solid {accent};
    background: {on_accent}; }}
QTableView::item {{ padding: 0 8px; }}
QTreeView#roomy::item {{ padding: 4px 8px 4px 4px; }}
QFileDialog QToolButton {{ padding: 2px; }}
QDialogButtonBox {{ dialogbuttonbox-buttons-have-icons: 0; }}
QDialog#popup {{ border: 1px solid {border}; }}
QDialog#popup QTreeWidget::item {{ padding: 4px; }}
QAbstractItemView::item:selected {{ background: {selection}; color: {text}; }}
QHeaderView::section {{ background: {panel}; color: {muted}; border: 0; padding: 4px 8px; }}
QTextBrowser {{ background: {panel}; border: 0; padding: 8px; }}
QScrollBar:vertical {{ width: 10px; background: transparent; margin: 0; }}
QScrollBar:horizontal {{ height: 10px; background: transparent; margin: 0; }}
QScrollBar::handle {{ background: {border}; border-radius: 4px; margin: 1px;
    min-height: 24px; min-width: 24px; }}
QScrollBar::handle:hover {{ background: {muted}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QGraphicsView {{ border: 0; background: {canvas}; }}
QScrollArea {{ border: 0; background: {panel}; }}
QToolTip {{ background: {panel}; color: {text}; border: 1px solid {border}; padding: 4px 8px; }}
QLabel#heading {{ font-weight: 600; }}
QLabel#muted {{ color: {muted}; }}
QLabel#error {{ color: {error}; }}
QLabel#formula {{ background: {field}; border-radius: 6px; padding: 8px 10px;
    border: 1px solid {border}; }}
QFrame#rule {{ background: {border}; max-height: 1px; min-height: 1px; border: 0; }}
QFrame#notice {{ background: {panel}; border: 1px solid {border}; border-radius: 8px; }}
QLabel#chip {{ background: {panel}; border: 1px solid {border}; border-radius: 12px;
    padding: 4px 12px; }}
QWidget#panel {{ background: {panel}; }}
QFrame#popover {{ background: {panel}; border: 1px solid {border}; }}
QToolButton#tool {{ padding: 6px; }}
QToolButton#tool::menu-indicator {{ image: none; }}
QPushButton#run {{ border-color: transparent; background: transparent; }}
QPushButton#run:hover {{ background: {hover}; }}
QPushButton#run:focus {{ border-color: {accent}; }}
QPushButton#fold {{ border-color: transparent; background: transparent; padding: 5px 0; }}
QPushButton#fold:hover {{ background: {hover}; }}
QPushButton#fold:focus {{ border-color: {accent}; }}
QPushButton#chip {{ padding: 2px 8px; border-radius: 10px; }}
"""
