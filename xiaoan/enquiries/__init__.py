"""Questions of families (家校咨询): to the class teacher or a desk, answered within a set time, passed on,
closed."""
