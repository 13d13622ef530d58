"""Values that imports and exports share."""
