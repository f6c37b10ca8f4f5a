"""The pages of school plans: lists, one plan and its chapters, versions on paper, one's own tasks, the
template."""
