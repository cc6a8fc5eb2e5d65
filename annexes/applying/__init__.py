"""An outline written into the database, with its history; the rules that it has to keep first."""
