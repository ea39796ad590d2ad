"""Knowledge: Thai dates and words, plans, clauses, duties, and how a plan is read."""
