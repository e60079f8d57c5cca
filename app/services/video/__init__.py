"""Video in the window: opening, playing, scrubbing, and what the project knows of frames."""
