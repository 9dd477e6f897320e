"""starter-image: scenes drawn by our own renderer, and the model that learns to draw them."""
