"""Pure decisions of verification: who a row of an outside list is, which sources agree, what a claim says."""
