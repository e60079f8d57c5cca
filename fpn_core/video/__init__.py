"""Videos: their frames as pictures, exact frame numbers and times."""
