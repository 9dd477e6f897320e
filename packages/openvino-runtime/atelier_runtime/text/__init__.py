"""Chat models through continuous batching."""
