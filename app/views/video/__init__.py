"""What is seen of a video beside its frames: the timeline, its buttons and dialogs."""
