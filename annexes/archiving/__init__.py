"""All of a plan as one zip that outlives the software, and back into an empty installation."""
