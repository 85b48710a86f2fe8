"""Extensions: the asynchronous engine and session."""
