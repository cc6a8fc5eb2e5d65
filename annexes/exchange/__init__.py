"""A plan for other software, and back: the CSV and the JSON whose schema is published."""
