"""What anybody may open: the way in, applying, and whether the service is well."""
