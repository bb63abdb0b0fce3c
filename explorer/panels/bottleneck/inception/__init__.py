"""The inception module: designed, drawn, and held against its naive forms."""
