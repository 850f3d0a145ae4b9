"""Keeping what people wrote: the protocol, and the stores that keep it. Imports ``domain`` only."""
