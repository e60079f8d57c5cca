"""The user's models: a tree of files, their figures, and what they are compared by."""
