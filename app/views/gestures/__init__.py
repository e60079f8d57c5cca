"""What the mouse does on the canvas: one object a gesture, from press to release."""
