"""What the service does, a verb phrase each; no Flask. Imports domain, store, auth and mail."""
