"""Packs a run with all that it needs, to be trained on another machine."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from app.domain.formats.labels import Step, no_step
from app.domain.project.store import Project
from app.domain.training.data_file import Written, write_data
from app.domain.training.frame_files import write_frame
from app.domain.training.gather import Gathering, TaughtPicture, picture_problem
from app.domain.training.held_out import LEFT_OUT
from app.domain.training.making import (
    Order,
    RunError,
    check_written,
    folder_name,
    in_the_making,
    job_of,
    naming,
)
from app.domain.training.reviewed import reviewed_pictures, used_ids
from app.domain.training.sides import settle_sides
from app.domain.video.frame_names import frame_file
from fpn_core.runs import DATA
from fpn_core.video.frames import split_frame

PICTURES, PARENT, README = "pictures", "parent.safetensors", "README.txt"
UNFINISHED = ".unfinished"  # the end of the folder's name until all is copied
_README = """\
A fine-tuning run of PyramidLabel: "{title}"
{count} pictures, to be trained on another machine.

1. Copy this folder there.
2. Install the trainer (it needs no window):  python -m pip install pyramidlabel
   Without a package index, install the folder of the program itself:  python -m pip install PATH
3. Train, from the folder that this file is in:

       fpn-core finetune --job .

   It can be stopped and started again, and goes on where it was.{fetch}
4. Copy the folder back, and drop it on the window of PyramidLabel.
"""
_FETCH = "\n   The model it starts from is fetched once:  fpn-core models fetch {model}"


@dataclass(frozen=True)
class Packed:
    """A packed run: its folder, what its data holds, and one line for each thing left out."""

    folder: Path
    written: Written
    problems: tuple[str, ...]


def pack_run(
    project: Project,
    order: Order,
    model: Path | None,
    place: Path,
    looking: Step = no_step,
    writing: Step = no_step,
) -> Packed:
    """Pack a run into a new folder in ``place``; a copy that is not finished is called so.

    ``model`` is the file of the parent, None for one that the other machine gets by its name.
    ``looking`` and ``writing`` as for `make_run`.

    Raises:
        RunError: nothing can be learnt from, or a file cannot be written.
        ProjectError: the project cannot be read or written.
    """
    name = folder_name(order.title)
    with in_the_making(place, f"{name}-", UNFINISHED) as folder:
        written, problems = _write(project, order, model, folder, looking, writing)
        with naming(place):
            target = _free(place, name)
            os.rename(folder, target)
    return Packed(target, written, tuple(problems))


def _write(
    project: Project, order: Order, model: Path | None, folder: Path, looking: Step, writing: Step
) -> tuple[Written, list[str]]:
    reviewed = reviewed_pictures(project)
    held = settle_sides(project, reviewed, looking)
    gathering = Gathering(project, order.info, order.score, order.any_class)
    categories = gathering.categories()
    ids = used_ids(reviewed, held, LEFT_OUT)
    copies = _Copies(folder / PICTURES, gathering.problems)
    with naming(folder.parent):
        copies.folder.mkdir()
        # Each picture is a step of its own: their files take the time, not the rows.
        taught = copies.copied(gathering.pictures(ids, categories), len(ids), writing)
        written = write_data(folder / DATA, taught, held, categories, copies.name_of)
        check_written(written, reviewed, gathering.problems)
        if model is not None:
            if not model.is_file():
                raise RunError(f"{model}: the model to start from is not there any more")
            shutil.copyfile(model, folder / PARENT)
            order = replace(order, model=PARENT)
        job = replace(job_of(project, order, written, gathering.problems), images=PICTURES)
        job.save(folder)
        fetch = "" if model is not None or order.model == "lite" else _FETCH
        text = _README.format(title=order.title, count=written.pictures, fetch=fetch)
        (folder / README).write_text(text.replace("{model}", order.model), encoding="utf-8")
    return written, gathering.problems


class _Copies:
    """Copies pictures into one folder, each under a name of its own."""

    def __init__(self, folder: Path, problems: list[str]) -> None:
        self.folder, self._problems = folder, problems
        self._names: dict[int, str] = {}
        self._taken: set[str] = set()

    def name_of(self, picture: TaughtPicture) -> str:
        """The name of a picture's copy."""
        return self._names[picture.id]

    def copied(
        self, pictures: Iterator[TaughtPicture], total: int, step: Step
    ) -> Iterator[TaughtPicture]:
        """The pictures, each once its copy is there; one that cannot be read is a problem.

        Raises OSError where a copy cannot be written.
        """
        for done, picture in enumerate(pictures):
            step(done, total)
            if split_frame(picture.path) is not None:
                name = self._free_name(os.path.basename(frame_file(picture.path)), picture.id)
                if not write_frame(picture.path, self.folder / name, self._problems):
                    continue
                self._names[picture.id] = name
                yield picture
                continue
            try:
                source = open(picture.path, "rb")  # noqa: SIM115
            except OSError as error:
                self._problems.append(picture_problem(picture.path, error))
                continue
            name = self._free_name(os.path.basename(picture.path), picture.id)
            with source, (self.folder / name).open("wb") as target:
                shutil.copyfileobj(source, target, 1 << 20)
            self._names[picture.id] = name
            yield picture
        step(total, total)

    def _free_name(self, name: str, id: int) -> str:
        """The file's own name where it is free; file systems differ in whether case counts."""
        try:
            name.encode()
        except UnicodeEncodeError:  # no name on other systems
            name = f"{id}{Path(name).suffix}"
        if name.casefold() in self._taken:
            name = f"{id}-{name}"
        self._taken.add(name.casefold())
        return name


def _free(place: Path, name: str) -> Path:
    """A folder that is not there yet."""
    target, number = place / name, 2
    while target.exists():
        target, number = place / f"{name}-{number}", number + 1
    return target
