"""公开信息: the page /public/ that opens without sign-in, its feeds, and the texts that two people put
there."""
