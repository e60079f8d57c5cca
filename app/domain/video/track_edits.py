"""What a person does to tracks, as edits: pure functions, each one undoable step.

All of them work on the keyframes of a track and keep what is seen on every frame that they do not
speak of: where a computed box would change, it becomes a keyframe first. They return an Edit, or
None where nothing would change.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from app.domain.edit_words import edit_text
from app.domain.editing import NewId, with_box
from app.domain.edits import Change, Edit
from app.domain.records import Annotation
from app.domain.video.tracks import Keyframe, Span, Track, Tracks, between, is_computed


@dataclass(frozen=True)
class Maker:
    """What makes rows: ``new_id`` gives permanent ids, ``picture_of`` the id of the picture of a
    frame, which the project knows from then on."""

    new_id: NewId
    picture_of: Callable[[int], int]

    def keyframe(self, track: Track, frame: int) -> Keyframe:
        """The keyframe of a track on a frame on which it is seen, made where there is none."""
        row = track.at(frame)
        assert row is not None, "only frames on which the track is seen are asked for"
        if is_computed(row):
            row = replace(row, id=self.new_id(), picture=self.picture_of(frame))
        return Keyframe(frame, row)


def step(
    kind: str,
    before: Iterable[Keyframe],
    after: Iterable[Keyframe],
    picture: int | None = None,
    count: int = 1,
) -> Edit | None:
    """What leads from some keyframes to others; ``picture`` is the one that undo goes to, by
    default the first that changes."""
    old = {each.row.id: each.row for each in before}
    new = {each.row.id: each.row for each in after}
    changes = [Change(row, None) for key, row in old.items() if key not in new]
    for key, row in new.items():
        if old.get(key) != row:
            changes.append(Change(old.get(key), row))
    if not changes:
        return None
    here = min(edit_pictures(changes)) if picture is None else picture
    return Edit(edit_text(kind, count), tuple(changes), here)


def edit_pictures(changes: Iterable[Change]) -> set[int]:
    """Ids of the pictures that changes touch."""
    return Edit("", tuple(changes)).pictures()


def start_track(maker: Maker, row: Annotation) -> Edit | None:
    """A box becomes the first keyframe of a track."""
    if row.track is not None:
        return None
    after = replace(row, track=maker.new_id())
    return Edit(edit_text("track_start"), (Change(row, after),), row.picture)


def add_keyframe(maker: Maker, track: Track, frame: int) -> Edit | None:
    """The computed box of a frame becomes a keyframe."""
    if not track.is_seen(frame) or track.keyframe_at(frame) is not None:
        return None
    made = maker.keyframe(track, frame)
    return Edit(edit_text("track_keyframe"), (Change(None, made.row),), made.row.picture)


def remove_keyframe(track: Track, frame: int) -> Edit | None:
    """A keyframe goes, and its frame is computed from then on; the last one takes the track along.

    Where the track was not to be seen after it, it is not to be seen after the keyframe before.
    """
    gone = track.keyframe_at(frame)
    if gone is None:
        return None
    kept = [each for each in track.keyframes if each.frame != frame]
    earlier = [at for at, each in enumerate(kept) if each.frame < frame]
    if gone.ends and earlier:
        kept[earlier[-1]] = _ending(kept[earlier[-1]], True)
    return step("track_unkey", track.keyframes, kept, gone.picture)


def leave_track(track: Track, frame: int) -> Edit | None:
    """The only keyframe of a track becomes a box of its frame alone."""
    row = track.keyframe_at(frame)
    if row is None or len(track.keyframes) > 1:
        return None
    change = Change(row, replace(row, track=None, ends=False))
    return Edit(edit_text("track_unkey"), (change,), row.picture)


def bring_here(maker: Maker, track: Track, frame: int) -> Edit | None:
    """A track that is not to be seen on a frame is, from there on, by a keyframe.

    Beyond its first or last keyframe it has the box of that one, and is to be seen in between
    unless it was ended there. In a gap it has the box on the line over the gap, and is to be seen
    until the next keyframe.
    """
    if track.is_seen(frame):
        return None
    place = bisect_right(track.frames, frame)
    before, after = (
        track.keyframes[max(place - 1, 0)],
        track.keyframes[min(place, len(track.frames) - 1)],
    )
    way = after.frame - before.frame
    box = between(before.row.box, after.row.box, (frame - before.frame) / way if way else 0.0)
    row = replace(with_box(before.row, box), id=maker.new_id(), picture=maker.picture_of(frame))
    made = replace(row, ends=False, origin=None, extra={})
    return Edit(edit_text("track_keyframe"), (Change(None, made),), made.picture)


def set_ends(maker: Maker, track: Track, frame: int, ends: bool) -> Edit | None:
    """From the frame after this one until its next keyframe the track is not to be seen; or it
    is, on the line to that keyframe. The box of the frame becomes a keyframe."""
    if not track.is_seen(frame):
        return None
    here = track.keyframe_at(frame)
    made = _ending(maker.keyframe(track, frame), ends)
    if here == made.row:
        return None
    kind = "track_cut" if ends else "track_go_on"
    return Edit(edit_text(kind), (Change(here, made.row),), made.row.picture)


def taken_away(
    maker: Maker, tracks: Tracks, frame: int, rows: Iterable[Annotation]
) -> list[Change]:
    """What takes rows away from the frame on which they are shown; of a track, from no other."""
    changes: list[Change] = []
    for row in rows:
        if row.track is None or row.track not in tracks:
            changes.append(Change(row, None))
            continue
        hidden = hide_frame(maker, tracks[row.track], frame)
        changes += () if hidden is None else hidden.changes
    return changes


def hide_frame(maker: Maker, track: Track, frame: int) -> Edit | None:
    """Delete "this frame": the track is not to be seen on it, and on all others as before."""
    if not track.is_seen(frame):
        return None
    after = {each.frame: each for each in track.keyframes if each.frame != frame}
    if track.is_seen(frame + 1):
        after[frame + 1] = maker.keyframe(track, frame + 1)
    if track.is_seen(frame - 1):
        goes_on = any(number > frame for number in after)
        after[frame - 1] = _ending(maker.keyframe(track, frame - 1), goes_on)
    return step("track_hide", track.keyframes, after.values(), maker.picture_of(frame))


def cut(maker: Maker, track: Track, frame: int) -> Edit | None:
    """Delete "from here on": the track ends before a frame."""
    if track.frames[-1] < frame:
        return None
    kept = {each.frame: each for each in track.keyframes if each.frame < frame}
    if kept and track.is_seen(frame - 1):
        kept[frame - 1] = maker.keyframe(track, frame - 1)
    return step("track_cut", track.keyframes, kept.values(), maker.picture_of(frame))


def delete_track(track: Track, picture: int | None = None) -> Edit | None:
    """Delete the "whole track"."""
    return step("track_delete", track.keyframes, (), picture)


def split(maker: Maker, track: Track, frame: int) -> Edit | None:
    """From a frame on, the track is another one; None where one of them would be empty."""
    first = {each.frame: each for each in track.keyframes if each.frame < frame}
    rest = {each.frame: each for each in track.keyframes if each.frame >= frame}
    if not first or not rest:
        return None
    other = maker.new_id()
    if track.is_seen(frame - 1):
        first[frame - 1] = maker.keyframe(track, frame - 1)
    if track.is_seen(frame):
        rest[frame] = maker.keyframe(track, frame)
    moved = [Keyframe(each.frame, replace(each.row, track=other)) for each in rest.values()]
    picture = maker.picture_of(frame)
    return step("track_split", track.keyframes, [*first.values(), *moved], picture)


@dataclass(frozen=True)
class Merged:
    """A merge: its edit, and on how many frames both were seen, where the kept one stays and the
    other is left out."""

    edit: Edit
    frames_left_out: int


def merge(maker: Maker, kept: Track, other: Track, fill: bool = False) -> Merged:
    """Two tracks become one, with id and class of the kept one, which wins where both are seen.

    Between parts of the two the track is not to be seen, unless ``fill`` draws a line there.
    """
    pieces = [(span, kept) for span in kept.spans]
    free = [piece for span in other.spans for piece in _without(span, kept.spans)]
    pieces = sorted([*pieces, *((span, other) for span in free)], key=lambda piece: piece[0])
    after: list[Keyframe] = []
    for at, (span, source) in enumerate(pieces):
        rows = _piece(maker, source, span)
        nearer = pieces[at + 1] if at + 1 < len(pieces) else None
        gap = nearer is not None and nearer[0][0] > span[1] + 1
        bridged = fill and nearer is not None and nearer[1] is not source
        rows[-1] = _ending(rows[-1], gap and not bridged)
        after += (_of_track(each, kept) for each in rows)
    edit = step("track_merge", [*kept.keyframes, *other.keyframes], after)
    assert edit is not None, "two tracks were there, and one is left"
    shown = sum(last - first + 1 for first, last in other.spans)
    return Merged(edit, shown - sum(last - first + 1 for first, last in free))


def relabel_track(track: Track, label: int, picture: int | None = None) -> Edit | None:
    """The track, on all of its frames, is of another class."""
    after = [replace(each, row=replace(each.row, label=label)) for each in track.keyframes]
    return step("track_relabel", track.keyframes, after, picture)


def stored_edit(maker: Maker, tracks: Tracks, frame: int, edit: Edit) -> Edit | None:
    """An edit of rows as they are shown on a frame, computed ones among them, as it is stored.

    A computed box that is moved, resized or marked becomes a keyframe; one that is deleted is
    hidden on this frame; the class of a box of a track is set for the whole track. Rows that go
    from track to track are edits of the tracks themselves, and stay as they are.
    """
    changes: list[Change] = []
    labels: dict[int, int] = {}
    for change in edit.changes:
        before, after = change.before, change.after
        if not isinstance(before, Annotation) or before.track not in tracks:
            changes.append(change)
            continue
        track = tracks[before.track or 0]
        if isinstance(after, Annotation) and after.track != before.track:
            changes.append(change)
        elif isinstance(after, Annotation):
            if after.label != before.label:
                labels[track.id] = after.label
            changes += _kept_change(maker, frame, before, replace(after, label=before.label))
        elif is_computed(before):
            hidden = hide_frame(maker, track, frame)
            changes += () if hidden is None else hidden.changes
        else:
            changes.append(change)
    for key, label in labels.items():
        changes = _relabelled(changes, tracks[key], label)
    return Edit(edit.text, tuple(changes), edit.picture) if changes else None


def _kept_change(
    maker: Maker, frame: int, before: Annotation, after: Annotation
) -> Iterable[Change]:
    if after == before:
        return ()
    if not is_computed(before):
        return (Change(before, after),)
    made = replace(after, id=maker.new_id(), picture=maker.picture_of(frame))
    return (Change(None, made),)


def _relabelled(changes: Iterable[Change], track: Track, label: int) -> list[Change]:
    out, done = [], set[int]()
    for change in changes:
        row = change.after
        if isinstance(row, Annotation) and row.track == track.id:
            change = Change(change.before, replace(row, label=label))
        done.add(change.row.id)
        out.append(change)
    rest = (each.row for each in track.keyframes if each.row.id not in done)
    return [*out, *(Change(row, replace(row, label=label)) for row in rest if row.label != label)]


def _piece(maker: Maker, track: Track, span: Span) -> list[Keyframe]:
    """The keyframes of a stretch on which a track is seen, one at each of its ends."""
    found = {each.frame: each for each in track.keyframes if span[0] <= each.frame <= span[1]}
    for end in span:
        if end not in found:
            found[end] = maker.keyframe(track, end)
    return [found[frame] for frame in sorted(found)]


def _without(span: Span, taken: Iterable[Span]) -> list[Span]:
    """What is left of a stretch beside others, which are in their order."""
    out, start = [], span[0]
    for first, last in taken:
        if last < start:
            continue
        if first > span[1]:
            break
        if first > start:
            out.append((start, first - 1))
        start = last + 1
    return [*out, (start, span[1])] if start <= span[1] else out


def _of_track(each: Keyframe, track: Track) -> Keyframe:
    return Keyframe(each.frame, replace(each.row, track=track.id, label=track.label))


def _ending(each: Keyframe, ends: bool) -> Keyframe:
    return each if each.row.ends == ends else Keyframe(each.frame, replace(each.row, ends=ends))
