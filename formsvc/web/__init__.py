"""The only Flask in the house, with ``formsvc.app``: what every audience shares.

``session``, ``access``, ``same_origin``, ``headers``, ``limits`` and ``errors`` guard every
request; ``page`` and ``look`` draw. The audiences (``public``, ``account``, ``mentee``,
``mentor``, ``coordinator``) import these, the workflows and the domain, and never each other.
"""
