"""What a coordinator sees: who takes part and how far letters have come, never an answer."""
