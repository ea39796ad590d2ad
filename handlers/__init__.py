"""Conversation: what a message means, what to answer, every Thai sentence we say."""
