"""Opens the project that serves what a person opens, in place of the one before."""

import os
from collections.abc import Sequence

from app.domain.project.opening import open_project
from app.domain.project.places import SUFFIX
from app.domain.project.store import Project, ProjectError
from app.services.document import Document
from app.services.settings import projects_dir
from fpn_core.video.frames import file_of


def open_project_of(document: Document, paths: Sequence[str]) -> None:
    """Open the project that serves these paths; what cannot be opened is told."""
    before, problem = document.project, ""
    # It is let go of first: what is opened may be the same file again.
    document.set_project(Project(root=before.root))
    before.close()
    try:
        project = open_project(paths, projects_dir())
        if project.read_only and project.file == before.file is not None:
            project.close()  # it is this window that has it: opened again, as from its start
            before.close()
            project = open_project(paths, projects_dir())
    except ProjectError as error:
        project, problem = Project(), str(error)
    document.set_project(project, problem)
    if problem:
        document.tell(problem)
    if project.notice:
        document.tell(project.notice)


def places_of_pictures(project: Project, given: Sequence[str]) -> list[str]:
    """Where pictures are looked for: a project's own file stands for those that it knows."""
    places = []
    for path in given:
        if not (path.endswith(SUFFIX) and os.path.isfile(path)):
            places.append(file_of(path))
        elif project.file is None:  # it could not be opened
            places.append(os.path.dirname(path))
        else:
            known = [each.path for each in project.pictures(frames=False)]
            loose = [each for each in known if os.path.isabs(each)]
            only_loose = bool(known) and len(loose) == len(known)
            places += loose if only_loose else [str(project.root), *loose]
    return places
