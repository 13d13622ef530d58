"""Quick add sentences."""
