"""Videos as pictures: frame n of a video has a path of its own, and exact pixels and times."""
