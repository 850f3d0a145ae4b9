"""The coordinator's page: people and progress, and never a word of an answer."""
