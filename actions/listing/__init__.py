"""The lists of fiches: what they look at, filter, sort and show, and the edits of many fiches at once."""
