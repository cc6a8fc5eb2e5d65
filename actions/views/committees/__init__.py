"""The pages of the instances of a plan."""
