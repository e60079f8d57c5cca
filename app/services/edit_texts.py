"""What edits are called, in the user's language; the project keeps the English words."""

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from app.domain.edit_words import as_template

TEXTS: tuple[object, ...] = (
    QT_TRANSLATE_NOOP("Edits", "Draw a box"),
    QT_TRANSLATE_NOOP("Edits", "Draw {count} boxes"),
    QT_TRANSLATE_NOOP("Edits", "Move a box"),
    QT_TRANSLATE_NOOP("Edits", "Move {count} boxes"),
    QT_TRANSLATE_NOOP("Edits", "Resize a box"),
    QT_TRANSLATE_NOOP("Edits", "Resize {count} boxes"),
    QT_TRANSLATE_NOOP("Edits", "Set the class of a box"),
    QT_TRANSLATE_NOOP("Edits", "Set the class of {count} boxes"),
    QT_TRANSLATE_NOOP("Edits", "Delete a box"),
    QT_TRANSLATE_NOOP("Edits", "Delete {count} boxes"),
    QT_TRANSLATE_NOOP("Edits", "Duplicate a box"),
    QT_TRANSLATE_NOOP("Edits", "Duplicate {count} boxes"),
    QT_TRANSLATE_NOOP("Edits", "Paste a box"),
    QT_TRANSLATE_NOOP("Edits", "Paste {count} boxes"),
    QT_TRANSLATE_NOOP("Edits", "Paste a box of the picture before"),
    QT_TRANSLATE_NOOP("Edits", "Paste {count} boxes of the picture before"),
    QT_TRANSLATE_NOOP("Edits", "Copy a box to the next picture"),
    QT_TRANSLATE_NOOP("Edits", "Copy {count} boxes to the next picture"),
    QT_TRANSLATE_NOOP("Edits", "Change a box"),
    QT_TRANSLATE_NOOP("Edits", "Change {count} boxes"),
    QT_TRANSLATE_NOOP("Edits", "Lock a box"),
    QT_TRANSLATE_NOOP("Edits", "Lock {count} boxes"),
    QT_TRANSLATE_NOOP("Edits", "Unlock a box"),
    QT_TRANSLATE_NOOP("Edits", "Unlock {count} boxes"),
    QT_TRANSLATE_NOOP("Edits", "Accept a detection"),
    QT_TRANSLATE_NOOP("Edits", "Accept {count} detections"),
    QT_TRANSLATE_NOOP("Edits", "Reject a detection"),
    QT_TRANSLATE_NOOP("Edits", "Reject {count} detections"),
    QT_TRANSLATE_NOOP("Edits", "Take a rejection back"),
    QT_TRANSLATE_NOOP("Edits", "Take {count} rejections back"),
    QT_TRANSLATE_NOOP("Edits", "Pick a proposal"),
    QT_TRANSLATE_NOOP("Edits", "Pick {count} proposals"),
    QT_TRANSLATE_NOOP("Edits", "Mark a picture reviewed"),
    QT_TRANSLATE_NOOP("Edits", "Mark {count} pictures reviewed"),
    QT_TRANSLATE_NOOP("Edits", "Mark a picture not reviewed"),
    QT_TRANSLATE_NOOP("Edits", "Mark {count} pictures not reviewed"),
    QT_TRANSLATE_NOOP("Edits", "Flag a picture"),
    QT_TRANSLATE_NOOP("Edits", "Flag {count} pictures"),
    QT_TRANSLATE_NOOP("Edits", "Take the flag off a picture"),
    QT_TRANSLATE_NOOP("Edits", "Take the flag off {count} pictures"),
    QT_TRANSLATE_NOOP("Edits", "Write a note"),
    QT_TRANSLATE_NOOP("Edits", "Write {count} notes"),
    QT_TRANSLATE_NOOP("Edits", "Change the split of a picture"),
    QT_TRANSLATE_NOOP("Edits", "Change the split of {count} pictures"),
    QT_TRANSLATE_NOOP("Edits", "Add class “{name}”"),
    QT_TRANSLATE_NOOP("Edits", "Add {count} classes"),
    QT_TRANSLATE_NOOP("Edits", "Rename class “{name}”"),
    QT_TRANSLATE_NOOP("Edits", "Rename {count} classes"),
    QT_TRANSLATE_NOOP("Edits", "Change the colour of “{name}”"),
    QT_TRANSLATE_NOOP("Edits", "Change {count} colours"),
    QT_TRANSLATE_NOOP("Edits", "Change the order of classes"),
    QT_TRANSLATE_NOOP("Edits", "Change the key of “{name}”"),
    QT_TRANSLATE_NOOP("Edits", "Change {count} keys of classes"),
    QT_TRANSLATE_NOOP("Edits", "Merge a class into “{name}”"),
    QT_TRANSLATE_NOOP("Edits", "Merge {count} classes"),
    QT_TRANSLATE_NOOP("Edits", "Delete class “{name}”"),
    QT_TRANSLATE_NOOP("Edits", "Delete {count} classes"),
    QT_TRANSLATE_NOOP("Edits", "Import a class"),
    QT_TRANSLATE_NOOP("Edits", "Import {count} classes"),
    QT_TRANSLATE_NOOP("Edits", "Import a picture's labels"),
    QT_TRANSLATE_NOOP("Edits", "Import labels of {count} pictures"),
)
"""Every text of EDIT_WORDS, here so that translators get it."""


def translated_edit(text: str) -> str:
    """What an edit is called, in the user's language; a text of no known form stays as it is."""
    template, count, name = as_template(text)
    if template not in TEXTS:
        return text
    return QCoreApplication.translate("Edits", template).format(count=count, name=name)
