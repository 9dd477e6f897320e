"""What people say, by subject, in the small grammar of `chat.grammar`; written by hand."""
