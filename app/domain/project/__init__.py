"""The project store: one SQLite file that holds classes, pictures, annotations and the history."""
