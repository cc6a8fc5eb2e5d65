"""The fictional territory of the demonstration: read from `fixtures/demo/`, applied as an import would be."""
