"""Documents in Word: real styles, headings, lists and tables, so that a communication service can restyle them."""
