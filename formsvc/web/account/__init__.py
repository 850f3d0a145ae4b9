"""Joining, signing in and out, the lost phone: every page about proving who one is."""
