"""What `pyramidlabel doctor` finds, line by line."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One line of the report; ``advice`` is empty where all is well."""

    name: str
    text: str
    advice: str = ""
