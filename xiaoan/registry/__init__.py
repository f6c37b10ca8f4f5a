"""The office that keeps people, places and positions: roster import, transfers, units, appointments."""
