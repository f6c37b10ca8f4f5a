"""What all pages share: the gate, the shell, forms' errors, tables, sheets."""
