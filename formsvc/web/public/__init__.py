"""What anybody may open: the way in, and whether the service is well."""
