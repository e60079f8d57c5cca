"""Fine-tuning runs: making, starting, watching and controlling them."""
