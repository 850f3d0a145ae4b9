"""What a mentor opens from a letter, without an account.

Only ``opening`` shows an answer: to the browser that asked for a one-time code and typed it.
"""
