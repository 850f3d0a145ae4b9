"""What the service costs, as ratios inside one run: ``make bench``."""
