"""Documents that people ask for: how they choose them, how long they are kept, how they are told of them."""
