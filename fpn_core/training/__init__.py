"""Training: what is drawn when, how pictures vary, how weights move, and how a run resumes."""
