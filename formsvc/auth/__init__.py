"""Codes, links, throttles and devices: pure checks over what the store holds. Imports ``domain`` only."""
