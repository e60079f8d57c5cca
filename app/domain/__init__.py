"""Plain Python: pictures, detections, geometry. Neither Qt nor torch."""
