"""Publications to a folder or an object store."""
