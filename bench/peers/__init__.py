"""What a competent team would write in an afternoon: plain form handlers."""
