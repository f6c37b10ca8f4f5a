"""清洁消毒: each place in a plan, done and recorded, covered, neither too little nor too much."""
