"""开学方案 (一校一案): one school, one plan, each task with a name; complete, approved, then duties."""
