"""The errors that users meet: each message names the file, row and value, and says what to do."""


class FpnError(Exception):
    """Base of all errors whose message is meant for the user as it stands."""


class PictureError(FpnError):
    """A picture file that cannot be read."""


class VideoStoppedError(FpnError):
    """Work on a video that whoever asked for it told to end."""


class AnnotationError(FpnError):
    """An annotation file, or a row of it, that cannot be used."""


class ConfigError(FpnError):
    """A setting or a combination of settings that makes no sense."""


class ModelError(FpnError):
    """A model file that cannot be read, imported, fetched or written."""


class TrainingError(FpnError):
    """A run that cannot start, go on or be resumed."""


class RunInterruptedError(TrainingError):
    """A run that the system told to end; it can be gone on with."""
