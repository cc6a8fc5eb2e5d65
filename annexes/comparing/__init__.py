"""What a file would change in a plan: who is who, what differs, what would be lost."""
