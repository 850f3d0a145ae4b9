"""What a mentor opens from a letter, without an account; no page of it shows an answer."""
