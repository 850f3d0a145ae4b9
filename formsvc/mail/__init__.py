"""Letters from facts to the mail server's word. Imports ``domain`` only.

``facts`` says what each kind of letter carries, ``compose`` makes the message, ``transport`` is
the port that takes it away, and ``smtp`` the one implementation.
"""
