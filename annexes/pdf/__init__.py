"""Documents as PDF: tagged (PDF/UA-1), laid out by chunks in child processes, put together here."""
