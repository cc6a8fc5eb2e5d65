"""What people decide about a reading: proposals, corrections, what is left out, what is deleted."""
