"""What can go wrong with a project: each message names the file and says what to do."""

from fpn_core.errors import FpnError


class ProjectError(FpnError):
    """A project that cannot be opened or read, or an edit that does not fit it."""


class LaterVersionError(ProjectError):
    """A project that a later version of the program wrote."""


class SaveError(ProjectError):
    """An edit could not be saved; nothing of it has happened."""


class NotSavableError(SaveError):
    """The project takes no edits: another window holds it, or no place can be written to."""


class OverwrittenError(SaveError):
    """Another program has written over the project's file while it was open."""
