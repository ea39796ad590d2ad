"""Time: what is owed now, and getting it sent once."""
