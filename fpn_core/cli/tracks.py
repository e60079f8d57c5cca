"""Track numbers on what `detect` has found on the frames of videos."""

from collections.abc import Sequence

from fpn_core.cli.inputs import Entry, Target

LOWEST = 0.05  # detections from this score up carry a track on


def add_tracks(found: Sequence[tuple[Target, Entry]], score: float) -> None:
    """Give each detection on a frame its "track": 1, 2, ... within its video, None for none.

    Detections from ``score`` up are linked first and start tracks, weaker ones only carry one on;
    these are taken out then. Pictures and files that could not be read stay as they are.
    """
    import numpy as np

    from fpn_core.tracking import LinkSettings, link

    videos: dict[str, dict[int, Entry]] = {}
    for target, entry in found:
        if target.video is not None and "error" not in entry:
            videos.setdefault(target.video.path, {})[target.frame] = entry
    for frames in videos.values():
        numbers = sorted(frames)
        step = int(np.median(np.diff(numbers))) if len(numbers) > 1 else 1
        settings = LinkSettings(high=score, low=LOWEST, new=score, lost=max(30, 3 * step))
        names = {
            name: at
            for at, name in enumerate(
                dict.fromkeys(r["category"] for f in numbers for r in frames[f]["detections"])
            )
        }
        columns = []
        for number in numbers:
            rows = frames[number]["detections"]
            boxes = np.array([row["bbox"] for row in rows], np.float64).reshape(-1, 4)
            boxes[:, 2:] += boxes[:, :2]
            labels = [names[row["category"]] for row in rows]
            columns.append((number, boxes, [row["score"] for row in rows], labels))
        for number, ids in zip(numbers, link(columns, settings), strict=True):
            for row, id in zip(frames[number]["detections"], ids.tolist(), strict=True):
                row["track"] = None if id < 0 else id + 1
    for _target, entry in found:
        if "detections" in entry:
            entry["detections"] = [r for r in entry["detections"] if r["score"] >= score]
