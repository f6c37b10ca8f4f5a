"""用量与预测: how much is used a day, how long what is held will last, and what will be wanted."""
