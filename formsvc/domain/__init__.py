"""What mentoring is, in plain Python: no Flask, no I/O; time and randomness are arguments."""
