"""Everything behind the window that needs Qt but no widgets."""
