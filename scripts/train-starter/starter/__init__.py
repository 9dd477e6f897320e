"""What makes the two starter models: one vocabulary, one scene, two trainings."""
