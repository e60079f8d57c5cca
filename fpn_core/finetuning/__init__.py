"""Fine-tuning a detector on few pictures, in a process of its own."""
