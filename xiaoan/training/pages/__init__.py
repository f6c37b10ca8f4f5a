"""The pages of training: learning on the phone, the figures of units, courses and papers kept."""
