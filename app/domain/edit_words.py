"""How edits are called: English templates by kind; the window translates them."""

import re

EDIT_WORDS: dict[str, tuple[str, str]] = {
    "draw": ("Draw a box", "Draw {count} boxes"),
    "move": ("Move a box", "Move {count} boxes"),
    "resize": ("Resize a box", "Resize {count} boxes"),
    "relabel": ("Set the class of a box", "Set the class of {count} boxes"),
    "delete": ("Delete a box", "Delete {count} boxes"),
    "duplicate": ("Duplicate a box", "Duplicate {count} boxes"),
    "paste": ("Paste a box", "Paste {count} boxes"),
    "copy_previous": (
        "Paste a box of the picture before",
        "Paste {count} boxes of the picture before",
    ),
    "propagate": ("Copy a box to the next picture", "Copy {count} boxes to the next picture"),
    "attributes": ("Change a box", "Change {count} boxes"),
    "lock": ("Lock a box", "Lock {count} boxes"),
    "unlock": ("Unlock a box", "Unlock {count} boxes"),
    "accept": ("Accept a detection", "Accept {count} detections"),
    "reject": ("Reject a detection", "Reject {count} detections"),
    "unreject": ("Take a rejection back", "Take {count} rejections back"),
    "pick": ("Pick a proposal", "Pick {count} proposals"),
    "review": ("Mark a picture reviewed", "Mark {count} pictures reviewed"),
    "unreview": ("Mark a picture not reviewed", "Mark {count} pictures not reviewed"),
    "flag": ("Flag a picture", "Flag {count} pictures"),
    "unflag": ("Take the flag off a picture", "Take the flag off {count} pictures"),
    "note": ("Write a note", "Write {count} notes"),
    "split": ("Change the split of a picture", "Change the split of {count} pictures"),
    "add_class": ("Add class “{name}”", "Add {count} classes"),
    "rename_class": ("Rename class “{name}”", "Rename {count} classes"),
    "recolour_class": ("Change the colour of “{name}”", "Change {count} colours"),
    "order_classes": ("Change the order of classes", "Change the order of classes"),
    "hotkey": ("Change the key of “{name}”", "Change {count} keys of classes"),
    "merge_classes": ("Merge a class into “{name}”", "Merge {count} classes"),
    "delete_class": ("Delete class “{name}”", "Delete {count} classes"),
    "import_classes": ("Import a class", "Import {count} classes"),
    "import": ("Import a picture's labels", "Import labels of {count} pictures"),
    "gallery": ("Change a box", "Change {count} boxes"),
    "track_start": ("Start a track", "Start {count} tracks"),
    "track_keyframe": ("Add a keyframe", "Add {count} keyframes"),
    "track_unkey": ("Remove a keyframe", "Remove {count} keyframes"),
    "track_hide": ("Hide a track on a frame", "Hide {count} tracks on a frame"),
    "track_cut": ("End a track", "End {count} tracks"),
    "track_go_on": ("Let a track go on", "Let {count} tracks go on"),
    "track_delete": ("Delete a track", "Delete {count} tracks"),
    "track_split": ("Split a track", "Split {count} tracks"),
    "track_merge": ("Merge two tracks", "Merge {count} tracks"),
    "track_relabel": ("Set the class of a track", "Set the class of {count} tracks"),
    "track_propagate": ("Carry a box on over frames", "Carry {count} boxes on over frames"),
    "track_accept": ("Accept a track", "Accept {count} tracks"),
    "range_review": ("Mark a range reviewed", "Mark {count} ranges reviewed"),
    "region_out": (
        "Leave a region out of a video",
        "Leave {count} regions out of a video",
    ),
    "region_back": ("Bring a region back", "Bring {count} regions back"),
    "range_unreview": ("Mark a range not reviewed", "Mark {count} ranges not reviewed"),
}
"""Kind of edit: what one change is called, and what several are."""

_COUNT = re.compile(r"\d+")
_NAME = re.compile("“(.*)”", re.DOTALL)


def edit_text(kind: str, count: int = 1, name: str = "") -> str:
    """What an edit of a kind is called.

    Raises:
        KeyError: there is no such kind.
    """
    one, many = EDIT_WORDS[kind]
    return (one if count == 1 else many).format(count=count, name=name)


def as_template(text: str) -> tuple[str, int, str]:
    """The template that a text was made from, its count and its name; for translation."""
    name = _NAME.search(text)
    if name is not None:
        return f"{text[: name.start()]}“{{name}}”{text[name.end() :]}", 1, name.group(1)
    count = _COUNT.search(text)
    if count is not None:
        return (
            f"{text[: count.start()]}{{count}}{text[count.end() :]}",
            int(count.group()),
            "",
        )
    return text, 1, ""
