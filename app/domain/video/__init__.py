"""Videos: tracks over frames, reviewed ranges, frames to label. Pure functions."""
