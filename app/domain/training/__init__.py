"""From a project to a fine-tuning run, and what a run's folder says: plain Python."""
