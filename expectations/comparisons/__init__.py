"""What no single table can tell: the candidate against raw and against what is published, day against day."""
