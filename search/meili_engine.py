"""The server engine: Meilisearch through its official client."""
