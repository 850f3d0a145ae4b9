"""Mentorpost's form service: one trainee's questionnaire, carried safely to one mentor.

The layers, and the only directions in which they may import (held by import-linter)::

    domain <- {store, mail, auth} <- workflows <- {web, wiring} <- app <- {cli, demo}

Audiences inside ``web`` never import each other, and only ``wiring`` knows a concrete
store or mail transport.
"""

__version__ = "0.1.0"
