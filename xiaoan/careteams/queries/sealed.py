"""Where what is sealed stands."""

PHONE_PLACE = "careteams_listed.phone_cipher"
NOTE_PLACE = "careteams_contact.note_cipher"
