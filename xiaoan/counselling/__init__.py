"""心理辅导: screening with consent, referral, cases that only the counsellor reads."""
