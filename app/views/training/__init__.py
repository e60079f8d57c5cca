"""Fine-tuning in the window: the dialog, the tab, the chip, notices and questions."""
