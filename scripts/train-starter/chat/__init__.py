"""starter-chat: dialogues from our own generator, a tokenizer, the training and its scores."""
