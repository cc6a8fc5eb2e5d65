"""The life of an import: files received and read, made one reading, previewed, confirmed, given back."""
