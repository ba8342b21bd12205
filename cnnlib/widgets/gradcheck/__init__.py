"""The error of a nudged slope."""
