"""联系家庭: call tasks and home visits about a pupil until the family is reached."""
