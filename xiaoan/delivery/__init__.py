"""发送: messages over channels outside the product, and the truth about what became of each."""
