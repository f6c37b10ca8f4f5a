"""Learning platforms that tell by themselves who is there: xAPI statements and LTI 1.3 launches."""
